namespace DeepTrainer;

/// <summary>Turns rows into samples, one after another, without allocation.</summary>
internal sealed class RowEncoder
{
    private readonly TableRows _rows;
    private readonly TableNotation _notation;
    private readonly (EncodedColumn Column, int At)[] _inputs, _targets;
    private readonly bool _isLabel, _mayDrop;
    private readonly float[] _label = new float[1];

    /// <param name="schema">What columns are.</param>
    /// <param name="rows">The rows, whose columns are found by their names; those that the schema doesn't know are passed over.</param>
    /// <param name="withTargets">Whether rows have what is to be learned; if not, each must become a sample, to which a prediction will belong.</param>
    public RowEncoder(TableSchema schema, TableRows rows, bool withTargets = true)
    {
        (_rows, _notation) = (rows, schema.Notation);
        _inputs = Find(schema.InputColumns);
        _targets = withTargets ? Find(schema.TargetColumns) : [];
        (_isLabel, _mayDrop) = (schema.Format.HasLabels, withTargets);

        (EncodedColumn, int)[] Find(IReadOnlyList<EncodedColumn> columns) => [.. columns.Select(c => (c, rows.IndexOf(c.Name)))];
    }

    /// <summary>Encodes the next row that isn't left out, if there is one.</summary>
    public bool Next(Span<float> inputs, Span<int> labels, Span<float> targets)
    {
        do
        {
            if (!_rows.Next())
                return false;
        }
        while (IsDropped(_inputs) || IsDropped(_targets));
        Encode(_inputs, inputs);
        if (_isLabel && _targets.Length > 0)
        {
            Encode(_targets, _label);
            labels[0] = (int)_label[0];
        }
        else
        {
            Encode(_targets, targets);
        }
        return true;
    }

    private bool IsDropped((EncodedColumn Column, int At)[] columns)
    {
        foreach ((EncodedColumn column, int at) in columns)
        {
            if (column.DropsRow && _notation.IsMissing(_rows[at]))
                return _mayDrop ? true : throw _rows.Error(
                    at, "the value is missing, without which rows were left out (Missing.DropRow); nothing can be predicted for this one, "
                        + "so leave it out yourself");
        }
        return false;
    }

    private void Encode((EncodedColumn Column, int At)[] columns, Span<float> output)
    {
        foreach ((EncodedColumn column, int at) in columns)
        {
            column.Encode(_rows, at, _notation.IsMissing(_rows[at]), output[..column.Width]);
            output = output[column.Width..];
        }
    }
}

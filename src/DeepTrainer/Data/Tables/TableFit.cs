namespace DeepTrainer;

/// <summary>Fits a schema to rows, in one pass.</summary>
internal sealed class TableFit
{
    private readonly TableRows _rows;
    private readonly TableNotation _notation;
    private readonly (ColumnFit Fit, int Column)[] _inputs, _targets;

    private TableFit(TableRows rows, TableOptions options)
    {
        _rows = rows;
        _notation = options.Notation;
        Dictionary<string, TableColumn> declared = options.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (TableColumn column in options.Columns)
            rows.IndexOf(column.Name);
        _inputs = [.. rows.Columns.Select((name, i) => (Of(name, declared.GetValueOrDefault(name), options), i)).Where(c => c.Item1 is not null)!];
        _targets = [.. options.Columns.Where(c => c.IsTarget).Select(c => (OfTarget(c, options), rows.IndexOf(c.Name)))];
        if (_inputs.Length == 0)
            throw new InvalidDataException($"'{rows.Source}' has no column left for inputs: all {rows.Columns.Length} are targets, or left out.");
    }

    public static TableSchema Run(TableRows rows, TableOptions options) => new TableFit(rows, options).Run();

    public static InvalidDataException HasNoValue(TableRows rows, int column) =>
        new($"'{rows.Source}': column '{Excerpt.Of(rows.Columns[column])}' has no value in any row; leave it out with TableColumn.Skip.");

    private TableSchema Run()
    {
        long count = 0;
        while (_rows.Next())
        {
            if (IsDropped())
                continue;
            count++;
            foreach ((ColumnFit fit, int column) in _targets)
                Add(fit, column);
            foreach ((ColumnFit fit, int column) in _inputs)
                Add(fit, column);
        }
        if (count == 0)
        {
            bool isDropped = _inputs.Concat(_targets).Any(c => c.Fit.DropsRow);
            throw new InvalidDataException($"'{_rows.Source}' has no rows{(isDropped ? ", or each of them lacks a value and was dropped" : "")}.");
        }
        EncodedColumn[] inputs = Finish(_inputs), targets = Finish(_targets);
        if (inputs.Sum(c => (long)c.Width) is > CsvLine.MaxColumns and var width)
            throw new InvalidDataException(
                $"'{_rows.Source}' would make {width} inputs, and at most {CsvLine.MaxColumns} are possible; declare columns with many texts with TableColumn.Index.");
        // OrderBy keeps the order of what is alike: dictionaries go behind all others.
        return new TableSchema(_notation, [.. inputs.OrderBy(c => c is EncodedText { IsIndex: true })], [.. targets], count);
    }

    private bool IsDropped()
    {
        foreach ((ColumnFit fit, int column) in _inputs)
        {
            if (fit.DropsRow && _notation.IsMissing(_rows[column]))
                return true;
        }
        foreach ((ColumnFit fit, int column) in _targets)
        {
            if (fit.DropsRow && _notation.IsMissing(_rows[column]))
                return true;
        }
        return false;
    }

    private void Add(ColumnFit fit, int column)
    {
        if (_notation.IsMissing(_rows[column]))
            fit.AddMissing(_rows, column);
        else
            fit.Add(_rows, column);
    }

    private EncodedColumn[] Finish((ColumnFit Fit, int Column)[] columns) => Array.ConvertAll(columns, c => c.Fit.Finish(_rows, c.Column));

    private ColumnFit? Of(string name, TableColumn? declared, TableOptions options)
    {
        Missing missing = declared?.Missing ?? options.Missing;
        return declared switch
        {
            null => new InferredFit(name, options, _notation),
            { Kind: TableColumnKind.Number } => new NumberFit(name, missing, _notation, declared.Standardize ?? options.Standardize),
            { Kind: TableColumnKind.OneHot or TableColumnKind.Index } =>
                new TextFit(name, missing, declared.Kind == TableColumnKind.Index, declared.AllowsUnknown, options.Limits),
            _ => null,
        };
    }

    private ColumnFit OfTarget(TableColumn declared, TableOptions options) => declared.Kind == TableColumnKind.Label
        ? new LabelFit(declared, _notation, options.Limits, _rows.Source) : new TargetFit(declared, _notation);
}

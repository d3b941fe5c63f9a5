namespace DeepTrainer;

/// <summary>Finds out whether a column that nobody declared holds numbers or texts; it must be one of them as a whole.</summary>
internal sealed class InferredFit(string name, TableOptions options, TableNotation notation) : ColumnFit(name, options.Missing)
{
    private ColumnFit? _found;
    private long _missing;
    private int _firstLine;
    private string _first = "";

    public override void Add(TableRows rows, int column)
    {
        bool isNumber = notation.Numbers.TryParse(rows[column], out double _);
        if (!isNumber && _found is not TextFit && notation.Numbers.IsTooLarge(rows[column]))
            throw rows.Error(column, $"'{CsvFields.Shown(rows[column])}' is no number here: {CsvNumbers.TooLarge}; "
                + "if the values are texts, declare the column with TableColumn.OneHot or Index");
        if (_found is null)
            Begin(isNumber, rows, column);
        else if (isNumber != _found is NumberFit)
            throw Mixed(isNumber, rows, column);
        _found!.Add(rows, column);
    }

    public override void AddMissing(TableRows rows, int column, long count)
    {
        if (_found is not null)
            _found.AddMissing(rows, column, count);
        else if (Missing.Kind == MissingKind.Error)
            throw TableNotation.NoValue(rows, column, "Missing.Mean or Median (numbers), Category (texts), Constant or DropRow");
        else
            _missing++;
    }

    public override EncodedColumn Finish(TableRows rows, int column) => _found?.Finish(rows, column) ?? throw TableFit.HasNoValue(rows, column);

    private void Begin(bool isNumber, TableRows rows, int column)
    {
        (_firstLine, _first) = (rows.Line, CsvFields.Shown(rows[column]));
        _found = isNumber ? new NumberFit(Name, Missing, notation, options.Standardize)
            : new TextFit(Name, Missing, isIndex: false, allowsUnknown: false, options.Limits, new TextForm(notation));
        if (_missing > 0 && !TableColumn.Fits(Missing, isText: !isNumber))
            throw rows.Error(
                column, $"the {(isNumber ? "number" : "text")} '{_first}' follows {_missing} missing values, for which Missing.{Missing} can't stand; "
                    + "declare the column with a policy of its own");
        if (_missing > 0)
            _found.AddMissing(rows, column, _missing);
    }

    private Exception Mixed(bool isNumber, TableRows rows, int column)
    {
        ReadOnlySpan<char> text = rows[column];
        string shown = CsvFields.Shown(text), hint = notation.Numbers.NotationHint(isNumber ? _first : text);
        if (hint.Length == 0)
        {
            hint = $"; if '{(isNumber ? _first : shown)}' stands for a missing value, add it to MissingMarks; if the values are texts, "
                + "declare the column with TableColumn.OneHot or Index, or leave it out with Skip";
        }
        return rows.Error(
            column, $"'{shown}' is {(isNumber ? "a number" : "no number")}, but '{_first}' in line {_firstLine} is {(isNumber ? "none" : "one")}" + hint);
    }
}

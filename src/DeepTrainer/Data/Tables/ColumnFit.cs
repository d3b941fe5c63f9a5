using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>What is learned of a column while one goes over the rows.</summary>
internal abstract class ColumnFit(string name, Missing missing)
{
    /// <summary>An inferred column of texts with more different ones than this must be declared: names and dates have as many, sorts and kinds have not.</summary>
    protected const int MostInferred = 100;

    /// <summary>So many texts may all be different in a small table.</summary>
    protected const int UnsuspiciousTexts = 20;

    public string Name => name;

    public Missing Missing => missing;

    public bool DropsRow => missing.Kind == MissingKind.DropRow;

    /// <summary>Takes in the row's value.</summary>
    public abstract void Add(TableRows rows, int column);

    /// <summary>Takes in that the row has none.</summary>
    public abstract void AddMissing(TableRows rows, int column, long count = 1);

    /// <summary>What the column became, after all rows.</summary>
    public abstract EncodedColumn Finish(TableRows rows, int column);
}

/// <summary>Measures numbers.</summary>
internal sealed class NumberFit(string name, Missing missing, TableNotation notation, bool standardize) : ColumnFit(name, missing)
{
    private readonly Chunks<float>? _values = missing.Kind == MissingKind.Median ? new() : null;
    private long _count, _missing;
    private double _mean, _squares;

    public override void Add(TableRows rows, int column)
    {
        float value = notation.Number(rows, column);
        _values?.Add(value);
        // Welford, 1962: no cancellation when the mean is large.
        double difference = value - _mean;
        _mean += difference / ++_count;
        _squares += difference * (value - _mean);
    }

    public override void AddMissing(TableRows rows, int column, long count) => _missing += Missing.Kind is MissingKind.Mean or MissingKind.Median or MissingKind.Number
        ? count : throw TableNotation.NoValue(rows, column, EncodedNumber.Cures);

    public override EncodedColumn Finish(TableRows rows, int column)
    {
        if (_count == 0 && Missing.Kind is MissingKind.Mean or MissingKind.Median)
            throw TableFit.HasNoValue(rows, column);
        float? fill = Missing.Kind switch
        {
            MissingKind.Mean => (float)_mean,
            MissingKind.Median => Median(_values!.Take(rows.Source)),
            MissingKind.Number => Missing.Number,
            _ => null,
        };
        if (!standardize)
            return new EncodedNumber(Name, DropsRow, notation, fill, 0, 1);
        // Those that were filled in are values like others. Chan et al., 1983: mean and squares of both together.
        double all = _count + _missing, difference = (fill ?? _mean) - _mean, mean = _mean + (difference * _missing / all);
        double squares = _squares + (difference * difference * _count * _missing / all);
        float deviation = (float)Math.Sqrt(squares / all);
        return new EncodedNumber(Name, DropsRow, notation, fill, (float)mean, deviation > 0 ? deviation : 1);
    }

    private static float Median(float[] values)
    {
        Array.Sort(values);
        float upper = values[values.Length / 2];
        return values.Length % 2 > 0 ? upper : (float)((upper + (double)values[(values.Length / 2) - 1]) / 2);
    }
}

/// <summary>Collects texts.</summary>
internal sealed class TextFit : ColumnFit
{
    private const string Choice =
        "declare what the column is: TableColumn.Skip leaves it out, TableColumn.Index makes one input of it, for an embedding, and TableColumn.OneHot one for each text";

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly bool _isIndex, _allowsUnknown, _isInferred;
    private readonly int _most;
    private long _count;

    public TextFit(string name, Missing missing, bool isIndex, bool allowsUnknown, bool isInferred, ReadLimits limits)
        : base(name, missing)
    {
        (_isIndex, _allowsUnknown, _isInferred, _most) = (isIndex, allowsUnknown, isInferred, isInferred ? MostInferred : limits.MaxClasses);
        _lookup = _texts.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public override void Add(TableRows rows, int column)
    {
        _count++;
        if (!_lookup.Add(rows[column]) || _texts.Count <= _most)
            return;
        throw rows.Error(column, _isInferred ? $"there are more than {_most} different texts; {Choice}"
            : $"there are more than {_most} different texts; if so many are meant, raise ReadLimits.MaxClasses");
    }

    public override void AddMissing(TableRows rows, int column, long count)
    {
        if (Missing.Kind is not (MissingKind.Category or MissingKind.Text))
            throw TableNotation.NoValue(rows, column, EncodedText.Cures);
    }

    public override EncodedColumn Finish(TableRows rows, int column)
    {
        if (_isInferred && _texts.Count > UnsuspiciousTexts && _texts.Count > _count / 2)
            throw new InvalidDataException($"'{rows.Source}': column '{Excerpt.Of(Name)}' has {_texts.Count} different texts in {_count} rows; {Choice}.");
        string? fill = Missing.Kind == MissingKind.Text ? Missing.Text : null;
        if (fill is not null)
            _texts.Add(fill);
        if (_texts.Count == 0)
            throw TableFit.HasNoValue(rows, column);
        return new EncodedText(Name, DropsRow, _isIndex, new([.. _texts.Order(StringComparer.Ordinal)], Missing.Kind == MissingKind.Category, fill, _allowsUnknown));
    }

}

/// <summary>Collects classes.</summary>
internal sealed class LabelFit(TableColumn declared, TableNotation notation, ReadLimits limits, string source) : ColumnFit(declared.Name, declared.Missing!)
{
    private readonly CsvClasses _classes = new(
        declared.ClassNames, limits, notation.Numbers, $"column '{Excerpt.Of(declared.Name)}'", "if the column is a quantity to be predicted, declare it with TableColumn.Target; if these are classes, list them all in classNames",
        (what, line) => CsvFields.Error(source, what, line));

    public override void Add(TableRows rows, int column) => _classes.Find(rows[column], rows.Line);

    public override void AddMissing(TableRows rows, int column, long count) => throw TableNotation.NoValue(rows, column, EncodedTarget.Cures);

    public override EncodedColumn Finish(TableRows rows, int column) => new EncodedLabel(Name, DropsRow, notation, _classes.Finish().Names);
}

/// <summary>Checks quantities that are to be learned, so that a mistake is told before anything else is done.</summary>
internal sealed class TargetFit(TableColumn declared, TableNotation notation) : ColumnFit(declared.Name, declared.Missing!)
{
    public override void Add(TableRows rows, int column) => _ = notation.Number(rows, column, isTarget: true);

    public override void AddMissing(TableRows rows, int column, long count) => throw TableNotation.NoValue(rows, column, EncodedTarget.Cures);

    public override EncodedColumn Finish(TableRows rows, int column) => new EncodedTarget(Name, DropsRow, notation);
}

/// <summary>Finds out whether a column that nobody declared holds numbers or texts; it must be one of them as a whole.</summary>
internal sealed class InferredFit(string name, TableOptions options, TableNotation notation) : ColumnFit(name, options.Missing)
{
    private ColumnFit? _found;
    private long _missing;
    private int _firstLine;
    private string _first = "";

    public override void Add(TableRows rows, int column)
    {
        bool isNumber = notation.Numbers.TryParse(rows[column], out _);
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
            : new TextFit(Name, Missing, isIndex: false, allowsUnknown: false, isInferred: true, options.Limits);
        if (_missing > 0 && !TableColumn.Fits(Missing, isText: !isNumber))
            throw rows.Error(column, $"the {(isNumber ? "number" : "text")} '{_first}' follows {_missing} missing values, for which Missing.{Missing} can't stand; declare the column with a policy of its own");
        if (_missing > 0)
            _found.AddMissing(rows, column, _missing);
    }

    private Exception Mixed(bool isNumber, TableRows rows, int column)
    {
        ReadOnlySpan<char> text = rows[column];
        string hint = isNumber ? "" : notation.Numbers.NotationHint(text);
        return rows.Error(column, $"'{CsvFields.Shown(text)}' is {(isNumber ? "a number" : "no number")}, but '{_first}' in line {_firstLine} is {(isNumber ? "none" : "one")}"
            + (hint.Length > 0 ? hint : $"; if '{(isNumber ? _first : CsvFields.Shown(text))}' stands for a missing value, add it to MissingMarks; if the values are texts, declare the column with TableColumn.OneHot or Index, or leave it out with Skip"));
    }
}

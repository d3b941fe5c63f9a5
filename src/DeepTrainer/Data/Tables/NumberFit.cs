using System.Globalization;

namespace DeepTrainer;

/// <summary>Measures numbers.</summary>
internal sealed class NumberFit(string name, Missing missing, TableNotation notation, bool standardize) : ColumnFit(name, missing)
{
    private readonly Chunks<double>? _values = missing.Kind == MissingKind.Median ? new() : null;
    private long _count, _missing;
    private double _mean, _squares;

    public override void Add(TableRows rows, int column)
    {
        double value = notation.Number(rows, column);
        _values?.Add(value);
        // Welford, 1962: no cancellation when the mean is large.
        double difference = value - _mean;
        _mean += difference / ++_count;
        _squares += difference * (value - _mean);
    }

    public override void AddMissing(TableRows rows, int column, long count)
    {
        if (Missing.Kind is not (MissingKind.Mean or MissingKind.Median or MissingKind.Number))
            throw TableNotation.NoValue(rows, column, EncodedNumber.Cures);
        _missing += count;
    }

    public override EncodedColumn Finish(TableRows rows, int column)
    {
        if (_count == 0 && Missing.Kind is MissingKind.Mean or MissingKind.Median)
            throw TableFit.HasNoValue(rows, column);
        double? fill = Missing.Kind switch
        {
            MissingKind.Mean => _mean,
            MissingKind.Median => Median(_values!.Take(rows.Source)),
            MissingKind.Number => AsWritten(Missing.Number),
            _ => null,
        };
        if (!standardize)
            return new EncodedNumber(Name, DropsRow, notation, fill, 0, 1);
        // Those that were filled in are values like others. Chan et al., 1983: mean and squares of both together.
        double all = _count + _missing, difference = (fill ?? _mean) - _mean, mean = _mean + (difference * _missing / all);
        double squares = _squares + (difference * difference * _count * _missing / all);
        double deviation = Math.Sqrt(squares / all);
        return new EncodedNumber(Name, DropsRow, notation, fill, mean, deviation > 0 ? deviation : 1);
    }

    // The number that a file would have: 0.1, which isn't the double of 0.1f.
    private static double AsWritten(float value) => double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static double Median(double[] values)
    {
        Array.Sort(values);
        double upper = values[values.Length / 2];
        return values.Length % 2 > 0 ? upper : (upper + values[(values.Length / 2) - 1]) / 2;
    }
}

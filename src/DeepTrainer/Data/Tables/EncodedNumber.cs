using System.Globalization;
using System.Text.Json;

namespace DeepTrainer;

/// <summary>Numbers: (x − mean) / deviation, with a number for those that are missing.</summary>
internal sealed class EncodedNumber(string name, bool dropsRow, TableNotation notation, double? fill, double mean, double deviation)
    : EncodedColumn(name, dropsRow)
{
    public const string KindName = "number", Cures = "Missing.Mean, Median, Constant or DropRow";

    public override string Kind => KindName;

    public override string Description =>
        (mean == 0 && deviation == 1 ? "number" : $"number, mean {Shown(mean)}, deviation {Shown(deviation)}")
        + (fill is { } value ? $"; {Shown(value)} if missing" : "") + DroppedRows;

    public override void Encode(TableRows rows, int column, bool isMissing, Span<float> output)
    {
        double value = isMissing ? fill ?? throw TableNotation.NoValue(rows, column, Cures) : notation.Number(rows, column);
        // Float last: seconds since 1970 differ by less than a float tells apart.
        float scaled = (float)((value - mean) / deviation);
        output[0] = float.IsFinite(scaled) ? scaled
            : throw rows.Error(column, $"{Shown(value)} is too far from the mean {Shown(mean)}, with the deviation {Shown(deviation)}, for a float");
    }

    public override void Write(Utf8JsonWriter json)
    {
        if (fill is { } value)
            json.WriteNumber("fill", value);
        json.WriteNumber("mean", mean);
        json.WriteNumber("deviation", deviation);
    }

    private static string Shown(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}

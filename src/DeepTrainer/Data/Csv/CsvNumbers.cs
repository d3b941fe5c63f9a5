using System.Globalization;

namespace DeepTrainer;

/// <summary>Numbers as a file writes them, and what to try where there is none.</summary>
internal sealed class CsvNumbers(char separator, bool decimalComma)
{
    private readonly NumberFormatInfo _format =
        decimalComma ? new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } : NumberFormatInfo.InvariantInfo;

    public bool TryParse(ReadOnlySpan<char> text, out float value) =>
        float.TryParse(text, NumberStyles.Float, _format, out value) && float.IsFinite(value);

    /// <summary>The same numbers, but more exactly, for those that a mean is taken off.</summary>
    public bool TryParse(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, _format, out value) && float.IsFinite((float)value);

    // How programs write that there is no value; pandas reads these so. The last may be classes among others that are words.
    private static readonly string[] Missing = ["", "NA", "N/A", "#N/A", "<NA>", "NaN", "null", "?", "None", "-"];
    private const int SureMarks = 8;

    /// <summary>What is told of a number beyond the largest float.</summary>
    public const string TooLarge = "it is too large for a float, which ends at 3.4e38; write the column in a larger unit, or as its logarithm";

    /// <summary>Whether the text stands for a value that is missing; among words only if it can hardly be one of them.</summary>
    public static bool IsMissing(string text, bool amongWords) => Missing.Take(amongWords ? SureMarks : Missing.Length).Contains(text, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the text is a number whose decimals are written the other way: with a comma instead of a point, or with a point.</summary>
    public bool IsOtherNotation(ReadOnlySpan<char> text) =>
        text.Contains(decimalComma ? '.' : ',') && new CsvNumbers(separator, !decimalComma).TryParse(text, out float _);

    /// <summary>Whether the text is a number beyond the largest float.</summary>
    public bool IsTooLarge(ReadOnlySpan<char> text) => text.ContainsAnyInRange('0', '9')
        && double.TryParse(text, NumberStyles.Float, _format, out double value) && float.IsInfinity((float)value);

    /// <summary>What the user probably wants to set, where the text is no number because decimals or columns are written otherwise; else nothing.</summary>
    public string NotationHint(ReadOnlySpan<char> text)
    {
        if (IsTooLarge(text))
            return $"; {TooLarge}";
        if (IsOtherNotation(text))
            return decimalComma ? "; if decimals have points, set DecimalComma = false" : "; if that is a decimal comma, set DecimalComma = true";
        return text.Contains(';') && separator != ';' ? "; is ';' the separator? Set Separator = ';', and DecimalComma = true if decimals have commas" : "";
    }

    /// <summary>Throws if a file can't have decimals and columns that are written so.</summary>
    public static void CheckNotation(char separator, bool decimalComma, string argument)
    {
        if (decimalComma && separator == ',')
            throw new ArgumentException("A comma can't be in decimals and between columns; such files have Separator = ';'.", argument);
        if ("0123456789+-.eE\"\r\n".Contains(separator, StringComparison.Ordinal))
            throw new ArgumentException($"'{separator}' stands in numbers, quotes or between lines, and can't stand between columns.", argument);
    }
}

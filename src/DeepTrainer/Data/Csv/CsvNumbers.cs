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

    /// <summary>Whether the text stands for a value that is missing; among words only if it can hardly be one of them.</summary>
    public static bool IsMissing(string text, bool amongWords) => Missing.Take(amongWords ? SureMarks : Missing.Length).Contains(text, StringComparer.OrdinalIgnoreCase);

    /// <summary>What the user probably wants to set, where the text is no number because decimals or columns are written otherwise; else nothing.</summary>
    public string NotationHint(ReadOnlySpan<char> text)
    {
        if (!decimalComma && text.Contains(',') && new CsvNumbers(separator, decimalComma: true).TryParse(text, out float _))
            return "; if that is a decimal comma, set DecimalComma = true";
        if (decimalComma && text.Contains('.') && new CsvNumbers(separator, decimalComma: false).TryParse(text, out float _))
            return "; if decimals have points, set DecimalComma = false";
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

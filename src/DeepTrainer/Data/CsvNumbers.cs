using System.Globalization;

namespace DeepTrainer;

/// <summary>Numbers as a file writes them, and what to try where there is none.</summary>
internal sealed class CsvNumbers(CsvOptions options)
{
    private readonly NumberFormatInfo _format =
        options.DecimalComma ? new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } : NumberFormatInfo.InvariantInfo;

    public bool TryParse(ReadOnlySpan<char> text, out float value) =>
        float.TryParse(text, NumberStyles.Float, _format, out value) && float.IsFinite(value);

    // How programs write that there is no value; pandas reads these so. The last may be classes among others that are words.
    private static readonly string[] Missing = ["", "NA", "N/A", "#N/A", "<NA>", "NaN", "null", "?", "None", "-"];
    private const int SureMarks = 8;

    /// <summary>Whether the text stands for a value that is missing; among words only if it can hardly be one of them.</summary>
    public static bool IsMissing(string text, bool amongWords) => Missing.Take(amongWords ? SureMarks : Missing.Length).Contains(text, StringComparer.OrdinalIgnoreCase);

    /// <summary>What the user probably wants to set, where the text is no number.</summary>
    public string Hint(ReadOnlySpan<char> text, bool isFirstLine)
    {
        string header = isFirstLine && !options.HasHeader ? "; if the first line names the columns, set HasHeader = true" : "";
        string shown = text.ToString();
        if (IsMissing(shown, amongWords: false))
            return $"; if the value is missing, fill it in, leave its line out, or choose other columns with InputColumns{header}";
        if (header.Length > 0 && !text.ContainsAnyInRange('0', '9'))
            return header;
        if (!options.DecimalComma && text.Contains(',') && TryWith(new CsvOptions { DecimalComma = true }, text))
            return "; if that is a decimal comma, set DecimalComma = true";
        if (options.DecimalComma && text.Contains('.') && TryWith(new CsvOptions(), text))
            return "; if decimals have points, set DecimalComma = false";
        if (text.Contains(';') && options.Separator != ';')
            return "; is ';' the separator? Set Separator = ';', and DecimalComma = true if decimals have commas";
        return header;
    }

    private static bool TryWith(CsvOptions other, ReadOnlySpan<char> text) => new CsvNumbers(other).TryParse(text, out _);
}

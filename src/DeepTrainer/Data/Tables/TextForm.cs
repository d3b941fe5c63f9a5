using System.Globalization;

namespace DeepTrainer;

/// <summary>What the texts of a column that nobody declared look like, as long as all of them do: numbers in another notation, or dates.</summary>
internal sealed class TextForm(TableNotation notation)
{
    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy/MM/dd", "d.M.yyyy", "M/d/yyyy", "d/M/yyyy"];

    private bool _areNumbers = true, _areDates = true;
    private string _first = "";

    /// <summary>The first one's line.</summary>
    public int Line { get; private set; }

    /// <summary>What is wrong with taking the texts as they are, and the cure; null if nothing is.</summary>
    public string? Problem => Line == 0 ? null
        : _areNumbers ? $"'{_first}' and all others are numbers with decimal {(notation.DecimalComma ? "points" : "commas")}, "
            + $"but DecimalComma = {(notation.DecimalComma ? "true" : "false")} reads them as texts; {NotationCure}; if they are texts indeed, "
        : _areDates ? $"'{_first}' and all others are dates, of which no number is made; "
            + "write what counts as numbers (the year, the month, days since one of them), or "
        : null;

    private string NotationCure => notation.DecimalComma ? "set DecimalComma = false"
        : notation.Separator == ',' ? "write them with points, and no commas between thousands, or with another Separator, for DecimalComma = true"
        : "set DecimalComma = true";

    public void Add(ReadOnlySpan<char> text, int line)
    {
        if (Line == 0)
            (Line, _first) = (line, CsvFields.Shown(text));
        _areNumbers = _areNumbers && notation.Numbers.IsOtherNotation(text);
        _areDates = _areDates && IsDate(text);
    }

    // A time may follow, with or without its zone.
    private static bool IsDate(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAny(' ', 'T');
        return DateOnly.TryParseExact(end < 0 ? text : text[..end], Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            && (end < 0 || DateTimeOffset.TryParse($"2000-01-01 {text[(end + 1)..]}", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
    }
}

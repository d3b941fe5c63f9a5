using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>How a table writes numbers, and values that it hasn't.</summary>
internal sealed class TableNotation(char separator, bool decimalComma, ImmutableArray<string> header, ImmutableArray<string> missingMarks)
{
    private readonly int _longestMark = missingMarks.IsEmpty ? -1 : missingMarks.Max(mark => mark.Length);

    public char Separator => separator;

    public bool DecimalComma => decimalComma;

    public ImmutableArray<string> Header => header;

    public ImmutableArray<string> MissingMarks => missingMarks;

    public CsvNumbers Numbers { get; } = new(separator, decimalComma);

    /// <summary>Whether there is no value: nothing at all, or one of the marks.</summary>
    public bool IsMissing(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return true;
        if (text.Length > _longestMark)
            return false;
        foreach (string mark in missingMarks)
        {
            if (text.Equals(mark, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>The number that stands in a column; an error if there is none.</summary>
    public double Number(TableRows rows, int column, bool isTarget = false)
    {
        ReadOnlySpan<char> text = rows[column];
        if (Numbers.TryParse(text, out double value))
            return value;
        string hint = Numbers.NotationHint(text);
        throw rows.Error(column, $"'{CsvFields.Shown(text)}' is not a finite number"
            + (hint.Length > 0 ? hint : "; if it stands for a missing value, add it to MissingMarks; if the column holds "
                + (isTarget ? "classes, declare it with TableColumn.Label" : "texts, declare it with TableColumn.OneHot")));
    }

    /// <summary>That a value is missing of which nobody said what becomes of it.</summary>
    public static Exception NoValue(TableRows rows, int column, string cures)
    {
        string text = rows[column].ToString();
        return rows.Error(column, $"the value is missing{(text.Length > 0 ? $" ('{Excerpt.Of(text)}')" : "")}; say what becomes of it with {cures}"
            + (text.Length > 0 ? $", or, if '{Excerpt.Of(text)}' is a value, take it out of MissingMarks" : ""));
    }
}

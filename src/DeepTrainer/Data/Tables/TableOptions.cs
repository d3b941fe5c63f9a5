using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>How a table is written, and what its columns are.</summary>
public sealed record TableOptions
{
    /// <summary>What stands between columns.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>Whether decimals have commas, as in <c>2,5</c>. The separator must then be another: <c>Separator = ';'</c>.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>The columns' names, for files whose first line doesn't name them. Empty: it does.</summary>
    public ImmutableArray<string> Header { get; init; } = [];

    /// <summary>
    /// The columns of which something is to be said. Each of the others is numbers if all its values are, or texts if none is, which become one-hot; where
    /// numbers and texts
    /// are mixed, nearly each text is another, or all are dates or numbers with the other decimal sign, it must be said.
    /// </summary>
    public ImmutableArray<TableColumn> Columns { get; init; } = [];

    /// <summary>What becomes of missing values of inputs that have no policy of their own.</summary>
    public Missing Missing { get; init; } = Missing.Error;

    /// <summary>The texts that stand for a missing value, as an empty one always does; upper and lower case are the same.</summary>
    public ImmutableArray<string> MissingMarks { get; init; } = ["", "NA", "N/A", "#N/A", "<NA>", "NaN", "null", "?"];

    /// <summary>
    /// Whether columns of numbers get mean 0 and variance 1, by the rows that the schema is fitted to; true at first, since networks learn badly without.
    /// One-hot and dictionary
    /// columns, and targets, stay as they are.
    /// </summary>
    public bool Standardize { get; init; } = true;

    /// <summary>How much a file may take of memory and time.</summary>
    public ReadLimits Limits { get; init; } = ReadLimits.Default;

    internal TableNotation Notation => new(Separator, DecimalComma, Header, MissingMarks);

    /// <summary>Whether the options can be meant: before a file is opened.</summary>
    internal void Check(string argument)
    {
        CsvNumbers.CheckNotation(Separator, DecimalComma, argument);
        if (Columns.IsDefault || Header.IsDefault || MissingMarks.IsDefault
            || Columns.Contains(null!) || Header.Contains(null!) || MissingMarks.Contains(null!))
            throw new ArgumentException("Columns, Header and MissingMarks must be lists without null; leave out what you don't need.", argument);
        ArgumentNullException.ThrowIfNull(Missing, argument);
        ArgumentNullException.ThrowIfNull(Limits, argument);
        if (Columns.GroupBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Columns says two things of '{twice.Key}'; a column is one of them.", argument);
    }
}

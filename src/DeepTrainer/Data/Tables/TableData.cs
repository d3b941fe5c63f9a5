using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>
/// Rows of texts with named columns, in memory, before anything is made of them: divide them first, fit a <see cref="TableSchema"/> to the rows to train on,
/// and apply it to all. Tables don't
/// change; every operation gives a new one.
/// </summary>
public sealed class TableData
{
    private readonly TableRow[] _rows;

    private TableData(TableRow[] rows, ImmutableArray<string> columns, TableOptions options, string source) =>
        (_rows, Columns, Options, Source) = (rows, columns, options, source);

    /// <summary>The columns' names.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>The number of rows.</summary>
    public int Count => _rows.Length;

    /// <summary>What columns are.</summary>
    public TableOptions Options { get; }

    internal string Source { get; }

    /// <summary>The text of a row in a column.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="column">The column's name.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public string this[int row, string column] => (uint)row < (uint)Count ? _rows[row].Texts[IndexOf(column, nameof(column))]
        : throw new ArgumentOutOfRangeException(nameof(row), row, $"There are {Count} rows.");

    /// <summary>Reads comma-separated values, a row a line, gzip-compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is written, and what columns are.</param>
    /// <exception cref="InvalidDataException">The file is no table; the message has the line.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TableData Read(string path, TableOptions options)
    {
        Check(options);
        using FileStream stream = InputFile.Open(path);
        return Read(stream, options, path);
    }

    /// <summary>Reads comma-separated values, a row a line, gzip-compressed or not.</summary>
    /// <param name="stream">The stream, which is read to its end.</param>
    /// <param name="options">How it is written, and what columns are.</param>
    /// <param name="source">What to call the stream in messages.</param>
    /// <exception cref="InvalidDataException">The text is no table; the message has the line.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static TableData Read(Stream stream, TableOptions options, string source = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        Check(options);
        using var rows = CsvRows.Open(stream, isOwned: false, options.Notation, options.Limits, source);
        List<TableRow> all = [];
        TextPool[] pools = [.. rows.Columns.Select(_ => new TextPool())];
        while (rows.Next())
        {
            string[] texts = new string[pools.Length];
            for (int i = 0; i < texts.Length; i++)
                texts[i] = pools[i].Get(rows[i]);
            all.Add(new(texts, rows.Line));
        }
        return new([.. all], rows.Columns, options, source);
    }

    /// <summary>A table of rows from elsewhere, such as a database. Messages call it 'rows', and count its lines from 1.</summary>
    /// <param name="columns">The columns' names.</param>
    /// <param name="rows">The rows, each with a text for every column; null is a value that is missing.</param>
    /// <param name="options">What columns are.</param>
    /// <exception cref="InvalidDataException">Two columns have the same name, or a row has more or fewer texts than there are columns.</exception>
    /// <exception cref="ArgumentException">The options contradict each other, or a row is null.</exception>
    public static TableData FromRows(ImmutableArray<string> columns, IEnumerable<IReadOnlyList<string?>> rows, TableOptions options)
    {
        const string Source = "rows";
        ArgumentNullException.ThrowIfNull(rows);
        Check(options);
        if (columns.IsDefaultOrEmpty)
            throw new ArgumentException("There must be at least one column.", nameof(columns));
        TableRows.CheckNames(columns, Source, 1);
        List<TableRow> all = [];
        foreach (IReadOnlyList<string?> row in rows)
        {
            if (row is null)
                throw new ArgumentException($"Row {all.Count} is null.", nameof(rows));
            if (row.Count != columns.Length)
                throw CsvFields.Error(Source, $"has {CsvFields.Columns(row.Count)}, but there are {columns.Length} names", all.Count + 1);
            all.Add(new([.. row.Select(text => text?.Trim() ?? "")], all.Count + 1));
        }
        return new([.. all], columns, options, Source);
    }

    /// <summary>The rows of the given numbers, in that order; a number may come more than once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no row of a number.</exception>
    public TableData Subset(ReadOnlySpan<int> indices)
    {
        var rows = new TableRow[indices.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = (uint)indices[i] < (uint)Count ? _rows[indices[i]]
                : throw new ArgumentOutOfRangeException(nameof(indices), indices[i], $"There are {Count} rows.");
        }
        return new(rows, Columns, Options, Source);
    }

    /// <summary>Neighbouring rows: <c>table.Subset(..100)</c> has the first hundred.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches beyond the rows.</exception>
    public TableData Subset(Range range)
    {
        (int start, int count) = range.GetOffsetAndLength(Count);
        return new(_rows[start..(start + count)], Columns, Options, Source);
    }

    /// <summary>Divides the rows at random, for instance into those to train on and those to measure with.</summary>
    /// <param name="fraction">How many of the rows go to the first part, in [0, 1]; the number is rounded.</param>
    /// <param name="seed">The same seed gives the same parts everywhere, those of <see cref="Dataset.Split"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not in [0, 1].</exception>
    public (TableData First, TableData Second) Split(double fraction, int seed) => Both(Partition.Random(Count, fraction, seed));

    /// <summary>Divides the rows in their order, for tables in which later rows must not tell about earlier ones.</summary>
    /// <param name="fraction">How many of the rows go to the first part, in [0, 1]; the number is rounded.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not in [0, 1].</exception>
    public (TableData First, TableData Second) SplitInOrder(double fraction)
    {
        Partition.CheckFraction(fraction);
        int first = (int)Math.Round(Count * fraction);
        return (Subset(..first), Subset(first..));
    }

    /// <summary>Divides the rows at random so that each text of a column, such as a class, has the same share in both parts, but for rounding.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="fraction">How many of each text's rows go to the first part, in [0, 1].</param>
    /// <param name="seed">The same seed gives the same parts everywhere.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not in [0, 1].</exception>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public (TableData First, TableData Second) SplitStratified(string column, double fraction, int seed)
    {
        int at = IndexOf(column, nameof(column));
        IEnumerable<IGrouping<string, int>> classes = Partition.RandomOrder(Count, seed).GroupBy(i => _rows[i].Texts[at], StringComparer.Ordinal);
        return Both(Partition.Stratified(classes.OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray()), fraction, seed));
    }

    internal TableRows Rows() => new MemoryRows(this);

    private (TableData First, TableData Second) Both((int[] First, int[] Second) parts) => (Subset(parts.First), Subset(parts.Second));

    private int IndexOf(string column, string argument)
    {
        int at = Columns.IndexOf(column, StringComparer.Ordinal);
        return at >= 0 ? at : throw new ArgumentException(TableRows.NoColumn(column, Columns, Source).Message, argument);
    }

    private static void Check(TableOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check(nameof(options));
    }

    private readonly record struct TableRow(string[] Texts, int Line);

    private sealed class MemoryRows(TableData table) : TableRows(table.Source, table.Columns)
    {
        private int _row = -1;

        public override int Line => table._rows[_row].Line;

        public override ReadOnlySpan<char> this[int column] => table._rows[_row].Texts[column];

        public override bool Next() => ++_row < table.Count;
    }

    // One string for each text that comes again and again, as in most columns of texts; those of which there are too many aren't worth looking for.
    private sealed class TextPool
    {
        private const int MostTexts = 4096;

        private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

        public string Get(ReadOnlySpan<char> text)
        {
            HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = _texts.GetAlternateLookup<ReadOnlySpan<char>>();
            if (lookup.TryGetValue(text, out string? known))
                return known;
            string added = text.ToString();
            if (_texts.Count < MostTexts)
                _texts.Add(added);
            return added;
        }
    }
}

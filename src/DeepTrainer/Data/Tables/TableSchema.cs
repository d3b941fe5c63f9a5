using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace DeepTrainer;

/// <summary>
/// How the columns of a table become the inputs and targets of a network: means for missing values, scales, categories, dictionaries, classes. It is fitted
/// to training rows alone,
/// encodes all others alike, and travels with the network's weights (<see cref="NetworkMetadata.Table"/>), so that an application encodes a row as training
/// did.
/// </summary>
/// <example>
/// <code>
/// (TableData train, TableData test) = TableData.Read("people.csv", options).Split(0.8, seed: 1);
/// TableSchema schema = TableSchema.Fit(train);
/// trainer.Fit(schema.Apply(train), schema.Apply(test));
/// NetworkMetadata.Set(network, new NetworkMetadata { Table = schema });
/// network.Classify(schema.Encode(("age", "29"), ("sex", "female")));
/// </code>
/// </example>
public sealed class TableSchema
{
    internal TableSchema(TableNotation notation, ImmutableArray<EncodedColumn> inputs, ImmutableArray<EncodedColumn> targets, long rows)
    {
        (Notation, InputColumns, TargetColumns, Rows) = (notation, inputs, targets, rows);
        InputNames = [.. inputs.SelectMany(c => c.Names)];
        EncodedColumn[] labels = [.. targets.Where(c => c is EncodedLabel)];
        ClassNames = labels is [var only] ? [.. only.Texts] : [];
        Format = targets.IsEmpty ? SampleFormat.OfInputs([InputNames.Length])
            : targets is [EncodedLabel] ? SampleFormat.OfLabels([InputNames.Length], ClassNames)
            : SampleFormat.OfTargets([InputNames.Length], [targets.Length]);
    }

    /// <summary>What the samples are that the rows become: one label, or target values (classes among them as numbers), or inputs alone.</summary>
    public SampleFormat Format { get; }

    /// <summary>The columns that inputs are made of: first numbers and one-hot texts in the order of the table, then those of dictionaries.</summary>
    public ImmutableArray<string> Columns => [.. InputColumns.Select(c => c.Name)];

    /// <summary>The columns that are learned, in the order in which they were declared.</summary>
    public ImmutableArray<string> Targets => [.. TargetColumns.Select(c => c.Name)];

    /// <summary>What each input is called: <c>age</c>, <c>sex=female</c>.</summary>
    public ImmutableArray<string> InputNames { get; }

    /// <summary>The classes, in the order of their numbers, if one column holds classes; else none.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>How many rows it was fitted to, without those that were left out.</summary>
    public long Rows { get; }

    internal TableNotation Notation { get; }

    internal ImmutableArray<EncodedColumn> InputColumns { get; }

    internal ImmutableArray<EncodedColumn> TargetColumns { get; }

    /// <summary>
    /// Learns how the columns of a table are to be encoded. Give it training rows alone: what it learns of others, nobody can know who predicts.
    /// </summary>
    /// <param name="table">The rows; its options say what columns are.</param>
    /// <exception cref="InvalidDataException">A value is not what its column holds, or is missing; the message has line and column.</exception>
    public static TableSchema Fit(TableData table)
    {
        ArgumentNullException.ThrowIfNull(table);
        using TableRows rows = table.Rows();
        return TableFit.Run(rows, table.Options);
    }

    /// <summary>Learns how the columns of a file are to be encoded, in one pass over it, with no more than a row in memory.</summary>
    /// <param name="path">The file of training rows, gzip-compressed or not.</param>
    /// <param name="options">How it is written, and what columns are.</param>
    /// <exception cref="InvalidDataException">The file is no such table; the message has line and column.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TableSchema Fit(string path, TableOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check(nameof(options));
        using TableRows rows = CsvRows.Open(InputFile.Open(path), isOwned: true, options.Notation, options.Limits, path);
        return TableFit.Run(rows, options);
    }

    /// <summary>
    /// The samples that the rows of a table become, in their order, without rows that <see cref="Missing.DropRow"/> leaves out. Columns are found by name;
    /// those that the schema doesn't use are passed over.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <exception cref="InvalidDataException">A column is not there, or a value is not what its column holds; the message has line and column.</exception>
    public Dataset Apply(TableData table) => Encoded(table, withTargets: true);

    /// <summary>
    /// The samples without what is to be learned, for tables that haven't it: one for each row, so that predictions belong to rows.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <exception cref="InvalidDataException">
    /// A column is not there, or a value is not what its column holds, or is missing where <see cref="Missing.DropRow"/> leaves rows out; the message has line
    /// and column.
    /// </exception>
    public Dataset ApplyToInputs(TableData table) => Encoded(table, withTargets: false);

    /// <summary>A source of the rows of a file, which is read anew in each pass, with no more than a row in memory.</summary>
    /// <param name="path">The file, gzip-compressed or not, written as the one that the schema was fitted to.</param>
    /// <param name="count">How many rows there are, without those that are left out, if it is known: <see cref="Rows"/> for the file that the schema was
    /// fitted to.</param>
    /// <param name="limits">How much it may unpack to.</param>
    /// <remarks>The order is the file's; <see cref="BatchSource.ShuffleWithin"/> changes it.</remarks>
    /// <exception cref="InvalidDataException">The file is no such table; what is wrong with a row is told when it is read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IBatchSource Open(string path, long? count = null, ReadLimits? limits = null)
    {
        if (count is { } given)
            ArgumentOutOfRangeException.ThrowIfLessThan(given, 1, nameof(count));
        return new TableSource(this, path, count, limits ?? ReadLimits.Default);
    }

    /// <summary>
    /// The inputs of one row, as texts by the names of <see cref="Columns"/>; others are passed over. A value that is missing is an empty text.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <exception cref="ArgumentException">A column is not there, or a value is not what its column holds.</exception>
    public float[] Encode(params ReadOnlySpan<(string Column, string? Value)> row)
    {
        string[] columns = new string[row.Length];
        string?[] values = new string?[row.Length];
        for (int i = 0; i < row.Length; i++)
            (columns[i], values[i]) = row[i];
        return Encode(columns, values, nameof(row));
    }

    /// <summary>
    /// The inputs of one row, as texts by the names of <see cref="Columns"/>; others are passed over. A value that is missing is an empty text.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <exception cref="ArgumentException">A column is not there, or a value is not what its column holds.</exception>
    public float[] Encode(IReadOnlyDictionary<string, string?> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Encode([.. row.Keys], [.. row.Values], nameof(row));
    }

    /// <summary>The texts that a column's numbers stand for: the places of its one-hot inputs or of its dictionary, or its classes; none for numbers.</summary>
    /// <param name="column">The column's name.</param>
    /// <exception cref="ArgumentException">The schema has no such column.</exception>
    public ImmutableArray<string> Texts(string column) =>
        InputColumns.Concat(TargetColumns).FirstOrDefault(c => c.Name == column) is { } found ? [.. found.Texts] : throw new ArgumentException(
            $"The schema has no column '{column}'; it has {string.Join(", ", Columns.Concat(Targets).Select(c => $"'{c}'"))}.", nameof(column));

    /// <summary>A table of the columns, how each is encoded and at which inputs, the same everywhere.</summary>
    public string Summary()
    {
        StringBuilder text = new();
        int at = 0, width = InputColumns.Concat(TargetColumns).Max(c => c.Name.Length);
        foreach (EncodedColumn column in InputColumns)
        {
            string place = column.Width == 1 ? FormattableString.Invariant($"{at}") : FormattableString.Invariant($"{at}-{at + column.Width - 1}");
            text.Append(CultureInfo.InvariantCulture, $"{column.Name.PadRight(width)}  input {place}: {column.Description}\n");
            at += column.Width;
        }
        foreach (EncodedColumn column in TargetColumns)
            text.Append(CultureInfo.InvariantCulture, $"{column.Name.PadRight(width)}  {column.Description}\n");
        return text.Append(CultureInfo.InvariantCulture, $"{at} inputs of {Columns.Length} columns, fitted to {Rows} rows\n").ToString();
    }

    private float[] Encode(string[] columns, string?[] values, string argument)
    {
        float[] input = new float[InputNames.Length];
        using GivenRow row = new([.. columns], values, argument);
        new RowEncoder(this, row, withTargets: false).Next(input, [], []);
        return input;
    }

    private Dataset Encoded(TableData table, bool withTargets)
    {
        ArgumentNullException.ThrowIfNull(table);
        int width = InputNames.Length, labelSize = withTargets && Format.HasLabels ? 1 : 0, valueSize = withTargets ? TargetColumns.Length - labelSize : 0;
        if ((long)table.Count * Math.Max(width, valueSize) > Array.MaxLength)
            throw new InvalidDataException(
                $"'{table.Source}' has {table.Count} rows of {width} inputs, more than an array has room for; declare columns with many texts with "
                + "TableColumn.Index, or read the file with Open.");
        float[] inputs = new float[table.Count * width], targets = new float[table.Count * valueSize];
        int[] labels = new int[table.Count * labelSize];
        using TableRows rows = table.Rows();
        RowEncoder encoder = new(this, rows, withTargets);
        int count = 0;
        while (encoder.Next(inputs.AsSpan(count * width), labels.AsSpan(count * labelSize), targets.AsSpan(count * valueSize)))
            count++;
        if (count == 0)
            throw new InvalidDataException($"'{table.Source}' has no rows{(table.Count > 0 ? ": each of them lacks a value and was left out" : "")}.");
        Array.Resize(ref inputs, count * width);
        return labelSize > 0 ? Dataset.FromLabels(inputs, [width], labels[..count], ClassNames)
            : valueSize > 0 ? Dataset.FromTargets(inputs, [width], targets[..(count * valueSize)], [valueSize])
            : Dataset.FromInputs(inputs, [width]);
    }
}

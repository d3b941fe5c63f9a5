using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>Which columns of a file are inputs, and which is the label.</summary>
internal sealed class CsvColumns
{
    public const int IsLabel = -1;
    public const int IsIgnored = -2;
    private const int MaxNamesShown = 20;

    private readonly int[] _slots;

    private CsvColumns(int[] slots, int label, int inputs)
    {
        _slots = slots;
        Label = label;
        Inputs = inputs;
    }

    public int Count => _slots.Length;

    public int Label { get; }

    /// <summary>The number of inputs of a sample.</summary>
    public int Inputs { get; }

    /// <summary>Which of a sample's inputs the column is, or that it is none.</summary>
    public int this[int column] => _slots[column];

    /// <summary>What the options say of a file with this first line.</summary>
    public static CsvColumns Resolve(CsvOptions options, CsvLine first, CsvFields fields)
    {
        if (first.Columns < 2)
            throw fields.Error($"has a single column, and at least 2 are needed; is '{options.Separator}' the separator?", first.Number);
        int label = options.LabelName is string name ? Find(name, first, fields)
            : options.LabelColumn == -1 ? first.Columns - 1
            : options.LabelColumn;
        if ((uint)label >= (uint)first.Columns)
            throw fields.Error($"has {CsvFields.Columns(first.Columns)}, so there is no label column {options.LabelColumn}", first.Number);

        var slots = new int[first.Columns];
        if (options.InputNames.IsDefaultOrEmpty && options.InputColumns.IsDefaultOrEmpty)
        {
            for (int i = 0; i < slots.Length; i++)
                slots[i] = i == label ? IsLabel : i < label ? i : i - 1;
            return new CsvColumns(slots, label, slots.Length - 1);
        }
        ImmutableArray<int> inputs = !options.InputColumns.IsDefaultOrEmpty ? options.InputColumns
            : [.. options.InputNames.Select(input => Find(input, first, fields))];
        Array.Fill(slots, IsIgnored);
        slots[label] = IsLabel;
        for (int i = 0; i < inputs.Length; i++)
        {
            if ((uint)inputs[i] >= (uint)first.Columns)
                throw fields.Error($"has {CsvFields.Columns(first.Columns)}, so there is no input column {inputs[i]}", first.Number);
            if (slots[inputs[i]] != IsIgnored)
                throw fields.Error($"column {inputs[i] + 1} was named twice: as an input, and as {(inputs[i] == label ? "the label" : "another input")}", first.Number);
            slots[inputs[i]] = i;
        }
        return new CsvColumns(slots, label, inputs.Length);
    }

    private static int Find(string name, CsvLine header, CsvFields fields)
    {
        int column = header.IndexOf(name);
        if (column >= 0)
            return column;
        if (column == -2)
            throw fields.Error($"several columns are called '{Excerpt.Of(name)}'; choose one by its number", header.Number);
        string[] names = [.. Enumerable.Range(0, Math.Min(header.Columns, MaxNamesShown)).Select(i => $"'{CsvFields.Shown(header[i])}'")];
        throw fields.Error(
            $"no column is called '{Excerpt.Of(name)}'; there are {string.Join(", ", names)}{(header.Columns > names.Length ? $" and {header.Columns - names.Length} more" : "")}",
            header.Number);
    }
}

using System.Globalization;

namespace DeepTrainer;

/// <summary>What becomes of a value that is missing in a table.</summary>
public sealed class Missing
{
    private Missing(MissingKind kind) => Kind = kind;

    /// <summary>An error that names line and column: nothing is filled in unless you say so.</summary>
    public static Missing Error { get; } = new(MissingKind.Error);

    /// <summary>The row is left out. The only one for targets, beside <see cref="Error"/>.</summary>
    public static Missing DropRow { get; } = new(MissingKind.DropRow);

    /// <summary>The mean of the rows that the schema is fitted to; for numbers.</summary>
    public static Missing Mean { get; } = new(MissingKind.Mean);

    /// <summary>The median of the rows that the schema is fitted to, for which fitting keeps the column's numbers in memory; for numbers.</summary>
    public static Missing Median { get; } = new(MissingKind.Median);

    /// <summary>A category of its own; for texts.</summary>
    public static Missing Category { get; } = new(MissingKind.Category);

    /// <summary>A number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It isn't finite.</exception>
    public static Missing Constant(float value) => float.IsFinite(value)
        ? new(MissingKind.Number) { Number = value }
        : throw new ArgumentOutOfRangeException(nameof(value), value, "What stands for a missing value must be a finite number.");

    /// <summary>A text, as if it stood there.</summary>
    public static Missing Constant(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return new(MissingKind.Text) { Text = text };
    }

    internal MissingKind Kind { get; }

    internal float Number { get; private init; }

    internal string Text { get; private init; } = "";

    /// <summary>The policy's name, with its constant: <c>Mean</c>, <c>Constant(0)</c>.</summary>
    public override string ToString() => Kind switch
    {
        MissingKind.Number => $"Constant({Number.ToString("R", CultureInfo.InvariantCulture)})",
        MissingKind.Text => $"Constant(\"{Text}\")",
        _ => Kind.ToString(),
    };
}

/// <summary>The policies for missing values.</summary>
internal enum MissingKind
{
    Error,
    DropRow,
    Mean,
    Median,
    Category,
    Number,
    Text,
}

using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>What the columns of a file of comma-separated values are.</summary>
public sealed record CsvOptions
{
    /// <summary>The column, from 0, of what is to be learned; −1 stands for the last. All others are inputs.</summary>
    public int LabelColumn { get; init; } = -1;

    /// <summary>Whether the first line names the columns. It is never guessed, so that no sample is taken for a header.</summary>
    public bool HasHeader { get; init; }

    /// <summary>What stands between columns.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>
    /// <see cref="TargetKind.ClassIndices"/>: the label is a class, a whole number or a name. <see cref="TargetKind.Values"/>: it is
    /// a number to be predicted.
    /// </summary>
    public TargetKind Targets { get; init; } = TargetKind.ClassIndices;

    /// <summary>
    /// The names of the classes in the order of their numbers. Without them, labels that are all whole numbers from 0 are the
    /// classes' numbers, and other labels are numbered in alphabetical (ordinal) order. Give them to read several files alike.
    /// </summary>
    public ImmutableArray<string> ClassNames { get; init; } = [];
}

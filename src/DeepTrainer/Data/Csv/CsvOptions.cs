using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>What the columns of a file of comma-separated values are.</summary>
public sealed record CsvOptions
{
    /// <summary>The column, from 0, of what is to be learned; −1 stands for the last. All others are inputs unless you choose them.</summary>
    public int LabelColumn { get; init; } = -1;

    /// <summary>The column of what is to be learned, by its name in the header, instead of <see cref="LabelColumn"/>.</summary>
    public string? LabelName { get; init; }

    /// <summary>The columns of the inputs, from 0, in the order that samples have them; other columns are passed over. Empty: all but the label.</summary>
    public ImmutableArray<int> InputColumns { get; init; } = [];

    /// <summary>The columns of the inputs, by their names in the header, instead of <see cref="InputColumns"/>.</summary>
    public ImmutableArray<string> InputNames { get; init; } = [];

    /// <summary>Whether the first line names the columns. It is never guessed, so that no sample is taken for a header.</summary>
    public bool HasHeader { get; init; }

    /// <summary>What stands between columns.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>Whether decimals have commas, as in <c>2,5</c>. The separator must then be another: <c>Separator = ';'</c>.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>
    /// <see cref="TargetKind.ClassIndices"/>: the label is a class, a whole number or a name. <see cref="TargetKind.Values"/>: it is
    /// a number to be predicted.
    /// </summary>
    public TargetKind Targets { get; init; } = TargetKind.ClassIndices;

    /// <summary>
    /// The names of the classes in the order of their numbers. Without them, labels that are all whole numbers from 0 are the
    /// classes' numbers, and other labels are numbered in alphabetical (ordinal) order; a column that looks like a quantity (decimals,
    /// numbers far above the number of samples, hardly a text twice; above 20 classes also if some are negative, or a third of them or the first ten have
    /// no sample) is an error, and so is a label that is missing. Give them to read several files alike.
    /// </summary>
    public ImmutableArray<string> ClassNames { get; init; } = [];

    /// <summary>How much the file may take of memory and time.</summary>
    public ReadLimits Limits { get; init; } = ReadLimits.Default;

    /// <summary>Whether the options can be meant: before a file is opened.</summary>
    internal void Check(string argument)
    {
        if (Targets == TargetKind.Probabilities)
            throw new ArgumentException("A column holds a class or a value; make probabilities of classes with OneHot.", argument);
        if (!HasHeader && (LabelName is not null || !InputNames.IsDefaultOrEmpty))
            throw new ArgumentException("LabelName and InputNames are looked for in the first line; set HasHeader = true.", argument);
        if (LabelName is not null && LabelColumn != -1)
            throw new ArgumentException("The label is given by LabelName and by LabelColumn; give one of them.", argument);
        if (!InputNames.IsDefaultOrEmpty && !InputColumns.IsDefaultOrEmpty)
            throw new ArgumentException("The inputs are given by InputNames and by InputColumns; give one of them.", argument);
        if (!ClassNames.IsDefaultOrEmpty)
            Dataset.CheckClassNames(ClassNames, argument);
        CsvNumbers.CheckNotation(Separator, DecimalComma, argument);
    }
}

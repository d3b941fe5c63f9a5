namespace DeepTrainer;

/// <summary>
/// How much memory and time a file may take that isn't justified by its size. The defaults are far beyond what files of data and
/// weights need; raise one for a file that you trust if its error tells you to.
/// </summary>
public sealed record ReadLimits
{
    /// <summary>The limits that apply if none are given.</summary>
    public static ReadLimits Default { get; } = new();

    /// <summary>
    /// How many times its size a gzip file may unpack to, at least 1; up to 16 MiB are always allowed. Text of numbers
    /// shrinks to a third or a tenth, so that 200 are the mark of a file made to fill the memory, or of one that is nearly all zeros.
    /// </summary>
    public int MaxExpansion { get; init => field = AtLeastOne(value, nameof(MaxExpansion)); } = 200;

    /// <summary>
    /// How many classes the labels of a file may make by themselves, from 1 to 2²⁴. Raised above its default, it also allows a label in a CSV file
    /// that is far above the number of samples. As many different texts may a table's column have that is one-hot or a dictionary. Classes that you name
    /// or count yourself may be 2²⁴, so many whole numbers being exact as float.
    /// </summary>
    public int MaxClasses { get; init => field = AtLeastOne(value, nameof(MaxClasses), Dataset.MostClasses); } = 100_000;

    /// <summary>How many tensors a safetensors file may have, at least 1. Empty ones cost memory too.</summary>
    public int MaxTensors { get; init => field = AtLeastOne(value, nameof(MaxTensors)); } = 100_000;

    private static int AtLeastOne(int value, string name, int most = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }
}

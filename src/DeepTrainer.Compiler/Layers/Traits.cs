namespace DeepTrainer.Compiler.Layers;

/// <summary>What the numbers that a layer gives can be, as far as its declaration tells.</summary>
public enum Values
{
    Unknown,

    /// <summary>Any number, as a weighted sum gives it.</summary>
    Scores,

    /// <summary>Nothing below 0, and the same 0 for everything that would be below it.</summary>
    NotNegative,

    /// <summary>Above 0, and never quite the same.</summary>
    Positive,

    /// <summary>From a number below 0 to one above it, both close to it.</summary>
    Bounded,

    /// <summary>From 0 to 1, each for itself.</summary>
    UnitInterval,

    /// <summary>From 0 to 1, with a sum of 1.</summary>
    Probabilities,

    /// <summary>Logarithms of probabilities.</summary>
    LogProbabilities,

    /// <summary>Logarithms of numbers from 0 to 1, each for itself.</summary>
    LogUnitInterval,
}

/// <summary>
/// What a layer's declaration tells of what it takes and gives: what advice on mistakes is made from. What isn't said is not known, and
/// nothing is advised on it.
/// </summary>
public sealed record Traits
{
    /// <summary>Nothing is known.</summary>
    public static Traits Unknown { get; } = new();

    /// <summary>It gives the values that it takes, or some of them, where they are.</summary>
    public static Traits InPlace { get; } = new() { KeepsValues = true, KeepsDimensions = true, IsAffine = true };

    /// <summary>It gives the values that it takes, in another shape.</summary>
    public static Traits Reshaped { get; } = new() { KeepsValues = true, IsAffine = true };

    /// <summary>It gives means over positions, channel by channel.</summary>
    public static Traits Averaged { get; } = new() { IsAffine = true, TakesFeatures = 0, GivesFeatures = 0 };

    /// <summary>Whether an initialization gives every unit the same weights.</summary>
    public static bool IsEqual(ElementSpec spec, Option init) => init.ValueIn(spec)!.Text is "Zeros" or "Constant";

    /// <summary>What it gives; what it takes if <see cref="KeepsValues"/>.</summary>
    public Values Gives { get; init; }

    /// <summary>Whether it gives the values that it takes.</summary>
    public bool KeepsValues { get; init; }

    /// <summary>The function by which it makes probabilities of raw scores, if it does: "softmax".</summary>
    public string? Squashes { get; init; }

    /// <summary>The dimension along which what it gives sums up to 1, from the end if negative.</summary>
    public int? SumsToOneAlong { get; init; }

    /// <summary>Whether each number it gives depends on all features through weights of its own.</summary>
    public bool Mixes { get; init; }

    /// <summary>Whether it is a weighted sum of its input with a bias and nothing else, over all features: two in a row are no more than one.</summary>
    public bool IsWeightedSum { get; init; }

    /// <summary>Whether a sum goes over several positions, so that few features of each position are still many numbers for it.</summary>
    public bool SumsPositions { get; init; }

    /// <summary>Whether it bends nothing: between two weighted sums it is no activation.</summary>
    public bool IsAffine { get; init; }

    /// <summary>Whether it is a function of its input alone, without weights, that drops or hides nothing.</summary>
    public bool IsActivation { get; init; }

    /// <summary>Whether it sets values to 0 while training.</summary>
    public bool Drops { get; init; }

    /// <summary>Whether all of its units start with the same weights.</summary>
    public bool UnitsStartEqual { get; init; }

    /// <summary>The dimension of a sample along which it takes features (channels), from the end if negative.</summary>
    public int? TakesFeatures { get; init; }

    /// <summary>The dimension along which it gives them.</summary>
    public int? GivesFeatures { get; init; }

    /// <summary>Whether features are where they were.</summary>
    public bool KeepsDimensions { get; init; }
}

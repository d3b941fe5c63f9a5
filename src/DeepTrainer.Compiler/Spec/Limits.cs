namespace DeepTrainer.Compiler.Spec;

/// <summary>How large networks may be.</summary>
public static class Limits
{
    /// <summary>The budget for weights: offsets are 32-bit and state may be three times the weights.</summary>
    public const long MaxParameters = 100_000_000;

    /// <summary>
    /// The budget for what one layer gives for one sample: positions in a sample are 32-bit, with room for sums of them. What all layers together take in
    /// working memory is known when kernels are planned, and told then if it is too much.
    /// </summary>
    public const long MaxSampleValues = 100_000_000;

    /// <summary>The budget for the units of a recurrent layer, or the features of all heads: matrices of them are weights.</summary>
    public const int MaxUnits = 1_000_000;

    /// <summary>The budget for a sample's dimensions, each of which is a loop with a letter for its name.</summary>
    public const int MaxDimensions = 16;

    /// <summary>How many values a tensor of a user's function can have, or a sample of one: as many as all weights together.</summary>
    public const int MaxValues = (int)MaxParameters;
}

namespace DeepTrainer;

/// <summary>What a loss compares the network's output with.</summary>
public enum TargetKind
{
    /// <summary>
    /// Numbers, as mean squared error takes them, of the output's shape; or what several losses take, one after another, see
    /// <see cref="NetworkInfo.Targets"/>.
    /// </summary>
    Values,

    /// <summary>One probability a class, of the output's shape, summing to one for each sample (one-hot vectors included).</summary>
    Probabilities,

    /// <summary>One class index a sample, or one a position, from 0 to the number of classes less one.</summary>
    ClassIndices,
}

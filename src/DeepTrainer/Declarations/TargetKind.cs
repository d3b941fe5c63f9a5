namespace DeepTrainer;

/// <summary>What a loss compares the network's output with.</summary>
public enum TargetKind
{
    /// <summary>Numbers of the output's shape, as mean squared error takes them.</summary>
    Values,

    /// <summary>One probability a class, of the output's shape, summing to one for each sample (one-hot vectors included).</summary>
    Probabilities,

    /// <summary>One class index a sample, from 0 to the number of classes less one.</summary>
    ClassIndices,
}

namespace DeepTrainer;

/// <summary>What a network's outputs are where it tells classes apart.</summary>
public enum ScoreKind
{
    /// <summary>
    /// Numbers before the softmax (or before the sigmoid, for rows of one score): what cross-entropy and binary cross-entropy with logits
    /// are trained on. A single score above 0 means class 1.
    /// </summary>
    Logits,

    /// <summary>Probabilities, of a last layer Softmax or Sigmoid. A single score above 0.5 means class 1.</summary>
    Probabilities,
}

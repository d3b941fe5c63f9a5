namespace DeepTrainer.Compiler.Losses;

/// <summary>What a loss takes from a layer that it judges.</summary>
public enum LossInput
{
    /// <summary>Whatever the layer gives.</summary>
    Anything,

    /// <summary>Numbers like the targets.</summary>
    Targets,

    /// <summary>A raw score for each class, of which it makes probabilities by softmax.</summary>
    Scores,

    /// <summary>Raw scores, of each of which it makes a probability by sigmoid.</summary>
    Logits,

    /// <summary>The logarithms of probabilities.</summary>
    LogProbabilities,

    /// <summary>Numbers from 0 to 1.</summary>
    Probabilities,

    /// <summary>Numbers above 0.</summary>
    Positive,
}

using DeepTrainer.Compiler.Spec;

namespace DeepTrainer;

/// <summary>
/// Freezes and unfreezes weights while a program runs, and gives them learning rates of their own: for transfer learning, in several calls of
/// <see cref="Trainer{TNetwork}.Fit"/>. The class declares for which: <c>[Network(Adjustable = "encoder.*.LearningRate")]</c>, or <c>"*.LearningRate"</c> for all.
/// </summary>
/// <remarks>
/// Nothing of a frozen weight moves: no weight decay, no momentum or other state of the optimizer, and its gradient isn't counted where gradients are clipped by their
/// norm. Its layer does what it does while training (batch norm notes averages, dropout drops). Checkpoints hold what is frozen.
/// </remarks>
/// <example>
/// <code>
/// network.Load("pretrained.safetensors", new LoadOptions { Strict = false });
/// network.Freeze("encoder.*");
/// trainer.Fit(train, validation, epochs: 5);                 // the head alone
/// network.Unfreeze("encoder.*");
/// network.ScaleLearningRate("encoder.*", 0.1);
/// trainer.Fit(train, validation, epochs: 10);                // all, the encoder carefully
/// </code>
/// </example>
public static class Freezing
{
    private const string Suffix = ".LearningRate";
    private const int MaxNamesShown = 20;

    /// <summary>Freezes weights: training leaves them as they are.</summary>
    /// <param name="network">The network.</param>
    /// <param name="names">Patterns of weights' names, separated by commas; * stands for anything: <c>"encoder.*, *.bias"</c>.</param>
    /// <returns>The names of the weights.</returns>
    /// <exception cref="ArgumentException">A pattern fits no weight that is trained.</exception>
    /// <exception cref="InvalidOperationException">The class doesn't declare that a weight can be frozen.</exception>
    public static IReadOnlyList<string> Freeze(this INetwork network, string names) => Set(network, names, 0);

    /// <summary>Lets training change weights again, at the network's learning rate.</summary>
    /// <inheritdoc cref="Freeze"/>
    public static IReadOnlyList<string> Unfreeze(this INetwork network, string names) => Set(network, names, 1);

    /// <summary>Gives weights a learning rate of their own: the network's times a factor.</summary>
    /// <param name="network">The network.</param>
    /// <param name="names">Patterns of weights' names, separated by commas; * stands for anything: <c>"encoder.*, *.bias"</c>.</param>
    /// <param name="factor">The factor, at least 0; 0 freezes them, 1 is the network's rate.</param>
    /// <returns>The names of the weights.</returns>
    /// <exception cref="ArgumentException">The factor is no number of at least 0, or a pattern fits no weight that is trained.</exception>
    /// <exception cref="InvalidOperationException">The class doesn't declare that a weight can have a rate of its own.</exception>
    public static IReadOnlyList<string> ScaleLearningRate(this INetwork network, string names, double factor)
    {
        if (!(factor >= 0 && float.IsFinite((float)factor)))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factor must be a number of at least 0.");
        return Set(network, names, factor);
    }

    /// <summary>The weights that are frozen at run time.</summary>
    /// <param name="network">The network.</param>
    public static IReadOnlyList<string> FrozenWeights(this INetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return [.. network.Parameters.Where(p => CanBeSet(network, p.Name) && network.Options[p.Name + Suffix] == 0).Select(p => p.Name)];
    }

    private static string[] Set(INetwork network, string names, double factor)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrWhiteSpace(names);
        string[] trained = [.. network.Parameters.Where(p => p.IsTrained).Select(p => p.Name)];
        foreach (string pattern in NamePattern.Of(names))
        {
            if (!Array.Exists(trained, name => NamePattern.Matches(pattern, name)))
                throw new ArgumentException(
                    $"'{pattern}' fits no weight of '{network.Info.Name}' that is trained; there are "
                        + $"{string.Join(", ", trained.Take(MaxNamesShown).Select(n => $"'{n}'"))}.", nameof(names));
        }
        string[] chosen = Array.FindAll(trained, name => NamePattern.Matches(names, name));
        if (Array.Find(chosen, name => !CanBeSet(network, name)) is { } missing)
            throw new InvalidOperationException(
                $"'{network.Info.Name}' doesn't say that '{missing}' can have a learning rate of its own, or be frozen at run time: declare "
                    + $"[Network(Adjustable = \"{names.Split(',')[0].Trim()}{Suffix}\")].");
        foreach (string name in chosen)
            network.Options[name + Suffix] = factor;
        return chosen;
    }

    private static bool CanBeSet(INetwork network, string weight) => network.Options.Names.Contains(weight + Suffix);
}

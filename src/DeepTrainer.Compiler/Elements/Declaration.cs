namespace DeepTrainer.Compiler.Elements;

/// <summary>A network's declaration as its elements see it while they are built: what stands around them, and what there is to build parts of.</summary>
/// <param name="Network">The network.</param>
/// <param name="Catalogue">Everything that can be declared, by kind.</param>
public sealed record Declaration(NetworkSpec Network, IReadOnlyDictionary<string, Element> Catalogue)
{
    /// <summary>The names of all layers.</summary>
    public ImmutableArray<string> Layers { get; init; } = [];

    /// <summary>The names that anything takes its values from.</summary>
    public IReadOnlyCollection<string> Taken { get; init; } = [];
}

namespace DeepTrainer.Compiler.Elements;

/// <summary>A layer, declared or a part of one, and the values of the graph that it takes and gives: for what knows layers rather than primitives.</summary>
/// <param name="Name">Its name: "encoder.linear1".</param>
/// <param name="Owner">The layer whose weights it uses: mostly itself.</param>
/// <param name="Spec">Its kind and options.</param>
/// <param name="Options">The options that there are, with their defaults.</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="Named">What its options name, by the option.</param>
/// <param name="Output">What it gives.</param>
/// <param name="Results">What it gives beside that, by name.</param>
public sealed record LayerPart(
    string Name, string Owner, ElementSpec Spec, ImmutableArray<Option> Options, ImmutableArray<Node> Inputs,
    IReadOnlyDictionary<string, Node> Named, Node Output, IReadOnlyDictionary<string, Node> Results)
{
    /// <summary>The value of an option, its default if it isn't set; null if it has none.</summary>
    public ArgumentValue? this[string option] => Spec.Arguments.FirstOrDefault(a => a.Name == option)?.Value
        ?? Options.FirstOrDefault(o => o.Name == option)?.Default;

    /// <summary>The name of a weight.</summary>
    public string Weight(string parameter) => $"{Owner}.{parameter}";
}

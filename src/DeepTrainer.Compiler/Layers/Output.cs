namespace DeepTrainer.Compiler.Layers;

/// <summary>Which layers a prediction consists of, one after another.</summary>
public sealed class Output() : Element("Output", Layers)
{
    public static readonly Option Layers = new("Layers");

    /// <summary>The names that <c>[Output("a, b")]</c> declares.</summary>
    public static ImmutableArray<string> LayersOf(ElementSpec output) =>
        [.. (Layers.ValueIn(output)?.Text ?? "").Split(',').Select(n => n.Trim()).Where(n => n.Length > 0)];
}

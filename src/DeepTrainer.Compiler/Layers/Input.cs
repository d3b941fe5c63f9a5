namespace DeepTrainer.Compiler.Layers;

/// <summary>The shape of a sample, channels first.</summary>
public sealed class Input() : Element("Input", Extents)
{
    /// <summary>The extents as text: "1, 28, 28".</summary>
    public static readonly Option Extents = new("Shape");
}

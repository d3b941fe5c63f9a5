namespace DeepTrainer.Compiler.Layers;

/// <summary>The shape of a sample, channels first.</summary>
public sealed class Input() : Element("Input", Extents, Time)
{
    /// <summary>The extents as text: "1, 28, 28".</summary>
    public static readonly Option Extents = new("Shape");

    /// <summary>The dimension of a sample that is time, from 0; -1 for none.</summary>
    public static readonly Option Time = new("Time", -1);
}

namespace DeepTrainer.Compiler.Layers;

/// <summary>The layers below it several times, one after another; written out before anything is built.</summary>
public sealed class Repeat() : Element("Repeat", Times, Layers)
{
    public static readonly Option Times = new("Times");

    public static readonly Option Layers = new("Layers");
}

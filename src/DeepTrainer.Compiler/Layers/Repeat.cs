namespace DeepTrainer.Compiler.Layers;

/// <summary>The layers below it several times, one after another; written out before anything is built.</summary>
public sealed class Repeat() : Element("Repeat", Times, Layers)
{
    public static readonly Option Times = new("Times");

    /// <summary>How many layers; 0 for those before its [EndRepeat].</summary>
    public static readonly Option Layers = new("Layers", 0);
}

/// <summary>Stands behind the layers that a repetition takes.</summary>
public sealed class EndRepeat() : Element("EndRepeat");

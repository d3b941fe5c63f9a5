namespace DeepTrainer.Compiler.Layers;

/// <summary>y = x where x is positive, else slope · x, the slope trained: one for all elements, or one a channel.</summary>
public sealed class Prelu() : Layer("Prelu", InitialSlope, PerChannel)
{
    private static readonly Option InitialSlope = new("InitialSlope", 0.25);
    private static readonly Option PerChannel = new("PerChannel", false);

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Scores, KeepsDimensions = true };

    public override Node? Build(LayerContext c)
    {
        int slopes = c.Flag(PerChannel) ? c.Input.Shape[1] : 1;
        Node slope = c.Parameter("weight", Shape.Of(slopes), new("Constant", c.Number(InitialSlope), slopes, slopes));
        int[] aligned = [slopes, .. c.Input.Shape.PerSample.Skip(1).Select(_ => 1)];
        return c.Graph.Map((x, a) => (x > 0).Then(x, a * x), c.Input, c.Graph.Reshape(slope, Shape.Of(aligned)));
    }
}

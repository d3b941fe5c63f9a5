namespace DeepTrainer.Compiler.Layers;

/// <summary>y = x·Wᵀ + b along the last dimension, weights [units, inputs] as in PyTorch's Linear.</summary>
public sealed class Dense() : Layer("Dense", Units, Bias, Init, InitValue, BiasInit, BiasInitValue)
{
    private static readonly Option Units = new("Units");
    private static readonly Option Bias = new("Bias", true);
    private static readonly Option Init = new("Init", "PyTorch");
    private static readonly Option InitValue = new("InitValue", 0);
    private static readonly Option BiasInit = new("BiasInit", "PyTorch");
    private static readonly Option BiasInitValue = new("BiasInitValue", 0);

    // A letter for each dimension between the samples and the features.
    private const string PositionLetters = "pqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public override Traits TraitsOf(ElementSpec spec) => new()
    {
        Gives = Values.Scores,
        Mixes = true,
        IsWeightedSum = true,
        TakesFeatures = -1,
        GivesFeatures = -1,
        UnitsStartEqual = Traits.IsEqual(spec, Init),
    };

    public override Node? Build(LayerContext c)
    {
        if (c.Positive(Units) is not { } units)
            return null;
        int last = c.Input.Shape.Rank - 1, inputs = c.Input.Shape[last];
        Node weight = c.Parameter("weight", Shape.Of(units, inputs), new(c.Text(Init), c.Number(InitValue), inputs, units));
        string positions = PositionLetters.Substring(0, last - 1);
        Node product = c.Graph.Contract($"n{positions}i,oi->n{positions}o", c.Input, weight);
        if (!c.Flag(Bias))
            return product;
        Node bias = c.Parameter("bias", Shape.Of(units), new(c.Text(BiasInit), c.Number(BiasInitValue), inputs, units));
        return c.Graph.Map((y, b) => y + b, product, bias);
    }
}

namespace DeepTrainer.Compiler.Layers;

/// <summary>yₒ = aᵀ·Wₒ·b + cₒ between two vectors, weights [units, a, b] as in PyTorch's Bilinear.</summary>
public sealed class Bilinear() : Layer("Bilinear", Units, Bias)
{
    private static readonly Option Units = new("Units");
    private static readonly Option Bias = new("Bias", true);

    public override bool TakesSeveral => true;

    public override bool Takes(int inputs) => inputs == 2;

    public override string Inputs => "two vectors";

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Scores, Mixes = true };

    public override Node? Build(LayerContext c)
    {
        if (c.Positive(Units) is not { } units)
            return null;
        Shape first = c.Inputs[0].Shape, second = c.Inputs[1].Shape;
        if (first.Rank != 2 || second.Rank != 2)
        {
            return c.Report(ProblemKinds.ShapesDiffer, null, c.Name, c.InputNames[0], first.ToString(), c.InputNames[1], second.ToString(),
                "it takes two vectors; put [Flatten] before it");
        }
        Node weight = c.Parameter("weight", Shape.Of(units, first[1], second[1]), new("PyTorch", 0, first[1], units));
        Node half = c.Graph.Named("half", () => c.Graph.Contract("ni,oij->noj", c.Inputs[0], weight));
        Node product = c.Graph.Contract("noj,nj->no", half, c.Inputs[1]);
        if (!c.Flag(Bias))
            return product;
        Node bias = c.Parameter("bias", Shape.Of(units), new("PyTorch", 0, first[1], units));
        return c.Graph.Map((y, b) => y + b, product, bias);
    }
}

namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// While training, and in predictions where that is asked for, y = x / (1 - p) with probability 1 - p, else 0; otherwise y = x. The first
/// <paramref name="independent"/> dimensions of a sample are decided one by one, what follows them shares a fate.
/// </summary>
public abstract class Dropping(string kind, int independent, Option probability) : Layer(kind, probability, InPrediction)
{
    private static readonly Option InPrediction = new("InPrediction", false);

    public override Traits TraitsOf(ElementSpec spec) => Traits.InPlace with { Drops = probability.ValueIn(spec)!.Number > 0 };

    public override Node? Build(LayerContext c)
    {
        if (!c.InRange(probability, 0, 1, "from 0 to 1"))
            return null;
        return c.Training || c.Flag(InPrediction) ? Apply(c.Graph, c.Input, c.Number(probability), independent, isDrawn: !c.Training) : c.Input;
    }

    /// <summary>x / (1 - p) with probability 1 - p, else 0.</summary>
    public static Node Apply(GraphBuilder g, Node x, double probability, int independent = int.MaxValue, bool isDrawn = false)
    {
        double keep = 1 - probability;
        if (keep == 1)
            return x;
        double scale = keep == 0 ? 0 : 1 / keep;
        Shape decisions = Shape.Batched([.. x.Shape.PerSample.Select((extent, d) => d < independent ? extent : 1)]);
        return g.Map((value, u) => (u < keep).Then(scale * value, 0), x, g.Random(decisions, isDrawn));
    }
}

/// <summary>Drops elements. Srivastava et al., Dropout (2014).</summary>
public sealed class Dropout() : Dropping("Dropout", int.MaxValue, new("Probability", 0.5));

/// <summary>Drops whole channels. Tompson et al., Efficient Object Localization Using Convolutional Networks (2015).</summary>
public sealed class SpatialDropout() : Dropping("SpatialDropout", 1, new("Probability", 0.5));

/// <summary>Drops whole samples, in a branch that is added to another. Huang et al., Deep Networks with Stochastic Depth (2016).</summary>
public sealed class DropPath() : Dropping("DropPath", 0, new("Probability"));

using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// Each channel normalized: while training by the statistics of the batch and all positions, which are averaged from batch to batch; otherwise
/// by these averages. Ioffe and Szegedy, Batch Normalization (2015).
/// </summary>
public sealed class BatchNorm() : Normalization("BatchNorm", Epsilon, Momentum, Cumulative, Affine)
{
    private static readonly Option Epsilon = new("Epsilon", 1e-5);
    private static readonly Option Momentum = new("Momentum", 0.1);
    private static readonly Option Cumulative = new("Cumulative", false);
    private static readonly Option Affine = new("Affine", true);

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Scores, IsAffine = true, KeepsDimensions = true, TakesFeatures = 0 };

    public override Node? Build(LayerContext c)
    {
        if (!CheckEpsilon(c, Epsilon) || !c.InRange(Momentum, 0, 1, "from 0 to 1"))
            return null;
        Shape channels = Shape.Of(c.Input.Shape[1]);
        Node? weight = c.Flag(Affine) ? Weight(c, channels) : null;
        Node? bias = c.Flag(Affine) ? Bias(c, channels) : null;
        Running running = new(c.Buffer("running_mean", channels, 0), c.Buffer("running_var", channels, 1), c.Buffer("num_batches_tracked", Shape.Scalar, 0));
        return c.Training ? Normalize(c, weight, bias, running) : Fold(c, weight, bias, running);
    }

    private static Node Normalize(LayerContext c, Node? weight, Node? bias, Running running)
    {
        GraphBuilder g = c.Graph;
        Shape shape = c.Input.Shape;
        int[] axes = [0, .. Enumerable.Range(2, shape.Rank - 2)];
        double positions = GraphBuilder.CountAlong(c.Input, axes);
        if (positions == 1)
            c.NeedSamples(2);
        Node mean = g.Named("mean", () => g.CenterAlong(c.Input, axes));
        (Node centered, Node variance) = Spread(g, c.Input, mean, axes);
        Average(c, running, mean, variance, positions);
        Node inverse = Inverse(g, variance, c.Number(Epsilon));
        Node scale = Along(weight) is { } w ? g.Named("scale", () => g.Map((i, f) => i * f, inverse, w)) : inverse;
        return Scaled(g, centered, scale, null, Along(bias));

        Node? Along(Node? values) => values is null ? null : PerChannel(g, values, shape);
    }

    // running ← running + share · (batch - running), the variance with Bessel's correction: Σ(x - mean)² / (m - 1)
    private static void Average(LayerContext c, Running running, Node mean, Node variance, double positions)
    {
        GraphBuilder g = c.Graph;
        Node correction = g.Named("correction", () => g.Map(n => positions * n / ((positions * n) - 1), g.HostScalar(Source.BatchSize)));
        Node unbiased = g.Named("unbiased", () => g.Map((v, f) => v * f, variance, correction));
        Node batches = g.Named("batches", () => g.Map(n => n + 1, running.Batches));
        c.Update(running.Mean, g.Named("runningMean", () => Next(running.Mean, mean)));
        c.Update(running.Variance, g.Named("runningVar", () => Next(running.Variance, unbiased)));
        c.Update(running.Batches, batches);

        Node Next(Node kept, Node latest) => g.Map(
            (r, batch, n) => r + ((c.Flag(Cumulative) ? 1 / n : c.Number(Momentum)) * (batch - r)), kept, g.Reshape(latest, kept.Shape), batches);
    }

    // y = x · scale + shift, where scale = weight / √(running_var + ε) and shift = bias - running_mean · scale are numbers of the channel
    private static Node Fold(LayerContext c, Node? weight, Node? bias, Running running)
    {
        GraphBuilder g = c.Graph;
        double epsilon = c.Number(Epsilon);
        Node scale = g.Named("scale", () => weight is null
            ? g.Map(v => 1 / Sqrt(v + epsilon), running.Variance)
            : g.Map((v, w) => w / Sqrt(v + epsilon), running.Variance, weight));
        Node shift = g.Named("shift", () => bias is null
            ? g.Map((m, s) => -(m * s), running.Mean, scale)
            : g.Map((m, s, b) => b - (m * s), running.Mean, scale, bias));
        return g.Map((x, a, b) => (x * a) + b, c.Input, PerChannel(g, scale, c.Input.Shape), PerChannel(g, shift, c.Input.Shape));
    }

    private sealed record Running(Node Mean, Node Variance, Node Batches);
}

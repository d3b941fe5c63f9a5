using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Optimizers;

/// <summary>
/// Momentum, made orthogonal (Jordan et al., 2024), as in PyTorch: B = μB + (1-μ)G; O is the nearest orthogonal matrix to B, or with
/// Nesterov to (1-μ)G + μB, found by Newton and Schulz's iteration; W = (1 - lr·λ)W - lr·s·O with a scale s by the matrix's shape.
/// A kernel [out, in, …] is taken as the matrix [out, in · …]. Vectors have no such direction: AdamW changes them, and all weights of
/// the layers that are left to it.
/// </summary>
public sealed class Muon() : Optimizer("Muon", 1e-3,
    Momentum, Nesterov, WeightDecay, Epsilon, NewtonSchulzSteps, Adjustment,
    AdamWLayers, AdamWRate, AdamWBeta1, AdamWBeta2, AdamWEpsilon, AdamWWeightDecay)
{
    private static readonly Option Momentum = new("Momentum", 0.95);
    private static readonly Option Nesterov = new("Nesterov", true);
    private static readonly Option WeightDecay = new("WeightDecay", 0.1);
    private static readonly Option Epsilon = new("Epsilon", 1e-7);
    private static readonly Option NewtonSchulzSteps = new("NewtonSchulzSteps", 5);
    private static readonly Option Adjustment = new("Adjustment", "Original");
    private static readonly Option AdamWLayers = new("AdamWLayers", "");
    private static readonly Option AdamWRate = new("AdamWRate", 1);
    private static readonly Option AdamWBeta1 = new("AdamWBeta1", 0.9);
    private static readonly Option AdamWBeta2 = new("AdamWBeta2", 0.999);
    private static readonly Option AdamWEpsilon = new("AdamWEpsilon", 1e-8);
    private static readonly Option AdamWWeightDecay = new("AdamWWeightDecay", 1e-2);

    private const string MatchRmsAdamW = "MatchRmsAdamW";

    private const double BelowOne = 1 - 1e-16;

    // PyTorch's bound: every step is three more products for each matrix.
    private const int MaxSteps = 99;

    // x ↦ ax + bx³ + cx⁵ drives singular values in (0, 1] to about 1 (0.7 to 1.2) in five steps: Jordan's coefficients.
    private const double A = 3.4445, B = -4.7750, C = 2.0315;

    public override bool Check(ElementContext c) =>
        c.InRange(Momentum, 0, BelowOne, "at least 0 and less than 1") && c.InRange(WeightDecay, 0, double.MaxValue, "0 or more")
        && c.InRange(Epsilon, 0, double.MaxValue, "0 or more") && c.InRange(NewtonSchulzSteps, 1, MaxSteps, $"from 1 to {MaxSteps}")
        && c.AreLayers(AdamWLayers) && c.InRange(AdamWRate, 0, double.MaxValue, "0 or more")
        && c.InRange(AdamWBeta1, 0, BelowOne, "at least 0 and less than 1") && c.InRange(AdamWBeta2, 0, BelowOne, "at least 0 and less than 1")
        && c.InRange(AdamWEpsilon, 0, double.MaxValue, "0 or more") && c.InRange(AdamWWeightDecay, 0, double.MaxValue, "0 or more");

    public override void Build(UpdateContext c)
    {
        if (c.Weight.Shape.Rank < 2 || c.Names(AdamWLayers).Any(l => c.Weight.Name.StartsWith(l + ".", StringComparison.Ordinal)))
            WithAdamW(c);
        else
            WithMuon(c);
    }

    private static void WithAdamW(UpdateContext c)
    {
        double factor = c.Number(AdamWRate);
        Node rate = c.Host("adamWRate", () => c.Graph.Map(lr => lr * factor, c.LearningRate));
        new AdamStep(c.Value(AdamWBeta1), c.Value(AdamWBeta2), c.Value(AdamWEpsilon))
            .Take(c, c.Gradient, c.Shrink(rate, AdamWWeightDecay), rate);
    }

    private static void WithMuon(UpdateContext c)
    {
        GraphBuilder g = c.Graph;
        Node momentum = c.Value(Momentum);
        Node direction = c.Average("momentum_buffer", momentum, c.Gradient);
        if (c.Flag(Nesterov))
            direction = g.Map((g, b, m) => ((1 - m) * g) + (m * b), c.Gradient, direction, momentum);
        Shape shape = c.Weight.Shape;
        int rows = shape[0], columns = (int)(shape.SampleSize / rows);
        Node orthogonal = Orthogonal(c, g.Reshape(direction, Shape.Of(rows, columns)));
        double scale = c.Text(Adjustment) == MatchRmsAdamW
            ? 0.2 * Math.Sqrt(Math.Max(rows, columns))
            : Math.Sqrt(Math.Max(1, (double)rows / columns));
        Node rate = c.Host("stepSize", () => g.Map(lr => lr * scale, c.LearningRate));
        c.Descend(g.Reshape(orthogonal, shape), rate, c.Shrink(c.LearningRate, WeightDecay));
    }

    // x ← ax + (bS + cS²)x with S = x·xᵀ; or x ← ax + x(bS + cS²) with S = xᵀ·x where that is the smaller one.
    private static Node Orthogonal(UpdateContext c, Node direction)
    {
        GraphBuilder g = c.Graph;
        double epsilon = c.Number(Epsilon);
        bool tall = direction.Shape[0] > direction.Shape[1];
        Node norm = c.Norm(direction);
        Node x = g.Named("unit", () => g.Map((d, n) => d / Max(n, epsilon), direction, norm));
        for (int step = 0; step < c.Number(NewtonSchulzSteps); step++)
        {
            Node last = x;
            Node square = g.Named("square", () => g.Contract(tall ? "oi,oj->ij" : "io,jo->ij", last, last));
            Node factor = g.Named("factor", () => g.Map((s, q) => (B * s) + (C * q), square, g.Contract("ij,jk->ik", square, square)));
            x = g.Named("orthogonal", () => g.Map(
                (x, t) => (A * x) + t, last, tall ? g.Contract("oi,ij->oj", last, factor) : g.Contract("ij,jo->io", factor, last)));
        }
        return x;
    }
}

using static DeepTrainer.Functional;

namespace DeepTrainer.Tests.Tensors;

/// <summary>Losses over tensors, whose axis 0 is the batch. Each is given a of [N, 6] and b of [N, 6], and targets if it asks for them.</summary>
internal static class TensorLosses
{
    /// <summary>Zbontar et al., Barlow Twins (2021).</summary>
    public static Tensor BarlowTwins(Tensor a, Tensor b)
    {
        Tensor c = Contract("nd,ne->de", Normalized(a), Normalized(b)) / BatchSize;
        Tensor off = Square(c - Identity(6));
        return Sum(off * (Identity(6) + (0.005 * (1 - Identity(6)))));
    }

    private static Tensor Normalized(Tensor x) => (x - Mean(x, [0], keepDims: true)) / Sqrt(Variance(x, [0], keepDims: true) + 0.1);

    /// <summary>Bardes et al., VICReg (2022): its variance term and its covariance term.</summary>
    public static Tensor VicReg(Tensor a, Tensor b)
    {
        Tensor centered = a - Mean(a, [0], keepDims: true);
        Tensor covariance = Contract("nd,ne->de", centered, centered) / BatchSize;
        Tensor spread = Mean(Maximum(0, 1 - Sqrt(Diagonal(covariance) + 1e-2)));
        return Mean(Square(a - b)) + spread + (Sum(Square(covariance * (1 - Identity(6)))) / 6);
    }

    /// <summary>Chen et al., A Simple Framework for Contrastive Learning of Visual Representations (2020): the other view of a sample among all others of both views.</summary>
    public static Tensor SimClr(Tensor a, Tensor b)
    {
        Tensor x = Unit(a), y = Unit(b), others = 1 - Equal(SampleNumber.Unsqueeze(1), AllSamples(SampleNumber));
        Tensor across = Contract("nd,md->nm", x, AllSamples(y)) / 0.5, within = Contract("nd,md->nm", x, AllSamples(x)) / 0.5;
        return Log(Sum(Exp(across), 1) + Sum(others * Exp(within), 1)) - (Sum(x * y, 1) / 0.5);
    }

    private static Tensor Unit(Tensor x) => x / (Norm(x, [1], keepDims: true) + 0.1);

    /// <summary>Radford et al., CLIP (2021): both ways, of which one is a softmax over the batch itself.</summary>
    public static Tensor Clip(Tensor a, Tensor b)
    {
        Tensor scores = 2 * Contract("nd,md->nm", a, AllSamples(b));
        return (Mean(LogSumExp(scores, 1)) + Mean(LogSumExp(scores, 0)) - (4 * Mean(Sum(a * b, 1)))) / 2;
    }

    /// <summary>Gretton et al., A Kernel Two-Sample Test (2012): Gaussian kernels between all pairs.</summary>
    public static Tensor MaximumMeanDiscrepancy(Tensor a, Tensor b) => Mean(Kernel(a, a)) + Mean(Kernel(b, b)) - (2 * Mean(Kernel(a, b)));

    private static Tensor Kernel(Tensor x, Tensor y) => Exp(-0.5 * Sum(Square(x.Unsqueeze(1) - AllSamples(y)), 2));

    /// <summary>Hermans et al., In Defense of the Triplet Loss (2017), with soft minima and maxima, and logarithms that are infinite for samples that aren't there.</summary>
    public static Tensor HardTriplets(Tensor a, Tensor b, Tensor labels)
    {
        Tensor distance = Sum(Square(a.Unsqueeze(1) - AllSamples(a)), 2), same = Contract("nk,mk->nm", labels, AllSamples(labels)) / 6;
        Tensor far = Log(Sum(Sigmoid(same) * Exp(distance), 1)), near = Mean(Log(AllSamples(Square(b) + 1e-3)), 1);
        return Softplus(far + Max(-distance * Sigmoid(-same), 1)) - Mean(near);
    }

    /// <summary>Every sample with every two others.</summary>
    public static Tensor Triplets(Tensor a, Tensor b)
    {
        Tensor pairs = Contract("nd,md->nm", a, AllSamples(b)), parts = (a.Unsqueeze(1) * AllSamples(b)).Permute(0, 2, 1);
        pairs += Sum(Concat(1, parts[.., 1..3], Square(parts)), 1);
        return Mean(Softplus(pairs.Unsqueeze(2) - pairs.Unsqueeze(1))) + Mean(Variance(pairs, [0, 1])) + (Sum(Square(Mean(pairs, 1))) / BatchSize);
    }

    public static Tensor MeanSquare(Tensor a, Tensor b, Tensor target) => Square(a - target) + (0 * b);

    public static Tensor PerSample(Tensor a, Tensor b, Tensor targets) => Sum(Square((a * b) - targets), 1) + Max(a, 1);

    /// <summary>Gulrajani et al., Improved Training of Wasserstein GANs (2017): b is made of a.</summary>
    public static Tensor Penalty(Tensor a, Tensor b) => Mean(Square(Norm(Gradient(Sum(b), a), 1) - 1));

    /// <summary>A number that can be changed while training.</summary>
    public static Tensor Sharp(Tensor a, Tensor b, Tensor target, [Adjustable(0.5, Min = 0.01)] Tensor temperature) =>
        Mean(Square(Tanh(a / temperature) - target)) + Mean(Square(b));

    public static Tensor Nested(Tensor a, Tensor b, Tensor target, float share = 0.25f)
    {
        Tensor[] terms = [Mean(Square(a - target)), Mean(Abs(b)), Sum(LogSumExp(a, 1)) / BatchSize];
        return (share * terms[0]) + terms[1] + terms[^1];
    }
}

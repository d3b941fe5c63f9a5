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

    public static Tensor MeanSquare(Tensor a, Tensor b, Tensor target) => Square(a - target) + (0 * b);

    public static Tensor PerSample(Tensor a, Tensor b, Tensor targets) => Sum(Square((a * b) - targets), 1) + Max(a, 1);

    /// <summary>Gulrajani et al., Improved Training of Wasserstein GANs (2017): b is made of a.</summary>
    public static Tensor Penalty(Tensor a, Tensor b) => Mean(Square(Norm(Gradient(Sum(b), a), 1) - 1));

    public static Tensor Nested(Tensor a, Tensor b, Tensor target, float share = 0.25f)
    {
        Tensor[] terms = [Mean(Square(a - target)), Mean(Abs(b)), Sum(LogSumExp(a, 1)) / BatchSize];
        return (share * terms[0]) + terms[1] + terms[^1];
    }
}

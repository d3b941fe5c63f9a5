namespace Samples.Losses;

/// <summary>Losses of what generates, and of derivatives: scores and energies come from layers above them.</summary>
internal static class Generative
{
    /// <summary>The divergence from a standard normal distribution. Kingma, Welling: Auto-Encoding Variational Bayes, 2013.</summary>
    public static Tensor NormalDivergence(Tensor mean, Tensor logVariance) =>
        -0.5 * Sum(1 + logVariance - Square(mean) - Exp(logVariance), 1);

    /// <summary>
    /// The negative evidence lower bound of bits, β of 1 for its original. Higgins and others: beta-VAE: Learning Basic Visual Concepts
    /// with a Constrained Variational Framework, 2017.
    /// </summary>
    public static Tensor EvidenceLowerBound(Tensor logits, Tensor mean, Tensor logVariance, Tensor target, float beta = 1) =>
        Sum(Softplus(logits) - (target * logits), 1) + (beta * NormalDivergence(mean, logVariance));

    /// <summary>Codes to encodings and encodings to codes. van den Oord, Vinyals, Kavukcuoglu: Neural Discrete Representation Learning, 2017.</summary>
    public static Tensor Commitment(Tensor encoding, Tensor code, float beta = 0.25f) =>
        Sum(Square(StopGradient(encoding) - code) + (beta * Square(encoding - StopGradient(code))), 1);

    /// <summary>A layer: somewhere between two samples. See <see cref="WassersteinCritic"/>.</summary>
    public static Tensor Between(Tensor real, Tensor fake) => Lerp(fake, real, Uniform(Sum(real)));

    /// <summary>Gulrajani, Ahmed, Arjovsky, Dumoulin, Courville: Improved Training of Wasserstein GANs, 2017.</summary>
    public static Tensor WassersteinCritic(Tensor realScore, Tensor fakeScore, Tensor mixedScore, Tensor mixed, float lambda = 10)
    {
        Tensor norms = Norm(Gradient(mixedScore, mixed), 1);
        return Sum(fakeScore - realScore, 1) + (lambda * Square(norms - 1));
    }

    /// <summary>R1. Mescheder, Geiger, Nowozin: Which Training Methods for GANs do actually Converge?, 2018.</summary>
    public static Tensor ZeroCenteredPenalty(Tensor realScore, Tensor fakeScore, Tensor real, float gamma = 10) =>
        Sum(Softplus(-realScore) + Softplus(fakeScore), 1) + (gamma / 2 * Sum(Square(Gradient(realScore, real)), 1));

    /// <summary>Mao, Li, Xie, Lau, Wang, Smolley: Least Squares Generative Adversarial Networks, 2016; the discriminator's part.</summary>
    public static Tensor LeastSquaresDiscriminator(Tensor realScore, Tensor fakeScore) => 0.5 * (Square(realScore - 1) + Square(fakeScore));

    /// <summary>The residual of Burgers' equation u_t + u u_x = ν u_xx at points (t, x). Raissi, Perdikaris, Karniadakis: Physics-informed neural networks, 2019.</summary>
    public static Tensor Burgers(Tensor u, Tensor points, float viscosity = 0.1f)
    {
        Tensor slope = Gradient(u, points), byTime = slope[.., 0], byPlace = slope[.., 1];
        Tensor curvature = Gradient(byPlace, points)[.., 1];
        return Square(byTime + (u[.., 0] * byPlace) - (viscosity * curvature));
    }

    /// <summary>½|∇E|² - ΔE for an energy of samples. Hyvärinen: Estimation of Non-Normalized Statistical Models by Score Matching, 2005.</summary>
    public static Tensor ScoreMatching(Tensor energy, Tensor samples)
    {
        Tensor slope = Gradient(energy, samples), trace = 0;
        for (int i = 0; i < samples.Shape[1]; i++)
            trace += Gradient(slope[.., i], samples)[.., i];
        return (0.5 * Sum(Square(slope), 1)) - trace;
    }

    /// <summary>Values, and slopes as a layer of their own. Czarnecki, Osindero, Jaderberg, Swirszcz, Pascanu: Sobolev Training for Neural Networks, 2017.</summary>
    public static Tensor Sobolev(Tensor y, Tensor x, Tensor slopes, Tensor target) =>
        Sum(Square(y - target), 1) + Sum(Square(Gradient(y, x) - slopes), 1);

    /// <summary>
    /// Reconstruction and the norm of the code's Jacobian. Rifai, Vincent, Muller, Glorot, Bengio: Contractive Auto-Encoders: Explicit
    /// Invariance During Feature Extraction, 2011.
    /// </summary>
    public static Tensor Contractive(Tensor reconstruction, Tensor code, Tensor x, float lambda = 0.1f)
    {
        Tensor norm = 0;
        for (int i = 0; i < code.Shape[1]; i++)
            norm += Sum(Square(Gradient(code[.., i], x)), 1);
        return Sum(Square(reconstruction - x), 1) + (lambda * norm);
    }

    /// <summary>
    /// The likelihood of a flow [N, D + 1], whose last number is the logarithm of its determinant. Dinh, Sohl-Dickstein, Bengio: Density
    /// estimation using Real NVP, 2016.
    /// </summary>
    public static Tensor FlowLikelihood(Tensor flow)
    {
        int size = flow.Shape[1] - 1;
        return (0.5 * Sum(Square(flow[.., ..^1]), 1)) + (0.5 * size * Math.Log(2 * Math.PI)) - flow[.., ^1];
    }

    /// <summary>The noise that was added. Ho, Jain, Abbeel: Denoising Diffusion Probabilistic Models, 2020.</summary>
    public static Tensor Denoising(Tensor prediction, Tensor noise) => Mean(Square(prediction - noise), 1);

    /// <summary>A velocity along straight lines from noise to data. Lipman, Chen, Ben-Hamu, Nickel, Le: Flow Matching for Generative Modeling, 2022.</summary>
    public static Tensor FlowMatching(Tensor velocity, Tensor noise, Tensor data, float smallest = 1e-3f) =>
        Sum(Square(velocity - (data - ((1 - smallest) * noise))), 1);
}

namespace Samples.Layers;

/// <summary>Steps, codes and choices, with gradients of another function where their own are 0.</summary>
internal static class Discrete
{
    /// <summary>Signs, whose gradient stops outside of ±1. Courbariaux, Hubara, Soudry, El-Yaniv, Bengio: Binarized Neural Networks, 2016.</summary>
    public static Tensor Binarized(Tensor x, int units) => Linear(Binary(x), Binary(Weight("weight", [units, x.Shape[0]], Init.Uniform, 1)));

    /// <summary>Rastegari, Ordonez, Redmon, Farhadi: XNOR-Net: ImageNet Classification Using Binary Convolutional Neural Networks, 2016; weights alone.</summary>
    public static Tensor BinaryWeights(Tensor x, int units)
    {
        Tensor weight = Weight("weight", [units, x.Shape[0]]);
        Tensor scaled = Mean(Abs(weight), [1], keepDims: true) * Where(weight >= 0, 1, -1);
        return Linear(x, WithGradientOf(scaled, weight));
    }

    /// <summary>A trained step size. Esser, McKinstry, Bablani, Appuswamy, Modha: Learned Step Size Quantization, 2019; without its scale of gradients.</summary>
    public static Tensor LearnedStep(Tensor x, int bits = 3)
    {
        Tensor step = Weight("step", [], Init.Constant, 0.5), clamped = Clamp(x / step, -(1 << (bits - 1)), (1 << (bits - 1)) - 1);
        return WithGradientOf(Round(clamped), clamped) * step;
    }

    /// <summary>The nearest row of a codebook, straight through. van den Oord, Vinyals, Kavukcuoglu: Neural Discrete Representation Learning, 2017.</summary>
    public static Tensor VectorQuantized(Tensor x, int codes)
    {
        Tensor table = Weight("codes", [codes, x.Shape[0]], Init.Normal, 1);
        Tensor nearest = ArgMax(-Sum(Square(x - table), 1), 0);
        return WithGradientOf(Gather(table, nearest), x);
    }

    /// <summary>Mentzer, Minnen, Agustsson, Tschannen: Finite Scalar Quantization: VQ-VAE Made Simple, 2023; odd numbers of levels.</summary>
    public static Tensor FiniteScalar(Tensor x, int levels)
    {
        Tensor bounded = (levels - 1) / 2.0 * Tanh(x);
        return WithGradientOf(Round(bounded), bounded) / (levels / 2);
    }

    /// <summary>Soft one-hot samples. Jang, Gu, Poole: Categorical Reparameterization with Gumbel-Softmax, 2016.</summary>
    public static Tensor GumbelSoftmax(Tensor logits, float temperature = 1) => Softmax((logits + Gumbel(logits)) / temperature);

    /// <summary>One-hot samples, straight through. Jang, Gu, Poole: Categorical Reparameterization with Gumbel-Softmax, 2016.</summary>
    public static Tensor GumbelStraightThrough(Tensor logits, float temperature = 1)
    {
        Tensor soft = GumbelSoftmax(logits, temperature);
        return WithGradientOf(OneHot(ArgMax(soft, 0), logits.Shape[0]), soft);
    }

    /// <summary>Mean and logarithm of the variance [2 D] to a sample. Kingma, Welling: Auto-Encoding Variational Bayes, 2013.</summary>
    public static Tensor Reparametrized(Tensor x)
    {
        Tensor[] parts = Split(x, 2, 0);
        return parts[0] + (Exp(0.5 * parts[1]) * Normal(parts[0]));
    }

    /// <summary>Li, Liu: Ternary Weight Networks, 2016.</summary>
    public static Tensor TernaryWeights(Tensor x, int units)
    {
        Tensor weight = Weight("weight", [units, x.Shape[0]]), size = Abs(weight);
        Tensor isLarge = size > 0.7 * Mean(size, [1], keepDims: true);
        Tensor scale = Sum(isLarge * size, [1], keepDims: true) / Sum(isLarge, [1], keepDims: true);
        return Linear(x, WithGradientOf(scale * isLarge * Sign(weight), weight));
    }

    /// <summary>
    /// A leaky neuron that fires, x [T, D], with the slope of a fast sigmoid. Zenke, Ganguli: SuperSpike: Supervised Learning in Multilayer
    /// Spiking Neural Networks, 2017.
    /// </summary>
    public static Tensor Spiking(Tensor x, float decay = 0.8f, float slope = 5)
    {
        Tensor potential = Zeros(x.Shape[1]), spikes = Zeros(x.Shape[1]);
        Tensor[] outputs = new Tensor[x.Shape[0]];
        for (int t = 0; t < outputs.Length; t++)
        {
            potential = (decay * potential * (1 - StopGradient(spikes))) + x[t];
            Tensor above = slope * (potential - 1);
            spikes = WithGradientOf(above > 0, above / (1 + Abs(above)));
            outputs[t] = spikes;
        }
        return Stack(0, outputs);
    }

    private static Tensor Binary(Tensor x) => WithGradientOf(Where(x >= 0, 1, -1), Clamp(x, -1, 1));
}

namespace Samples.Layers;

/// <summary>How layers are connected, and layers that make the weights of others.</summary>
internal static class Connections
{
    /// <summary>Srivastava, Greff, Schmidhuber: Highway Networks, 2015.</summary>
    public static Tensor Highway(Tensor x)
    {
        int units = x.Shape[^1];
        Tensor gate = Sigmoid(Dense(x, units, name: "gate", biasInit: Init.Constant, biasInitValue: -1));
        return Lerp(x, Relu(Dense(x, units, name: "transform")), gate);
    }

    /// <summary>Bachlechner, Majumder, Mao, Cottrell, McAuley: ReZero is All You Need: Fast Convergence at Large Depth, 2020.</summary>
    public static Tensor ReZero(Tensor x, float initial = 0) =>
        x + (Weight("alpha", [], Init.Constant, initial) * Relu(Dense(x, x.Shape[^1], name: "inner")));

    /// <summary>LayerScale. Touvron, Cord, Sablayrolles, Synnaeve, Jégou: Going Deeper with Image Transformers, 2021.</summary>
    public static Tensor LayerScale(Tensor x, float initial = 1e-4f) =>
        x + (Weight("scale", [x.Shape[^1]], Init.Constant, initial) * FeedForward(LayerNorm(x, name: "norm"), 2 * x.Shape[^1], ActivationKind.Gelu, name: "inner"));

    /// <summary>Perez, Strub, de Vries, Dumoulin, Courville: FiLM: Visual Reasoning with a General Conditioning Layer, 2017.</summary>
    public static Tensor Film(Tensor x, Tensor condition)
    {
        int channels = x.Shape[0];
        Tensor[] parts = Split(Dense(condition, 2 * channels, name: "film").Reshape(2 * channels, 1, 1), 2, 0);
        return (parts[0] * x) + parts[1];
    }

    /// <summary>A network makes the weights of a layer. Ha, Dai, Le: HyperNetworks, 2016.</summary>
    public static Tensor HyperNetwork(Tensor x, Tensor condition, int units)
    {
        int inputs = x.Shape[0];
        Tensor weight = Dense(condition, units * inputs, name: "weights").Reshape(units, inputs);
        return MatMul(weight, x) + Dense(condition, units, name: "biases");
    }

    /// <summary>Jacobs, Jordan, Nowlan, Hinton: Adaptive Mixtures of Local Experts, 1991.</summary>
    public static Tensor MixtureOfExperts(Tensor x, int experts, int units)
    {
        Tensor gates = Softmax(Dense(x, experts, name: "gate"));
        Tensor weight = Weight("experts.weight", [experts, units, x.Shape[0]], fanIn: x.Shape[0]);
        return Contract("e,eui,i->u", gates, weight, x) + MatMul(gates, Weight("experts.bias", [experts, units], fanIn: x.Shape[0]));
    }

    /// <summary>A gate that keeps the k best. Shazeer and others: Outrageously Large Neural Networks: The Sparsely-Gated Mixture-of-Experts Layer, 2017.</summary>
    public static Tensor TopExperts(Tensor x, int experts, int units, int k = 2)
    {
        Tensor scores = Dense(x, experts, bias: false, name: "gate");
        (Tensor best, _) = TopK(scores, k);
        Tensor gates = Softmax(Where(scores >= best[k - 1], scores, float.NegativeInfinity));
        Tensor[] outputs = new Tensor[experts];
        for (int e = 0; e < experts; e++)
            outputs[e] = gates[e] * Relu(Dense(x, units, name: $"expert{e}"));
        return Sum(Stack(0, outputs), 0);
    }

    /// <summary>Hu and others: LoRA: Low-Rank Adaptation of Large Language Models, 2021.</summary>
    public static Tensor LowRank(Tensor x, int units, int rank = 2, float alpha = 4)
    {
        int inputs = x.Shape[^1];
        Tensor frozen = StopGradient(Weight("weight", [units, inputs]));
        Tensor a = Weight("a", [rank, inputs], Init.HeUniform), b = Weight("b", [units, rank], Init.Zeros);
        return Linear(x, frozen) + (alpha / rank * Linear(Linear(x, a), b));
    }

    /// <summary>Salimans, Kingma: Weight Normalization: A Simple Reparameterization to Accelerate Training of Deep Neural Networks, 2016.</summary>
    public static Tensor WeightNorm(Tensor x, int units)
    {
        Tensor v = Weight("v", [units, x.Shape[^1]], Init.Normal, 0.05), g = Weight("g", [units, 1], Init.Constant, 1);
        return Linear(x, g * v / Norm(v, [1], keepDims: true), Weight("bias", [units], Init.Zeros));
    }

    /// <summary>Weight standardization. Qiao, Wang, Liu, Shen, Yuille: Micro-Batch Training with Batch-Channel Normalization and Weight Standardization, 2019.</summary>
    public static Tensor WeightStandardized(Tensor x, int channels, int kernel = 3)
    {
        Tensor weight = Weight("weight", [channels, x.Shape[0], kernel, kernel]);
        Tensor centered = weight - Mean(weight, [1, 2, 3], keepDims: true);
        Tensor standardized = centered / (StandardDeviation(weight, [1, 2, 3], keepDims: true) + 1e-5);
        return Contract("chwuv,ocuv->ohw", Windows(Windows(x, 1, kernel), 2, kernel), standardized);
    }

    /// <summary>Miyato, Kataoka, Koyama, Yoshida: Spectral Normalization for Generative Adversarial Networks, 2018.</summary>
    public static Tensor SpectralNorm(Tensor x, int units)
    {
        Tensor weight = Weight("weight", [units, x.Shape[^1]]), kept = Buffer("u", [units], 1 / Math.Sqrt(units)), u = kept;
        Tensor v = StopGradient(Unit(MatMul(u, weight)));
        if (IsTraining)
        {
            u = StopGradient(Unit(MatMul(weight, v)));
            Update(kept, u);
        }
        Tensor sigma = Sum(u * MatMul(weight, v));
        return Linear(x, weight / sigma, Weight("bias", [units], Init.Zeros));

        static Tensor Unit(Tensor t) => t / (Norm(t) + 1e-12);
    }

    /// <summary>A mask of weights for each sample. Wan, Zeiler, Zhang, LeCun, Fergus: Regularization of Neural Networks using DropConnect, 2013.</summary>
    public static Tensor DropConnect(Tensor x, int units, float keep = 0.5f)
    {
        Tensor products = Weight("weight", [units, x.Shape[0]]) * x;
        return Relu(Sum(products * Bernoulli(products, keep), 1));
    }

    /// <summary>Gaussian noise as a factor. Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: Dropout, 2014.</summary>
    public static Tensor GaussianDropout(Tensor x, float probability = 0.5f) => x * (1 + Normal(x, Math.Sqrt(probability / (1 - probability))));

    /// <summary>Dense block. Huang, Liu, van der Maaten, Weinberger: Densely Connected Convolutional Networks, 2016.</summary>
    public static Tensor DenselyConnected(Tensor x, int growth = 2, int layers = 3)
    {
        for (int i = 0; i < layers; i++)
            x = Concat(0, x, Conv2D(Relu(x), growth, [3], padding: 1, name: $"conv{i}"));
        return x;
    }

    /// <summary>Gradients turn round. Ganin, Lempitsky: Unsupervised Domain Adaptation by Backpropagation, 2014.</summary>
    public static Tensor GradientReversal(Tensor x, float lambda = 1) => WithGradientOf(x, -lambda * x);
}

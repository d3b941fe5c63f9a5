namespace Samples.Layers;

/// <summary>Normalizations, written out.</summary>
internal static class Normalizations
{
    /// <summary>Ba, Kiros, Hinton: Layer Normalization, 2016.</summary>
    public static Tensor LayerNormalization(Tensor x, float epsilon = 1e-5f)
    {
        int features = x.Shape[^1];
        Tensor centered = x - Mean(x, [-1], keepDims: true);
        Tensor normalized = centered * Rsqrt(Mean(Square(centered), [-1], keepDims: true) + epsilon);
        return (normalized * Weight("weight", [features], Init.Constant, 1)) + Weight("bias", [features], Init.Zeros);
    }

    /// <summary>Zhang, Sennrich: Root Mean Square Layer Normalization, 2019.</summary>
    public static Tensor RootMeanSquare(Tensor x, float epsilon = 1e-6f) =>
        x * Rsqrt(Mean(Square(x), [-1], keepDims: true) + epsilon) * Weight("weight", [x.Shape[^1]], Init.Constant, 1);

    /// <summary>Wu, He: Group Normalization, 2018.</summary>
    public static Tensor GroupNormalization(Tensor x, int groups, float epsilon = 1e-5f)
    {
        int channels = x.Shape[0], height = x.Shape[1], width = x.Shape[2];
        Tensor grouped = x.Reshape(groups, channels / groups, height, width);
        Tensor centered = grouped - Mean(grouped, [1, 2, 3], keepDims: true);
        Tensor normalized = (centered / Sqrt(Variance(grouped, [1, 2, 3], keepDims: true) + epsilon)).Reshape(channels, height, width);
        return (normalized * Weight("weight", [channels, 1, 1], Init.Constant, 1)) + Weight("bias", [channels, 1, 1], Init.Zeros);
    }

    /// <summary>With running averages. Ioffe, Szegedy: Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift, 2015.</summary>
    public static Tensor BatchNormalization(Tensor x, float momentum = 0.1f, float epsilon = 1e-5f)
    {
        int[] shape = [x.Shape[0]];
        Tensor mean = Buffer("mean", shape), variance = Buffer("variance", shape, 1);
        Tensor gain = Weight("weight", shape, Init.Constant, 1), bias = Weight("bias", shape, Init.Zeros);
        if (!IsTraining)
            return ((x - mean) * Rsqrt(variance + epsilon) * gain) + bias;
        Tensor batchMean = BatchMean(x), batchVariance = BatchMean(Square(x - batchMean));
        Update(mean, Lerp(mean, batchMean, momentum));
        Update(variance, Lerp(variance, batchVariance, momentum));
        return ((x - batchMean) * Rsqrt(batchVariance + epsilon) * gain) + bias;
    }

    /// <summary>GRN. Woo and others: ConvNeXt V2: Co-designing and Scaling ConvNets with Masked Autoencoders, 2023.</summary>
    public static Tensor GlobalResponse(Tensor x, float epsilon = 1e-6f)
    {
        int[] shape = [x.Shape[0], 1, 1];
        Tensor norms = Norm(x, [1, 2], keepDims: true);
        Tensor response = norms / (Mean(norms, [0], keepDims: true) + epsilon);
        return (Weight("gamma", shape, Init.Uniform, 0.5) * x * response) + Weight("beta", shape, Init.Uniform, 0.5) + x;
    }

    /// <summary>Krizhevsky, Sutskever, Hinton: ImageNet Classification with Deep Convolutional Neural Networks, 2012.</summary>
    public static Tensor LocalResponse(Tensor x, int size = 5, float alpha = 1e-4f, float beta = 0.75f, float k = 2)
    {
        Tensor squares = Pad(Square(x), 0, size / 2, size / 2);
        return x / Pow(k + (alpha * Sum(Windows(squares, 0, size), -1)), beta);
    }

    /// <summary>DyT. Zhu, Chen, He, LeCun, Liu: Transformers without Normalization, 2025.</summary>
    public static Tensor DynamicTanh(Tensor x, float initial = 0.5f)
    {
        int[] shape = [x.Shape[^1]];
        return (Weight("gamma", shape, Init.Constant, 1) * Tanh(Weight("alpha", [], Init.Constant, initial) * x)) + Weight("beta", shape, Init.Zeros);
    }

    /// <summary>ScaleNorm. Nguyen, Salazar: Transformers without Tears: Improving the Normalization of Self-Attention, 2019.</summary>
    public static Tensor ScaleNorm(Tensor x) =>
        Weight("g", [], Init.Constant, Math.Sqrt(x.Shape[^1])) * x / Maximum(Norm(x, [-1], keepDims: true), 1e-5);

    /// <summary>FRN. Singh, Krishnan: Filter Response Normalization Layer: Eliminating Batch Dependence in the Training of Deep Neural Networks, 2019.</summary>
    public static Tensor FilterResponse(Tensor x, float epsilon = 1e-6f)
    {
        int[] shape = [x.Shape[0], 1, 1];
        Tensor normalized = x * Rsqrt(Mean(Square(x), [1, 2], keepDims: true) + Abs(epsilon));
        Tensor affine = (Weight("gamma", shape, Init.Constant, 1) * normalized) + Weight("beta", shape, Init.Zeros);
        return Maximum(affine, Weight("tau", shape, Init.Zeros));
    }

    /// <summary>AdaIN. Huang, Belongie: Arbitrary Style Transfer in Real-time with Adaptive Instance Normalization, 2017.</summary>
    public static Tensor AdaptiveInstance(Tensor content, Tensor style, float epsilon = 1e-5f)
    {
        Tensor normalized = (content - Mean(content, [1, 2], keepDims: true)) / Deviation(content);
        return (Deviation(style) * normalized) + Mean(style, [1, 2], keepDims: true);

        Tensor Deviation(Tensor t) => Sqrt(Variance(t, [1, 2], keepDims: true) + epsilon);
    }

    /// <summary>PixelNorm. Karras, Aila, Laine, Lehtinen: Progressive Growing of GANs for Improved Quality, Stability, and Variation, 2017.</summary>
    public static Tensor PixelNorm(Tensor x, float epsilon = 1e-8f) => x / Sqrt(Mean(Square(x), [0], keepDims: true) + epsilon);

    /// <summary>EvoNorm-S0. Liu, Brock, Simonyan, Le: Evolving Normalization-Activation Layers, 2020.</summary>
    public static Tensor EvoNorm(Tensor x, int groups, float epsilon = 1e-5f)
    {
        int channels = x.Shape[0], height = x.Shape[1], width = x.Shape[2];
        int[] shape = [channels, 1, 1];
        Tensor variance = Variance(x.Reshape(groups, channels / groups, height, width), [1, 2, 3], keepDims: true);
        Tensor deviation = Sqrt(variance + epsilon).BroadcastTo(groups, channels / groups, 1, 1).Reshape(shape);
        return (x * Sigmoid(Weight("v", shape, Init.Constant, 1) * x) / deviation * Weight("gamma", shape, Init.Constant, 1)) + Weight("beta", shape, Init.Zeros);
    }
}

namespace Samples.Layers;

/// <summary>Mixing of positions and channels without attention: x [L, D].</summary>
internal static class Mixing
{
    /// <summary>Tolstikhin and others: MLP-Mixer: An all-MLP Architecture for Vision, 2021.</summary>
    public static Tensor Mixer(Tensor x, int tokenHidden, int channelHidden)
    {
        Tensor tokens = FeedForward(LayerNorm(x, name: "norm1").Transpose(), tokenHidden, ActivationKind.Gelu, name: "tokens");
        x += tokens.Transpose();
        return x + FeedForward(LayerNorm(x, name: "norm2"), channelHidden, ActivationKind.Gelu, name: "channels");
    }

    /// <summary>gMLP with its spatial gating unit. Liu, Dai, So, Le: Pay Attention to MLPs, 2021.</summary>
    public static Tensor GatedMlp(Tensor x, int hidden)
    {
        int length = x.Shape[0];
        Tensor[] parts = Split(Gelu(Dense(LayerNorm(x, name: "norm"), 2 * hidden, name: "in")), 2, 1);
        Tensor spatial = Weight("spatial.weight", [length, length], Init.Normal, 1e-2), bias = Weight("spatial.bias", [length, 1], Init.Constant, 1);
        Tensor gate = MatMul(spatial, LayerNorm(parts[1], name: "gateNorm")) + bias;
        return x + Dense(parts[0] * gate, x.Shape[1], name: "out");
    }

    /// <summary>The real part of the discrete Fourier transform over both axes. Lee-Thorp, Ainslie, Eckstein, Ontañón: FNet: Mixing Tokens with Fourier Transforms, 2021.</summary>
    public static Tensor FourierMixing(Tensor x)
    {
        Tensor angles = Angles(x.Shape[0]), featureAngles = Angles(x.Shape[1]);
        return MatMul(MatMul(Cos(angles), x), Cos(featureAngles)) - MatMul(MatMul(Sin(angles), x), Sin(featureAngles));

        static Tensor Angles(int n) => 2 * Math.PI / n * (Range(n).Unsqueeze(1) * Range(n) % n);
    }

    /// <summary>Pooling instead of attention, x [C, H, W]. Yu and others: MetaFormer Is Actually What You Need for Vision, 2021.</summary>
    public static Tensor PoolFormer(Tensor x, int size = 3)
    {
        Tensor normalized = GroupNorm(x, 1, name: "norm");
        return x + AvgPool2D(normalized, [size], stride: 1, padding: size / 2, countIncludePad: false) - normalized;
    }

    /// <summary>ResMLP's mixing of patches. Touvron and others: ResMLP: Feedforward networks for image classification with data-efficient training, 2021.</summary>
    public static Tensor ResMlp(Tensor x, float initial = 1e-4f)
    {
        int length = x.Shape[0], width = x.Shape[1];
        Tensor affine = (Weight("alpha", [width], Init.Constant, 1) * x) + Weight("beta", [width], Init.Zeros);
        Tensor mixed = MatMul(Weight("patches", [length, length]), affine) + Weight("bias", [length, 1], fanIn: length);
        return x + (Weight("scale", [width], Init.Constant, initial) * mixed);
    }

    /// <summary>Token shift. Peng and others: RWKV: Reinventing RNNs for the Transformer Era, 2023.</summary>
    public static Tensor TokenShift(Tensor x)
    {
        Tensor before = Pad(x[..^1], 0, 1, 0);
        return Lerp(before, x, Weight("mu", [x.Shape[1]], Init.Constant, 0.5));
    }

    /// <summary>A filter in the frequency domain. Rao, Zhao, Zhu, Lu, Zhou: Global Filter Networks for Image Classification, 2021; along one axis.</summary>
    public static Tensor GlobalFilter(Tensor x)
    {
        int n = x.Shape[0], width = x.Shape[1];
        Tensor angles = 2 * Math.PI / n * (Range(n).Unsqueeze(1) * Range(n) % n), cos = Cos(angles), sin = Sin(angles);
        Tensor real = MatMul(cos, x), imaginary = -MatMul(sin, x);
        Tensor filterReal = Weight("real", [n, width], Init.Normal, 1), filterImaginary = Weight("imaginary", [n, width], Init.Normal, 1);
        Tensor productReal = (real * filterReal) - (imaginary * filterImaginary), productImaginary = (real * filterImaginary) + (imaginary * filterReal);
        return (MatMul(cos, productReal) - MatMul(sin, productImaginary)) / n;
    }

    /// <summary>ConvMixer layer, x [C, H, W]. Trockman, Kolter: Patches Are All You Need?, 2022.</summary>
    public static Tensor ConvMixer(Tensor x, int kernel = 3)
    {
        int channels = x.Shape[0];
        x += BatchNorm(Gelu(Conv2D(x, channels, [kernel], padding: kernel / 2, groups: channels, name: "depthwise")), name: "norm1");
        return BatchNorm(Gelu(Conv2D(x, channels, [1], name: "pointwise")), name: "norm2");
    }
}

using static DeepTrainer.Functional;

namespace DeepTrainer.Tests.Tensors;

/// <summary>Built-in layers, written as a user would.</summary>
internal static class Twins
{
    public static Tensor Dense(Tensor x, int units = 4) => Linear(x, Weight("weight", [units, x.Shape[^1]]), Weight("bias", [units], fanIn: x.Shape[^1]));

    public static Tensor Gelu(Tensor x) => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)));

    public static Tensor Silu(Tensor x) => x * Sigmoid(x);

    public static Tensor LeakyRelu(Tensor x) => Where(x > 0, x, 0.01 * x);

    public static Tensor HardSwish(Tensor x) => Where(x <= -3, 0, Where(x < 3, x * (x + 3) / 6, x));

    public static Tensor Prelu(Tensor x)
    {
        Tensor slope = Weight("weight", [1], Init.Constant, 0.25);
        return Where(x > 0, x, slope * x);
    }

    public static Tensor Glu(Tensor x)
    {
        int half = x.Shape[^1] / 2;
        return x[.., ..half] * Sigmoid(x[.., half..]);
    }

    public static Tensor LayerNorm(Tensor x) => Normalized(x, [-1], 1e-5) * Weight("weight", [x.Shape[^1]], Init.Constant, 1) + Weight("bias", [x.Shape[^1]], Init.Zeros);

    public static Tensor RmsNorm(Tensor x)
    {
        Tensor inverse = 1 / Sqrt(Mean(x * x, [-1], keepDims: true) + 1.1920928955078125e-7);
        return x * inverse * Weight("weight", [x.Shape[^1]], Init.Constant, 1);
    }

    public static Tensor GroupNorm(Tensor x, int groups = 2)
    {
        int channels = x.Shape[0], each = channels / groups;
        Tensor weight = Weight("weight", [channels], Init.Constant, 1), bias = Weight("bias", [channels], Init.Zeros);
        Tensor grouped = Normalized(x.Reshape(groups, each, x.Shape[1], x.Shape[2]), [1, 2, 3], 1e-5);
        return (grouped * weight.Reshape(groups, each, 1, 1) + bias.Reshape(groups, each, 1, 1)).Reshape(x.Shape.ToArray());
    }

    public static Tensor InstanceNorm(Tensor x) => Normalized(x, [1, 2], 1e-5);

    // The mean corrected by what it leaves, as a sum of many values is rounded.
    private static Tensor Normalized(Tensor x, int[] axes, double epsilon)
    {
        Tensor rough = StopGradient(Mean(x, axes, keepDims: true)), mean = rough + Mean(x - rough, axes, keepDims: true);
        Tensor variance = Mean(Square(x - StopGradient(mean)), axes, keepDims: true);
        return (x - mean) * (1 / Sqrt(variance + epsilon));
    }

    public static Tensor Embedding(Tensor x, int rows = 10, int dim = 3) => Gather(Weight("weight", [rows, dim], Init.Normal, 1), x);

    public static Tensor PositionalEmbedding(Tensor x) => x + Weight("weight", x.Shape.ToArray(), Init.Normal, 1);

    public static Tensor Conv1D(Tensor x, int outputs = 5, int size = 3)
    {
        Tensor weight = Weight("weight", [outputs, x.Shape[0], size]), bias = Weight("bias", [outputs], fanIn: x.Shape[0] * size);
        return Contract("cpu,ocu->op", Windows(Functional.Pad(x, 1, 1, 1), 1, size), weight) + bias.Reshape(outputs, 1);
    }

    public static Tensor Conv2D(Tensor x, int outputs = 5, int size = 3, int stride = 2)
    {
        Tensor weight = Weight("weight", [outputs, x.Shape[0], size, size]), bias = Weight("bias", [outputs], fanIn: x.Shape[0] * size * size);
        Tensor windows = Windows(Windows(x, 1, size, stride), 2, size, stride);
        return Contract("cpquv,ocuv->opq", windows, weight) + bias.Reshape(outputs, 1, 1);
    }

    public static Tensor MaxPool2D(Tensor x) => Max(Windows(Windows(x, 1, 2, 2), 2, 2, 2), -2, -1);

    public static Tensor AvgPool2D(Tensor x) => Sum(Windows(Windows(x, 1, 2, 2), 2, 2, 2), -2, -1) * 0.25;

    public static Tensor GlobalAvgPool(Tensor x) => Sum(x, 1, 2) * (1.0 / (x.Shape[1] * x.Shape[2]));

    public static Tensor GlobalMaxPool(Tensor x) => Max(x, 1, 2);

    public static Tensor PixelShuffle(Tensor x, int scale = 2)
    {
        (int channels, int height, int width) = (x.Shape[0] / (scale * scale), x.Shape[1], x.Shape[2]);
        return x.Reshape(channels, scale, scale, height, width).Permute(0, 3, 1, 4, 2).Reshape(channels, height * scale, width * scale);
    }

    public static Tensor Attention(Tensor x, int heads = 3)
    {
        (int steps, int width) = (x.Shape[0], x.Shape[1]);
        Tensor[] parts = Split(Linear(x, Weight("in_proj_weight", [3 * width, width], Init.GlorotUniform), Weight("in_proj_bias", [3 * width], Init.Zeros)), 3, 1);
        Tensor[] queriesKeysValues = [.. parts.Select(p => p.Reshape(steps, heads, width / heads))];
        Tensor scores = Contract("qhd,khd->hqk", queriesKeysValues[0], queriesKeysValues[1]) * (1 / Math.Sqrt((double)width / heads));
        Tensor mixed = Contract("hqk,khd->qhd", Functional.Softmax(scores), queriesKeysValues[2]);
        return Linear(mixed.Reshape(steps, width), Weight("out_proj.weight", [width, width]), Weight("out_proj.bias", [width], Init.Zeros));
    }
}

using System.Globalization;

namespace DeepTrainer.Generator.Tests.Declarations;

/// <summary>Layers that fit a shape, with options; losses and optimizers behind them.</summary>
internal static class RandomLayers
{
    /// <summary>A layer for inputs of a shape, and what it gives; none if it takes no such shape.</summary>
    public delegate (string Text, int[] Output)? Kind(Random random, int[] shape);

    /// <summary>What <c>[Activation]</c> and <c>[Loss]</c> name.</summary>
    public const string Functions = """
        static float Wave(float x, float speed = 2f) => x + MathF.Sin(speed * x);
        static float Square(float y, float target) => (y - target) * (y - target);
        static void Descend(ref float w, ref float m, float g, float lr) { m = 0.9f * m + g; w -= lr * m; }
        """;

    private static readonly int[] Sizes = [1, 1, 1, 1, 2, 3, 4, 5, 6, 8, 11, 16, 17];

    private static readonly string[] Plain =
        ["Relu", "Gelu", "Silu", "Tanh", "Sigmoid", "Softplus", "Mish", "LeakyRelu(0.1)", "Elu", "Selu", "HardSwish", "Softsign", "LogSigmoid",
            "Hardshrink", "Celu(0.5)", "Relu6", "HardTanh", "Softshrink", "Threshold(0.1, 0)"];

    private static readonly string[] Ends =
        ["[Mse]\n", "[L1]\n", "[Huber]\n", "[SmoothL1]\n", "[CrossEntropy]\n", "[BinaryCrossEntropyWithLogits]\n", "[Loss(nameof(Square))]\n",
            "[PoissonNll]\n", "[MultiMargin]\n", "[KlDiv]\n", "[SoftMargin]\n", "[Nll]\n", "[Focal]\n", "[MultiLabelSoftMargin]\n"];

    private static readonly string[] Optimizers =
        ["[Sgd]\n", "[Sgd(Momentum = 0.9, Nesterov = true)]\n", "[Adam]\n", "[Adam(AmsGrad = true)]\n", "[AdamW]\n", "[RmsProp]\n", "[Adagrad]\n",
            "[Adadelta]\n", "[Adamax]\n", "[NAdam]\n", "[RAdam]\n", "[Lion]\n", "[Rprop]\n", "[Lamb]\n", "[Muon]\n",
            "[UpdateRule(nameof(Descend))]\n", "[Sgd, ClipGradientNorm(1)]\n", "[Adam, ClipGradientValue(0.5)]\n"];

    /// <summary>All kinds.</summary>
    public static Kind[] All { get; } =
    [
        (r, s) => (Plain[r.Next(Plain.Length)], s),
        (r, s) => (Plain[r.Next(Plain.Length)], s),
        (r, s) => ("Activation(nameof(Wave))", s),
        (r, s) => ("Prelu" + OneOf(r, "", "(PerChannel = true)"), s),
        (r, s) => ($"Softmax{Axis(r, s)}", s),
        (r, s) => ($"LogSoftmax{Axis(r, s)}", s),
        (r, s) => ("Dropout(0.2)", s),
        (r, s) => ("SpatialDropout(0.2)", s),
        (r, s) => ("DropPath(0.2)", s),
        (r, s) => ("BatchNorm" + OneOf(r, "", "(Affine = false)", "(Cumulative = true)"), s),
        (r, s) => (s.Length > 1 && r.Next(2) == 0 ? $"LayerNorm(Dimensions = {1 + r.Next(s.Length)})" : "LayerNorm", s),
        (r, s) => ("LayerNorm", s),
        (r, s) => ("RmsNorm", s),
        (r, s) => ($"GroupNorm({Divisor(r, s[0])})", s),
        (r, s) => s.Length > 1 ? ("InstanceNorm" + OneOf(r, "", "(Affine = true)"), s) : null,
        (r, s) => Last("Dense", r, s),
        (r, s) => Last("Dense", r, s, ", Bias = false"),
        (r, s) => ("Flatten", [Size(s)]),
        Reduction,
        Reduction,
        Reshape,
        Reshape,
        Permute,
        Permute,
        (r, s) => ("Squeeze", s.Where(d => d != 1).DefaultIfEmpty(1).ToArray()),
        (r, s) => s.Length < 4 ? Unsqueeze(r, s) : null,
        (r, s) => s.Length > 1 ? ("Transpose(0, 1)", [s[1], s[0], .. s.Skip(2)]) : null,
        Slice,
        (r, s) => s[0] % 2 == 0 ? ("Glu(Axis = 0)", [s[0] / 2, .. s.Skip(1)]) : null,
        (r, s) => s.Length > 1 ? ("GlobalAvgPool", [s[0]]) : null,
        (r, s) => s.Length > 1 ? ("GlobalMaxPool", [s[0]]) : null,
        (r, s) => s.Length is 2 or 3 ? ("AdaptiveAvgPool(1)", [s[0], .. s.Skip(1).Select(_ => 1)]) : null,
        (r, s) => s.Length is 2 or 3 ? ("Upsample(2)", [s[0], .. s.Skip(1).Select(d => d * 2)]) : null,
        (r, s) => s.Length is 2 or 3 ? ("Pad(1)", [s[0], .. s.Skip(1).Select(d => d + 2)]) : null,
        (r, s) => s.Length is 2 or 3 && s.Skip(1).All(d => d > 2) ? ("Crop(1)", [s[0], .. s.Skip(1).Select(d => d - 2)]) : null,
        (r, s) => s.Length == 2 ? Convolution("Conv1D", r, s) : null,
        (r, s) => s.Length == 3 ? Convolution("Conv2D", r, s) : null,
        (r, s) => s.Length == 2 ? Pooling("MaxPool1D", r, s) : null,
        (r, s) => s.Length == 2 ? Pooling("AvgPool1D", r, s) : null,
        (r, s) => s.Length == 3 ? Pooling("MaxPool2D", r, s) : null,
        (r, s) => s.Length == 3 ? Pooling("AvgPool2D", r, s) : null,
        (r, s) => s.Length == 2 ? Transposed("ConvTranspose1D", r, s) : null,
        (r, s) => s.Length == 3 ? Transposed("ConvTranspose2D", r, s) : null,
        (r, s) => s.Length == 3 && s[0] % 4 == 0 ? ("PixelShuffle(2)", [s[0] / 4, s[1] * 2, s[2] * 2]) : null,
        (r, s) => s.Length == 3 && s[1] % 2 == 0 && s[2] % 2 == 0 ? ("PixelUnshuffle(2)", [s[0] * 4, s[1] / 2, s[2] / 2]) : null,
        (r, s) => s.Length < 3 ? Embedding(r, s) : null,
        (r, s) => s.Length == 2 ? ("PositionalEmbedding", s) : null,
        (r, s) => s.Length == 2 ? ("SinusoidalEncoding", s) : null,
        (r, s) => s.Length == 2 ? Recurrent("Lstm", r, s) : null,
        (r, s) => s.Length == 2 ? Recurrent("Gru", r, s) : null,
        (r, s) => s.Length == 2 ? Recurrent("Rnn", r, s) : null,
        Attention,
        (r, s) => s.Length == 2 ? ($"TransformerEncoder({Divisor(r, s[1])}, {Some(r)})", s) : null,
        (r, s) => s.Length < 3 ? ($"FeedForward({Some(r)})", s) : null,
    ];

    public static string OneOf(Random random, params string[] texts) => texts[random.Next(texts.Length)];

    /// <summary>A shape for an input.</summary>
    public static int[] Shape(Random random)
    {
        int[] shape = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Some(random))];
        return Size(shape) > 400 ? [shape[0]] : shape;
    }

    /// <summary>Loss and optimizer, or less.</summary>
    public static string End(Random random, int[] output)
    {
        if (random.Next(12) == 0)
            return "";
        string loss = Ends[random.Next(Ends.Length)];
        return loss + (random.Next(12) == 0 ? "" : Optimizers[random.Next(Optimizers.Length)]);
    }

    private static int Size(int[] shape) => shape.Aggregate(1, (a, b) => a * b);

    private static int Some(Random random) => Sizes[random.Next(Sizes.Length)];

    private static int Divisor(Random random, int size)
    {
        int[] divisors = [.. Enumerable.Range(1, size).Where(d => size % d == 0)];
        return divisors[random.Next(divisors.Length)];
    }

    private static string Axis(Random random, int[] shape) => random.Next(2) == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"(Axis = {random.Next(shape.Length)})");

    private static (string, int[])? Last(string layer, Random random, int[] shape, string options = "")
    {
        int units = Some(random);
        return ($"{layer}({units}{options})", [.. shape.SkipLast(1), units]);
    }

    private static (string, int[])? Reshape(Random random, int[] shape)
    {
        int left = Size(shape);
        List<int> extents = [];
        for (int n = random.Next(3); n > 0; n--)
        {
            extents.Add(Divisor(random, left));
            left /= extents[^1];
        }
        extents.Insert(random.Next(extents.Count + 1), left);
        return ($"Reshape({string.Join(", ", extents)})", [.. extents]);
    }

    private static (string, int[])? Reduction(Random random, int[] shape)
    {
        int axis = random.Next(shape.Length);
        string kind = OneOf(random, "Sum", "Mean", "Max", "Min");
        return random.Next(2) == 0 ? ($"{kind}({axis}, KeepDims = true)", [.. shape.Select((d, i) => i == axis ? 1 : d)])
            : ($"{kind}({axis - shape.Length})", [.. shape.Where((_, i) => i != axis).DefaultIfEmpty(1)]);
    }

    private static (string, int[])? Permute(Random random, int[] shape)
    {
        int[] order = [.. Enumerable.Range(0, shape.Length)];
        random.Shuffle(order);
        return ($"Permute({string.Join(", ", order)})", [.. order.Select(d => shape[d])]);
    }

    private static (string, int[])? Unsqueeze(Random random, int[] shape)
    {
        int axis = random.Next(shape.Length + 1);
        return ($"Unsqueeze({axis})", [.. shape.Take(axis), 1, .. shape.Skip(axis)]);
    }

    private static (string, int[])? Slice(Random random, int[] shape)
    {
        int axis = random.Next(shape.Length), start = random.Next(shape[axis]), length = 1 + random.Next(shape[axis] - start);
        return ($"Slice({start}, {length}, Axis = {axis})", [.. shape.Select((d, i) => i == axis ? length : d)]);
    }

    private static (string, int[])? Convolution(string layer, Random random, int[] shape)
    {
        int channels = Some(random), kernel = 1 + random.Next(3), padding = random.Next(2), stride = 1 + random.Next(2), groups = shape[0] == channels
            && random.Next(3) == 0 ? channels : 1;
        int[] sizes = [.. shape.Skip(1).Select(d => (d + (2 * padding) - kernel) / stride + 1)];
        return shape.Skip(1).All(d => d + (2 * padding) >= kernel)
            ? ($"{layer}({channels}, {kernel}, Padding = {padding}, Stride = {stride}, Groups = {groups})", [channels, .. sizes])
            : null;
    }

    private static (string, int[])? Pooling(string layer, Random random, int[] shape)
    {
        int kernel = 1 + random.Next(3);
        return shape.Skip(1).All(d => d >= kernel) ? ($"{layer}({kernel})", [shape[0], .. shape.Skip(1).Select(d => (d - kernel) / kernel + 1)]) : null;
    }

    private static (string, int[])? Transposed(string layer, Random random, int[] shape)
    {
        int channels = Some(random), kernel = 1 + random.Next(3), stride = 1 + random.Next(2);
        return ($"{layer}({channels}, {kernel}, Stride = {stride})", [channels, .. shape.Skip(1).Select(d => ((d - 1) * stride) + kernel)]);
    }

    private static (string, int[])? Embedding(Random random, int[] shape)
    {
        int width = Some(random);
        return ($"Embedding(10, {width})", [.. shape, width]);
    }

    private static (string, int[])? Recurrent(string layer, Random random, int[] shape)
    {
        int units = Some(random);
        bool last = random.Next(2) == 0, both = random.Next(4) == 0;
        int width = both ? 2 * units : units;
        string more = layer == "Rnn" ? OneOf(random, "", ", Nonlinearity = ActivationKind.Relu")
            : layer == "Gru" ? OneOf(random, "", ", ResetAfter = false", ", Activation = ActivationKind.Softsign")
            : OneOf(random, "", ", RecurrentActivation = ActivationKind.HardSigmoid");
        return ($"{layer}({units}{(last ? ", ReturnSequence = false" : "")}{(both ? ", Bidirectional = true" : "")}{more})", last ? [width] : [shape[0], width]);
    }

    private static (string, int[])? Attention(Random random, int[] shape)
    {
        if (shape.Length != 2)
            return null;
        int heads = Divisor(random, shape[1]);
        string more = OneOf(random, "", ", KeyValueHeads = 1", ", Window = 2", ", RelativeBuckets = 8", ", Scale = 1");
        return ($"MultiHeadAttention({heads}{(random.Next(2) == 0 ? ", Causal = true" : "")}"
            + $"{(shape[1] / heads % 2 == 0 && random.Next(2) == 0 ? ", Rotary = true" : "")}{more})", shape);
    }
}

using System.Text;

namespace DeepTrainer.Generator.Tests.Declarations;

/// <summary>Networks of any number of layers: a block of layers that gives the shape it takes, over and over.</summary>
/// <param name="Name">What the network consists of.</param>
/// <param name="Input">The shape of its samples, with the width wanted.</param>
/// <param name="Block">The block's layers; {i} is its number, {p} the number of the one before, {w} the width.</param>
internal sealed record LongNetworks(string Name, string Input, string Block)
{
    /// <summary>The optimizer, and what else stands behind the layers.</summary>
    public string End { get; init; } = "[Adam]";

    /// <summary>What stands between the input and the blocks.</summary>
    public string Begin { get; init; } = "";

    /// <summary>Whether a layer is a few operations for each value, so that there may be a thousand of them.</summary>
    public bool IsElementwise { get; init; }

    private const string Rows = "4, {w}", Image = "{w}, 5, 5";

    private static readonly string[] Activations =
    [
        "Relu", "Gelu", "Gelu(Approximate = true)", "Silu", "Tanh", "Sigmoid", "Softplus", "Mish", "LeakyRelu(NegativeSlope = 0.1)", "Elu", "Selu",
        "Celu", "HardSwish", "HardSigmoid",
        "HardTanh", "Relu6", "Softsign", "LogSigmoid", "Hardshrink", "Softshrink", "Tanhshrink", "Threshold(0.1, 0)", "Activation(nameof(Wave))",
    ];

    private static readonly string[] Optimizers =
    [
        "[Sgd]", "[Sgd(Momentum = 0.9, Nesterov = true)]", "[Adam(AmsGrad = true)]", "[AdamW]", "[RmsProp]", "[Adagrad]", "[Adadelta]", "[Adamax]", "[NAdam]", "[RAdam]", "[Lion]",
        "[Rprop]", "[Lamb]", "[Muon]", "[UpdateRule(nameof(Descend))]", "[Adam, ClipGradientNorm(1)]", "[Adam, ClipGradientValue(0.5)]",
    ];

    /// <summary>All kinds of layers, alone and in the usual company.</summary>
    public static LongNetworks[] All { get; } =
    [
        .. Activations.Select(a => new LongNetworks(a, "{w}", $"[{a}]") { IsElementwise = true }),
        .. Optimizers.Select(o => new LongNetworks($"Dense {o}", "{w}", "[Dense({w})]") { End = o }),
        new("Dense", "{w}", "[Dense({w})]"),
        new("Dense, Relu", "{w}", "[Dense({w})][Relu]"),
        new("Dense, Gelu", "{w}", "[Dense({w})][Gelu]"),
        new("Dense, penalised", "{w}", "[Dense({w}, L1 = 0.1, L2 = 0.1)]"),
        new("Dense, shared", "{w}", "[Dense({w}, SharedWith = \"first\")]") { Begin = "[Dense({w}, Name = \"first\")]" },
        new("Dense, frozen", "{w}", "[Dense({w}, Frozen = true)]"),
        new("Dense, Dropout", "{w}", "[Dense({w})][Dropout(0.2)]"),
        new("Dense, residual Add", "{w}", "[Dense({w})][Add(Name = \"add{i}\", From = \"add{p}, dense{i}\")]") { Begin = "[Relu(Name = \"add0\")]" },
        new("Dense, Relu, residual Add", "{w}", "[Dense({w})][Relu(Name = \"act{i}\")][Add(Name = \"add{i}\", From = \"add{p}, act{i}\")]") { Begin = "[Relu(Name = \"add0\")]" },
        new("residual Add", "{w}", "[Add(Name = \"a{i}\", From = \"a{p}, first\")]") { Begin = "[Dense({w}, Name = \"first\")][Relu(Name = \"a0\")]", IsElementwise = true },
        new("Add to itself", "{w}", "[Add(Name = \"a{i}\", From = \"a{p}, a{p}\")]") { Begin = "[Relu(Name = \"a0\")]", IsElementwise = true },
        new("Tanh, Add", "{w}", "[Tanh(Name = \"t{i}\")][Add(Name = \"a{i}\", From = \"a{p}, t{i}\")]") { Begin = "[Relu(Name = \"a0\")]", IsElementwise = true },
        new("Tanh of the first, Add", "{w}", "[Tanh(Name = \"t{i}\", From = \"a0\")][Add(Name = \"a{i}\", From = \"a{p}, t{i}\")]")
        { Begin = "[Relu(Name = \"a0\")]", IsElementwise = true },
        new("Dense of the first, Add", "{w}", "[Dense({w}, Name = \"t{i}\", From = \"a0\")][Add(Name = \"a{i}\", From = \"a{p}, t{i}\")]") { Begin = "[Relu(Name = \"a0\")]" },
        new("Sigmoid, Multiply", "{w}", "[Sigmoid(Name = \"t{i}\")][Multiply(Name = \"a{i}\", From = \"a{p}, t{i}\")]") { Begin = "[Relu(Name = \"a0\")]", IsElementwise = true },
        new("Add of the last two", "{w}", "[Add(Name = \"a{i}\", From = \"a{p}, b{p}\")][Add(Name = \"b{i}\", From = \"b{p}, a{i}\")]")
        { Begin = "[Relu(Name = \"a0\")][HardTanh(Name = \"b0\")]", IsElementwise = true },
        new("Subtract", "{w}", "[Subtract(Name = \"a{i}\", From = \"a{p}, first\")]") { Begin = "[Relu(Name = \"first\")][Tanh(Name = \"a0\")]", IsElementwise = true },
        new("Prelu", "{w}", "[Prelu]"),
        new("Prelu per channel", "{w}", "[Prelu(PerChannel = true)]"),
        new("Dropout", "{w}", "[Dropout(0.2)]") { IsElementwise = true },
        new("SpatialDropout", Image, "[SpatialDropout(0.2)]"),
        new("DropPath", "{w}", "[DropPath(0.2)]"),
        new("Softmax", "{w}", "[Softmax]"),
        new("LogSoftmax", "{w}", "[LogSoftmax]"),
        new("LayerNorm", "{w}", "[LayerNorm]"),
        new("LayerNorm of rows", Rows, "[LayerNorm]"),
        new("Dense, LayerNorm, Relu", "{w}", "[Dense({w})][LayerNorm][Relu]"),
        new("RmsNorm", "{w}", "[RmsNorm]"),
        new("BatchNorm", "{w}", "[BatchNorm]"),
        new("BatchNorm of images", Image, "[BatchNorm]"),
        new("BatchNorm, Relu", "{w}", "[BatchNorm][Relu]"),
        new("GroupNorm", "{w}, 4", "[GroupNorm(1)]"),
        new("InstanceNorm", "{w}, 4", "[InstanceNorm(Affine = true)]"),
        new("Conv1D", "{w}, 5", "[Conv1D({w}, 3, Padding = 1)]"),
        new("Conv2D", Image, "[Conv2D({w}, 3, Padding = 1)]"),
        new("Conv2D by depth", Image, "[Conv2D({w}, 3, Padding = 1, Groups = {w})]"),
        new("Conv2D, Relu", Image, "[Conv2D({w}, 3, Padding = 1)][Relu]"),
        new("Conv2D, BatchNorm, Relu", Image, "[Conv2D({w}, 3, Padding = 1)][BatchNorm][Relu]"),
        new("Conv2D, BatchNorm, Relu, Add", Image, "[Conv2D({w}, 3, Padding = 1, Name = \"c{i}\", From = \"a{p}\")][BatchNorm][Add(Name = \"s{i}\", "
            + "From = \"a{p}, batchNorm{i}\")][Relu(Name = \"a{i}\")]") { Begin = "[Relu(Name = \"a0\")]" },
        new("ConvTranspose1D", "{w}, 5", "[ConvTranspose1D({w}, 3, Padding = 1)]"),
        new("ConvTranspose2D", Image, "[ConvTranspose2D({w}, 3, Padding = 1)]"),
        new("MaxPool1D", "{w}, 5", "[MaxPool1D(3, Stride = 1, Padding = 1)]"),
        new("MaxPool2D", Image, "[MaxPool2D(3, Stride = 1, Padding = 1)]"),
        new("AvgPool1D", "{w}, 5", "[AvgPool1D(3, Stride = 1, Padding = 1)]"),
        new("AvgPool2D", Image, "[AvgPool2D(3, Stride = 1, Padding = 1)]"),
        new("Conv2D, MaxPool2D", Image, "[Conv2D({w}, 3, Padding = 1)][MaxPool2D(3, Stride = 1, Padding = 1)]"),
        new("GlobalAvgPool, Reshape, Upsample", "{w}, 3", "[GlobalAvgPool][Reshape({w}, 1)][Upsample(3)]"),
        new("GlobalMaxPool, Reshape, Upsample", "{w}, 3", "[GlobalMaxPool][Reshape({w}, 1)][Upsample(3)]"),
        new("AdaptiveAvgPool, Upsample", Image, "[AdaptiveAvgPool(1)][Upsample(5)]"),
        new("Upsample, AvgPool2D", Image, "[Upsample(2)][AvgPool2D(2)]"),
        new("Upsample linear, MaxPool2D", Image, "[Upsample(2, Mode = UpsampleMode.Linear)][MaxPool2D(2)]"),
        new("PixelShuffle, PixelUnshuffle", "4, {w}, 3", "[PixelShuffle(2)][PixelUnshuffle(2)]"),
        new("Pad, Crop", Image, "[Pad(1)][Crop(1)]"),
        new("Pad, Crop, Relu", Image, "[Pad(1)][Crop(1)][Relu]"),
        new("Pad reflecting, Crop", Image, "[Pad(1, PaddingMode = PaddingMode.Reflect)][Crop(1)]"),
        new("Slice, Concat", "{w}", "[Slice(0, 3, Name = \"s{i}\", From = \"c{p}\")][Slice(3, {w} - 3, Name = \"r{i}\", From = "
            + "\"c{p}\")][Concat(Name = \"c{i}\", From = \"r{i}, s{i}\")]") { Begin = "[Relu(Name = \"c0\")]" },
        new("Dense, Concat", "{w}", "[Dense(3, Name = \"d{i}\")][Slice(0, {w} - 3, Name = \"r{i}\", From = \"c{p}\")][Concat(Name = \"c{i}\", From = "
            + "\"r{i}, d{i}\")]") { Begin = "[Relu(Name = \"c0\")]" },
        new("Dense, Concat, Dense", "{w}", "[Dense(3, Name = \"d{i}\")][Concat(Name = \"c{i}\", From = \"a{p}, d{i}\")][Dense({w}, Name "
            + "= \"a{i}\")]") { Begin = "[Relu(Name = \"a0\")]" },
        new("Reshape", "{w}, 4", "[Reshape(4, {w})][Reshape({w}, 4)]"),
        new("Reshape, Relu", "{w}, 4", "[Reshape(4, {w})][Relu][Reshape({w}, 4)][Relu]"),
        new("Permute", "{w}, 4, 3", "[Permute(1, 2, 0)][Permute(2, 0, 1)]"),
        new("Permute, Relu", "{w}, 4, 3", "[Permute(1, 2, 0)][Relu][Permute(2, 0, 1)][Relu]"),
        new("Transpose, Dense", "{w}, 4", "[Transpose(0, 1)][Dense({w})][Transpose(0, 1)]"),
        new("Transpose, Reshape", "{w}, 4", "[Transpose(0, 1)][Reshape({w}, 4)]"),
        new("Squeeze, Unsqueeze, Relu", "1, {w}", "[Squeeze][Relu][Unsqueeze(0)]"),
        new("Flatten, Reshape, Tanh", "{w}, 4", "[Flatten][Reshape({w}, 4)][Tanh]"),
        new("Glu, Concat", "{w}", "[Concat(Name = \"c{i}\", From = \"g{p}, g{p}\")][Glu(Name = \"g{i}\")]") { Begin = "[Relu(Name = \"g0\")]" },
        new("Dense, Glu", "{w}", "[Dense(2 * {w})][Glu]"),
        new("Embedding, Dense", "{w}", "[Dense({w})]") { Begin = "[Embedding(10, 4)][GlobalAvgPool]" },
        new("Embedding, LayerNorm", "4", "[LayerNorm]") { Begin = "[Embedding(10, {w})]" },
        new("Embeddings, Add", "4", "[Embedding(10, {w}, Name = \"e{i}\", From = \"input\")][Add(Name = \"a{i}\", From = \"a{p}, e{i}\")]")
        { Begin = "[Embedding(10, {w}, Name = \"a0\")]" },
        new("PositionalEmbedding", Rows, "[PositionalEmbedding]"),
        new("SinusoidalEncoding", Rows, "[SinusoidalEncoding]"),
        new("MultiHeadAttention", Rows, "[MultiHeadAttention(1)]"),
        new("MultiHeadAttention, causal", Rows, "[MultiHeadAttention(1, Causal = true)]"),
        new("TransformerEncoder", Rows, "[TransformerEncoder(1, 16)]"),
        new("TransformerDecoder", Rows, "[TransformerDecoder(1, 16, Name = \"t{i}\", From = \"t{p}, t0\")]") { Begin = "[Dense({w}, Name = \"t0\")]" },
        new("FeedForward", Rows, "[FeedForward(16)]"),
        new("Lstm", Rows, "[Lstm({w})]"),
        new("Gru", Rows, "[Gru({w})]"),
        new("Rnn", Rows, "[Rnn({w})]"),
        new("Lstm, both ways, Dense", Rows, "[Lstm(3, Bidirectional = true)][Dense({w})]"),
        new("Gru, reset before", Rows, "[Gru({w}, ResetAfter = false)]"),
        new("Lstm, its final state, Add", Rows, "[Lstm({w}, Name = \"l{i}\")][Add(Name = \"a{i}\", From = \"l{i}, l{i}.h\")]"),
        new("MultiHeadAttention of shared keys, near", Rows, "[MultiHeadAttention(2, HeadSize = 3, KeyValueHeads = 1, RelativeBuckets = 8, Window = 2)]"),
        new("Mean, Subtract", Rows, "[Mean(-1, KeepDims = true, Name = \"m{i}\", From = \"a{p}\")][Subtract(Name = \"a{i}\", From = "
            + "\"a{p}, m{i}\")]") { Begin = "[Relu(Name = \"a0\")]" },
        new("Max, Divide", Rows, "[Max(0, KeepDims = true, Name = \"m{i}\", From = \"a{p}\")][Divide(Name = \"a{i}\", From = "
            + "\"a{p}, m{i}\")]") { Begin = "[Softplus(Name = \"a0\")]" },
        new("MatMul", "5, 5", "[MatMul(Name = \"a{i}\", From = \"a{p}, a0\")]") { Begin = "[Tanh(Name = \"a0\")]" },
        new("Weight, Multiply", "{w}", "[Weight({w}, Name = \"w{i}\")][Multiply(Name = \"a{i}\", From = \"a{p}, w{i}\")]") { Begin = "[Relu(Name = \"a0\")]" },
        new("Constant, Maximum, Minimum", "{w}", "[Constant(new[] { 0.5 }, 1, Name = \"c{i}\")][Maximum(Name = \"b{i}\", From = \"a{p}, "
            + "c{i}\")][Minimum(Name = \"a{i}\", From = \"b{i}, a0\")]") { Begin = "[Relu(Name = \"a0\")]" },
        new("Bilinear", "{w}", "[Bilinear({w}, Name = \"b{i}\", From = \"b{p}, b0\")]") { Begin = "[Relu(Name = \"b0\")]" },
        new("Dense, many losses", "{w}", "[Dense({w}, Name = \"d{i}\", From = \"d0\")]") { Begin = "[Relu(Name = \"d0\")]", End = "losses" },
        new("Dense, repeated", "{w}", "") { Begin = "[Repeat({n}, Name = \"r\")][Dense({w})][Relu][EndRepeat]" },
    ];

    /// <summary>How many layers a block has.</summary>
    public int LayersOfBlock => Math.Max(1, Block.Count(c => c == '[') - Block.Split("[]").Length + 1);

    /// <summary>The declaration with this number of layers.</summary>
    public Declaration Of(int layers, int width)
    {
        string size = width.ToString(System.Globalization.CultureInfo.InvariantCulture);
        StringBuilder text = new();
        int blocks = Math.Max(1, layers / LayersOfBlock);
        text.Append($"[Input({Input})]\n{Begin}\n");
        for (int i = 1; Block.Length > 0 && i <= blocks; i++)
            text.Append(Block.Replace("{i}", $"{i}", StringComparison.Ordinal).Replace("{p}", $"{i - 1}", StringComparison.Ordinal)).Append('\n');
        if (End == "losses")
            text.Append(string.Concat(Enumerable.Range(1, blocks).Select(i => $"[Mse(From = \"d{i}\")]\n"))).Append("[Adam]");
        else
            text.Append("[Flatten][Dense(3)]\n[Mse]\n").Append(End);
        return Declaration.Of(
            text.ToString().Replace("{w}", size, StringComparison.Ordinal).Replace("{n}", $"{blocks / 2}", StringComparison.Ordinal), members: RandomLayers.Functions);
    }
}

using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>
/// The reference cases. Gradients are read from the state of SGD with momentum after one step, since that is the gradient itself:
/// every network shows it, generated or not. Where a file has no parameters, a dense layer in front ("probe") holds its input
/// as weights, and gets identity rows: then the weights' gradient is the input's.
/// </summary>
public static class GoldenCases
{
    public const string Probe = "probe";

    public static IReadOnlyList<GoldenCase> Activations { get; } =
    [
        Activation("relu", b => b.Relu()),
        Activation("relu6", b => b.Relu6()),
        Activation("leaky_relu", b => b.LeakyRelu()),
        Activation("prelu", b => b.Prelu(name: "prelu")),
        Activation("elu", b => b.Elu()),
        Activation("celu", b => b.Celu()),
        Activation("selu", b => b.Selu()),
        Activation("gelu", b => b.Gelu()),
        Activation("gelu_tanh", b => b.Gelu(tanh: true)),
        Activation("silu", b => b.Silu()),
        Activation("mish", b => b.Mish()),
        Activation("softplus", b => b.Softplus()),
        Activation("softsign", b => b.Softsign()),
        Activation("tanh", b => b.Tanh()),
        Activation("sigmoid", b => b.Sigmoid()),
        Activation("logsigmoid", b => b.LogSigmoid()),
        Activation("hardtanh", b => b.HardTanh()),
        Activation("hardsigmoid", b => b.HardSigmoid()),
        Activation("hardswish", b => b.HardSwish()),
        Activation("tanhshrink", b => b.Tanhshrink()),
        Activation("softshrink", b => b.Softshrink()),
        Activation("hardshrink", b => b.Hardshrink()),
        Activation("threshold", b => b.Threshold(0.1, 20)),
    ];

    public static IReadOnlyList<GoldenCase> Softmaxes { get; } =
    [
        Weighted("activations/softmax", "softmax.", 7, 5, b => b.Softmax()),
        Weighted("activations/softmax", "log_softmax.", 7, 5, b => b.LogSoftmax()),
    ];

    public static IReadOnlyList<GoldenCase> Losses { get; } =
    [
        Loss("mse", b => b.Mse()),
        Loss("l1", b => b.L1()),
        Loss("smooth_l1", b => b.SmoothL1()),
        Loss("huber", b => b.Huber()),
        Loss("bce", b => b.BinaryCrossEntropy()),
        Loss("bce_with_logits", b => b.BinaryCrossEntropyWithLogits()),
        Loss("cross_entropy", b => b.CrossEntropy()),
        Loss("cross_entropy_label_smoothing", b => b.CrossEntropy(labelSmoothing: 0.1)),
        Loss("cross_entropy_probabilities", b => b.CrossEntropy(targets: TargetKind.Probabilities)),
        Loss("cross_entropy_ignore_index", b => b.CrossEntropy(ignoreIndex: -100)),
        Loss("cross_entropy_weight", b => b.CrossEntropy(classWeights: Numbers("cross_entropy_weight", "weight"))),
        Loss("cross_entropy_weight_smoothing_ignore", b => b.CrossEntropy(
            labelSmoothing: 0.1, classWeights: Numbers("cross_entropy_weight_smoothing_ignore", "weight"), ignoreIndex: -100)),
        new("losses/cross_entropy_positions", () => Gradients(Probed(2, 30).Reshape([5, 6]).CrossEntropy())),
        Loss("bce_with_logits_pos_weight", b => b.BinaryCrossEntropyWithLogits(Numbers("bce_with_logits_pos_weight", "pos_weight"))),
        Loss("nll", b => b.Nll()),
        Loss("nll_weight", b => b.Nll(Numbers("nll_weight", "weight"))),
        Loss("kl_div", b => b.KlDiv()),
        Loss("hinge_embedding", b => b.HingeEmbedding()),
        Loss("soft_margin", b => b.SoftMargin()),
        Loss("multi_margin", b => b.MultiMargin()),
        Loss("multilabel_soft_margin", b => b.MultiLabelSoftMargin()),
        Loss("poisson_nll", b => b.PoissonNll()),
        Loss("poisson_nll_rate", b => b.PoissonNll(logInput: false)),
    ];

    /// <summary>Losses between layers, which are named as the file's tensors.</summary>
    public static IReadOnlyList<GoldenCase> Comparisons { get; } =
    [
        new("losses/cosine_embedding", () => Gradients(Probes(5, "input1", "input2").CosineEmbedding("input1, input2"))),
        new("losses/margin_ranking", () => Gradients(Probes(1, "input1", "input2").MarginRanking("input1, input2", margin: 0.2))),
        new("losses/triplet_margin", () => Gradients(Probes(5, "anchor", "positive", "negative").TripletMargin("anchor, positive, negative"))),
    ];

    public static IReadOnlyList<GoldenCase> Layers { get; } =
    [
        Layer("activations/prelu_channels", b => b.Input(4, 3, 3).Prelu(perChannel: true, name: "act")),
        Layer("layers/linear", b => b.Input(5).Dense(7, name: "fc")),
        Layer("layers/linear_nobias", b => b.Input(6).Dense(3, bias: false, name: "fc")),
        Layer("layers/flatten", b => b.Input(2, 4, 2).Flatten()),
        Layer("layers/dropout_eval", b => b.Input(5).Dropout()),
        Layer("layers/residual_linear", b => b.Input(6).Dense(8, name: "fc1").Relu().Dense(6, name: "fc2").Add(from: "input, fc2")),
        Layer("layers/concat_linear", b => b.Input(5).Dense(3, name: "fc_a").Dense(4, name: "fc_b", from: "input").Relu(name: "r").Concat(from: "fc_a, r")),
        .. AttentionCases.Layers,
        .. NormalizationCases.Layers,
        .. ConvolutionCases.Layers,
    ];

    public static IReadOnlyList<GoldenCase> Training { get; } =
    [
        Optimizer("sgd", b => b.Sgd(learningRate: 0.1)),
        Optimizer("sgd_momentum", b => b.Sgd(learningRate: 0.05, momentum: 0.9)),
        Optimizer("sgd_nesterov", b => b.Sgd(learningRate: 0.05, momentum: 0.9, nesterov: true)),
        Optimizer("sgd_weight_decay", b => b.Sgd(learningRate: 0.1, weightDecay: 0.05)),
        Optimizer("adam", b => b.Adam(learningRate: 0.01)),
        Optimizer("adam_amsgrad", b => b.Adam(learningRate: 0.01, beta2: 0.8, amsGrad: true)),
        Optimizer("adam_weight_decay", b => b.Adam(learningRate: 0.01, weightDecay: 0.1)),
        Optimizer("adamw", b => b.AdamW(learningRate: 0.01, weightDecay: 0.1)),
        Optimizer("rmsprop", b => b.RmsProp(learningRate: 0.01)),
        Optimizer("rmsprop_centered", b => b.RmsProp(learningRate: 0.01, centered: true)),
        Optimizer("rmsprop_momentum", b => b.RmsProp(learningRate: 0.01, momentum: 0.9)),
        Optimizer("adagrad", b => b.Adagrad(learningRate: 0.05)),
        Optimizer("nadam", b => b.NAdam(learningRate: 0.01)),
        Optimizer("radam", b => b.RAdam(learningRate: 0.015625)),
        Optimizer("adamax", b => b.Adamax(learningRate: 0.02)),
        Optimizer("adadelta", b => b.Adadelta()),
        Optimizer("rprop", b => b.Rprop()),
        Optimizer("adam_clip_norm", b => b.Adam(learningRate: 0.01).ClipGradientNorm(1)),
        Optimizer("sgd_clip_norm", b => b.Sgd(learningRate: 0.1).ClipGradientNorm(1)),
        new("networks/mlp", () => new NetworkBuilder("Mlp").Input(12).Dense(16, name: "fc1").Relu().Dense(8, name: "fc2").Relu()
            .Dense(3, name: "fc3").CrossEntropy().Adam(learningRate: 0.01)),
        ConvolutionCases.Lenet,
        .. AttentionCases.Training,
    ];

    private static GoldenCase Activation(string name, Func<NetworkBuilder, NetworkBuilder> add) =>
        Weighted("activations/elementwise", name + ".", 1, 266, add);

    // The mean of y·t: with targets n times the gradient of the output, the loss has just that gradient.
    private static GoldenCase Weighted(string file, string prefix, int rows, int columns, Func<NetworkBuilder, NetworkBuilder> add) =>
        new(file, () => Gradients(add(Probed(rows, columns)).Loss("weighted", (y, t) => y * t)), prefix);

    private static GoldenCase Loss(string name, Func<NetworkBuilder, NetworkBuilder> add) =>
        new("losses/" + name, () => Gradients(add(Probed(6, 5))));

    public static GoldenCase Layer(string name, Func<NetworkBuilder, NetworkBuilder> add) =>
        new(name, () => Gradients(add(new("Layers")).Mse()));

    private static GoldenCase Optimizer(string name, Func<NetworkBuilder, NetworkBuilder> add) => new("optimizers/" + name, () =>
        add(new NetworkBuilder("Optimized").Input(6).Dense(8, name: "fc1").Tanh().Dense(3, name: "fc2").Mse()));

    private static NetworkBuilder Probed(int rows, int columns) =>
        new NetworkBuilder("Probed").Input(rows).Dense(columns, bias: false, name: Probe);

    private static NetworkBuilder Probes(int columns, params string[] names) => names.Aggregate(
        new NetworkBuilder("Compared").Input(6), (network, name) => network.Dense(columns, bias: false, name: name, from: "input"));

    private static double[] Numbers(string loss, string tensor) =>
        [.. new GoldenFile("losses/" + loss).Floats(tensor).Select(v => (double)v)];

    private static NetworkBuilder Gradients(NetworkBuilder network) => network.Sgd(learningRate: 0, momentum: 0.9);
}

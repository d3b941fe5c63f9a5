namespace DeepTrainer.Engine;

/// <content>Normalization, and dropout of more than single values.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>Each channel normalized over the batch and all positions.</summary>
    /// <param name="epsilon">ε.</param>
    /// <param name="momentum">The share of the latest batch in the running averages.</param>
    /// <param name="cumulative">Whether the averages are plain ones over all batches instead.</param>
    /// <param name="affine">Whether weight and bias are learned.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder BatchNorm(double epsilon = 1e-5, double momentum = 0.1, bool cumulative = false, bool affine = true, string? name = null, string? from = null) =>
        Add(new BatchNormAttribute { Epsilon = epsilon, Momentum = momentum, Cumulative = cumulative, Affine = affine }, name, from);

    /// <summary>Each sample normalized over its last dimensions.</summary>
    /// <param name="dimensions">How many of the last dimensions are normalized together.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="affine">Whether weight and bias are learned.</param>
    /// <param name="bias">Whether there is a bias besides the weight.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder LayerNorm(int dimensions = 1, double epsilon = 1e-5, bool affine = true, bool bias = true, string? name = null, string? from = null) =>
        Add(new LayerNormAttribute { Dimensions = dimensions, Epsilon = epsilon, Affine = affine, Bias = bias }, name, from);

    /// <summary>Each sample divided by the root of its mean square over the last dimensions.</summary>
    /// <param name="dimensions">How many of the last dimensions are normalized together.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="affine">Whether a weight is learned.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder RmsNorm(int dimensions = 1, double epsilon = 1.1920928955078125e-7, bool affine = true, string? name = null, string? from = null) =>
        Add(new RmsNormAttribute { Dimensions = dimensions, Epsilon = epsilon, Affine = affine }, name, from);

    /// <summary>Each sample's channels normalized in groups.</summary>
    /// <param name="groups">The number of groups.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="affine">Whether weight and bias are learned.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder GroupNorm(int groups, double epsilon = 1e-5, bool affine = true, string? name = null, string? from = null) =>
        Add(new GroupNormAttribute(groups) { Epsilon = epsilon, Affine = affine }, name, from);

    /// <summary>Each sample's channels normalized one by one.</summary>
    /// <param name="epsilon">ε.</param>
    /// <param name="affine">Whether weight and bias are learned.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder InstanceNorm(double epsilon = 1e-5, bool affine = false, string? name = null, string? from = null) =>
        Add(new InstanceNormAttribute { Epsilon = epsilon, Affine = affine }, name, from);

    /// <summary>While training, drops whole channels with probability p.</summary>
    /// <param name="probability">p.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder SpatialDropout(double probability = 0.5, string? name = null, string? from = null) =>
        Add(new SpatialDropoutAttribute(probability), name, from);

    /// <summary>While training, drops whole samples with probability p: for branches that are added to a shortcut.</summary>
    /// <param name="probability">p.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder DropPath(double probability, string? name = null, string? from = null) =>
        Add(new DropPathAttribute(probability), name, from);
}

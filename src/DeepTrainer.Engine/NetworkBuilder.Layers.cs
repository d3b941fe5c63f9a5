namespace DeepTrainer.Engine;

/// <content>Layers with weights or a shape of their own.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>The shape of a sample, channels first.</summary>
    /// <param name="shape">The sizes of its dimensions.</param>
    public NetworkBuilder Input(params int[] shape) => Add(new InputAttribute(shape));

    /// <summary>The shape of a sample, one of whose dimensions may be time.</summary>
    /// <param name="shape">The sizes of its dimensions.</param>
    /// <param name="time">The dimension that is time, from 0; -1 for none.</param>
    public NetworkBuilder Input(int[] shape, int time = -1) => Add(new InputAttribute(shape) { Time = time });

    /// <summary>y = x·Wᵀ + b.</summary>
    /// <param name="units">The number of outputs.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="init">How W starts.</param>
    /// <param name="initValue">The value for Init.Constant.</param>
    /// <param name="biasInit">How b starts.</param>
    /// <param name="biasInitValue">The value for Init.Constant.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Dense(int units, bool bias = true, Init init = Init.PyTorch, double initValue = 0, Init biasInit = Init.PyTorch, double biasInitValue = 0, string? name = null, string? from = null) =>
        Add(new DenseAttribute(units) { Bias = bias, Init = init, InitValue = initValue, BiasInit = biasInit, BiasInitValue = biasInitValue }, name, from);

    /// <summary>While training, y = x / (1 - p) with probability 1 - p, else 0.</summary>
    /// <param name="probability">p.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Dropout(double probability = 0.5, string? name = null, string? from = null) =>
        Add(new DropoutAttribute(probability), name, from);

    /// <summary>All dimensions of a sample as one.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Flatten(string? name = null, string? from = null) =>
        Add(new FlattenAttribute(), name, from);

    /// <summary>The sum of several layers of one shape.</summary>
    /// <param name="from">Their names, separated by commas.</param>
    /// <param name="name">The layer's name.</param>
    public NetworkBuilder Add(string from, string? name = null) => Add(new AddAttribute(), name, from);

    /// <summary>Several layers one after another, along the first dimension of a sample.</summary>
    /// <param name="from">Their names, separated by commas.</param>
    /// <param name="name">The layer's name.</param>
    public NetworkBuilder Concat(string from, string? name = null) => Add(new ConcatAttribute(), name, from);
}

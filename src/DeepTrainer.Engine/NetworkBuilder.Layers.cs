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
    /// <param name="name">What <c>from</c> calls it: "input" if null.</param>
    public NetworkBuilder Input(int[] shape, int time = -1, string? name = null) => Add(new InputAttribute(shape) { Time = time, Name = name });

    /// <summary>The shape of a part of a sample, channels first: one of several inputs.</summary>
    /// <param name="name">What <c>from</c> calls it.</param>
    /// <param name="shape">The sizes of its dimensions.</param>
    public NetworkBuilder InputNamed(string name, params int[] shape) => Add(new InputAttribute(shape) { Name = name });

    /// <summary>Which layers a prediction consists of; without it the last, or all that losses judge.</summary>
    /// <param name="layers">Their names, separated by commas.</param>
    public NetworkBuilder Output(string layers) => Add(new OutputAttribute(layers));

    /// <summary>Repeats the layers that are added next.</summary>
    /// <param name="times">How often.</param>
    /// <param name="layers">How many layers; left out: those that are added up to <see cref="EndRepeat"/>.</param>
    /// <param name="name">What their names begin with.</param>
    public NetworkBuilder Repeat(int times, int layers = 0, string? name = null) => Add(new RepeatAttribute(times, layers) { Name = name });

    /// <summary>Ends the repetition.</summary>
    public NetworkBuilder EndRepeat() => Add(new EndRepeatAttribute());

    /// <summary>Says more of the weights of the layer just added.</summary>
    /// <param name="frozen">Whether training leaves them as they are.</param>
    /// <param name="sharedWith">The layer whose weights they are.</param>
    /// <param name="l1">λ of the penalty λ·Σ|w|.</param>
    /// <param name="l2">λ of the penalty λ·Σw².</param>
    /// <exception cref="InvalidOperationException">What was added last is no layer.</exception>
    public NetworkBuilder Weights(bool frozen = false, string? sharedWith = null, double l1 = 0, double l2 = 0)
    {
        if (elements.Count == 0 || elements[^1] is not LayerAttribute layer)
            throw new InvalidOperationException("Only a layer has weights; call Weights right after it.");
        (layer.Frozen, layer.SharedWith, layer.L1, layer.L2) = (frozen, sharedWith, l1, l2);
        return this;
    }

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

    /// <summary>Several layers one after another, along a dimension of a sample.</summary>
    /// <param name="from">Their names, separated by commas.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="axis">The dimension.</param>
    public NetworkBuilder Concat(string from, string? name = null, int axis = 0) => Add(new ConcatAttribute { Axis = axis }, name, from);

    /// <summary>Layers of one shape subtracted from the first.</summary>
    /// <param name="from">Their names, separated by commas.</param>
    /// <param name="name">The layer's name.</param>
    public NetworkBuilder Subtract(string from, string? name = null) => Add(new SubtractAttribute(), name, from);

    /// <summary>yₒ = aᵀ·Wₒ·b + cₒ between two layers.</summary>
    /// <param name="units">The number of outputs.</param>
    /// <param name="from">The two layers' names, separated by a comma.</param>
    /// <param name="bias">Whether c is added.</param>
    /// <param name="name">The layer's name.</param>
    public NetworkBuilder Bilinear(int units, string from, bool bias = true, string? name = null) => Add(new BilinearAttribute(units) { Bias = bias }, name, from);

    /// <summary>The product of several layers of one shape, element by element.</summary>
    /// <param name="from">Their names, separated by commas.</param>
    /// <param name="name">The layer's name.</param>
    public NetworkBuilder Multiply(string from, string? name = null) => Add(new MultiplyAttribute(), name, from);

    /// <summary>The same values under another shape.</summary>
    /// <param name="shape">The sizes of its dimensions; one may be -1.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder Reshape(int[] shape, string? name = null, string? from = null) => Add(new ReshapeAttribute(shape), name, from);

    /// <summary>Dimensions of size 1 left out.</summary>
    /// <param name="axis">Which of a sample; all by default.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder Squeeze(int axis = int.MinValue, string? name = null, string? from = null) => Add(new SqueezeAttribute { Axis = axis }, name, from);

    /// <summary>A further dimension of size 1.</summary>
    /// <param name="axis">Its place in a sample.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder Unsqueeze(int axis, string? name = null, string? from = null) => Add(new UnsqueezeAttribute(axis), name, from);
}

namespace DeepTrainer;

/// <summary>
/// Declares a partial class to be a neural network. The class's other attributes, from top to bottom, are its layers,
/// its loss and its optimizer; all of them stand on one declaration of the class.
/// </summary>
/// <example>
/// <code>
/// [Network]
/// [Input(64)]
/// [Dense(32), Relu]
/// [Dense(10)]
/// [CrossEntropy]
/// [Adam(LearningRate = 1e-3)]
/// public sealed partial class Digits;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class NetworkAttribute : Attribute
{
    /// <summary>
    /// Whether the class is an <see cref="IGradientNetwork"/>: whether it has <c>Gradients</c>, <c>Accumulate</c>, <c>Backward</c> and <c>Apply</c>. They need
    /// kernels of their own, so that the class's code becomes about twice as large; what it has without them stays as it is. An optimizer
    /// needs no loss then: it may step by gradients of outputs.
    /// </summary>
    public bool Gradients { get; set; }

    /// <summary>
    /// Whether convolutions of 3×3 with stride 1 may be computed by Winograd's algorithm, where its 16 products for 36 make them faster: on by default. Sums are
    /// then rounded otherwise than in a convolution that multiplies each weight, by about as much.
    /// </summary>
    public bool Winograd { get; set; } = true;

    /// <summary>
    /// The numbers of losses, penalties, clipping and optimizers that can be changed at run time by <see cref="INetwork.Options"/>, by patterns separated by commas:
    /// <c>"mse1.Weight, Adam.WeightDecay, *.L2"</c>. A loss or layer goes by its name, an optimizer or clipping by its kind. All others are constants of the code.
    /// <c>"encoder.*.LearningRate"</c> gives weights a factor of their own of the learning rate, 1 at first, so that they can be frozen at run time (<see cref="Freezing"/>).
    /// </summary>
    public string Adjustable { get; set; } = "";

    /// <summary>
    /// The weights that training leaves as they are, besides those of layers with <see cref="LayerElementAttribute.Frozen"/>, by patterns of names separated by
    /// commas: <c>"encoder.*, *.bias"</c>. For them there is neither a gradient nor optimizer state. Their layers do what they do while training.
    /// </summary>
    public string Frozen { get; set; } = "";

    /// <summary>
    /// The safetensors file that the assembly holds, among the project's items <c>&lt;NetworkWeights Include="digits.safetensors" /&gt;</c>: whether its names and shapes are
    /// the network's is checked when the project compiles, and the class has <c>Trained</c>, an instance with these weights and what belongs to them
    /// (<see cref="NetworkMetadata"/>) for all that predict.
    /// </summary>
    public string Weights { get; set; } = "";

    /// <summary>
    /// What large weights are kept as, in memory and in files that the network saves: float32 at first. A narrower type makes both two or
    /// four times smaller, and predictions faster where reading weights limits them. For networks without an optimizer, or as
    /// <see cref="InferenceOfAttribute.WeightType"/>. What loading a file of another type rounds off is <see cref="Parameter.Rounding"/>.
    /// The generic engine computes with float32 all the same.
    /// </summary>
    public WeightType WeightType { get; set; }
}

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
    /// kernels of their own, so that the class's code becomes about half as large again; what it has without them stays as it is.
    /// </summary>
    public bool Gradients { get; set; }
}

namespace DeepTrainer;

/// <summary>
/// An activation function of your own: a static method of the network's class, applied to every value.
/// </summary>
/// <remarks>
/// Further parameters with <see cref="TrainedAttribute"/> are weights, those with a default value always have it.
/// The generator reads the method, differentiates it and vectorizes it: use arithmetic, conditionals and MathF. Shapes: x and y
/// alike. PyTorch: none; a function of tensors.
/// </remarks>
/// <param name="function">The name of a method <c>static float F(float x)</c>; write <c>nameof(F)</c>.</param>
public sealed class ActivationAttribute(string function) : LayerElementAttribute
{
    /// <summary>The name of a method <c>static float F(float x)</c>; write <c>nameof(F)</c>.</summary>
    public string Function { get; } = function;
}

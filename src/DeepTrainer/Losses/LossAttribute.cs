namespace DeepTrainer;

/// <summary>
/// A loss of your own: a static method of the network's class; the loss is its mean over all elements.
/// </summary>
/// <remarks>
/// Shapes: y and target alike; for classes, y [classes, positions…] and a class for each of the positions. PyTorch: none; a function
/// of tensors.
/// </remarks>
/// <param name="function">
/// The name of a method <c>static float F(float y, float target)</c>; write <c>nameof(F)</c>.
/// </param>
public sealed class LossAttribute(string function) : LossElementAttribute
{
    /// <summary>The name of a method <c>static float F(float y, float target)</c>; write <c>nameof(F)</c>.</summary>
    public string Function { get; } = function;

    /// <summary>
    /// What targets are. With <see cref="TargetKind.ClassIndices"/> the method's target is 1 for the sample's class and 0 for the others, along a
    /// sample's first dimension.
    /// </summary>
    public TargetKind Targets { get; set; } = TargetKind.Values;
}

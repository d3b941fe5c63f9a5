namespace DeepTrainer;

/// <summary>
/// A loss of your own: a static method of numbers, whose mean over all elements is taken, or of tensors, of the network's class or of any other.
/// </summary>
/// <remarks>
/// <para>
/// <c>static float F(float y, float target)</c> is called for every element. Shapes: y and target alike; for classes, y [classes, positions…] and a
/// class for each of the positions.
/// </para>
/// <para>
/// <c>static Tensor F(Tensor a, Tensor b, Tensor target)</c> is given what the layers in <see cref="LossElementAttribute.From"/> give, in order, and the
/// targets for a parameter called target, targets, label or labels; without such a parameter there are none. Its tensors have the batch as axis 0.
/// It gives a value for each sample (and place), of which the mean is taken, or one for the batch. PyTorch: a function of tensors.
/// </para>
/// </remarks>
/// <param name="function">The name of the method; write <c>nameof(F)</c>.</param>
public sealed class LossAttribute(string function) : LossElementAttribute
{
    /// <summary>A loss by another class's method.</summary>
    /// <param name="type">The class.</param>
    /// <param name="function">The name of its method; write <c>nameof(Losses.F)</c>.</param>
    public LossAttribute(Type type, string function)
        : this(function) => Type = type;

    /// <summary>The name of the method; write <c>nameof(F)</c>.</summary>
    public string Function { get; } = function;

    /// <summary>The class whose method it is; the network's if null.</summary>
    public Type? Type { get; }

    /// <summary>
    /// What targets are. With <see cref="TargetKind.ClassIndices"/> the method's target is 1 for the sample's class and 0 for the others, along a
    /// sample's first dimension.
    /// </summary>
    public TargetKind Targets { get; set; } = TargetKind.Values;

    /// <summary>The shape of a sample's target; that of the first layer in From if empty. For class indices it tells the positions that have one each.</summary>
    public int[] TargetShape { get; set; } = [];

    /// <summary>How many classes indices tell apart; as many as the first layer in From has along its first dimension if 0.</summary>
    public int Classes { get; set; }

    /// <summary>
    /// The samples of the largest batch, where samples are compared with each other: see <see cref="Functional.AllSamples"/>. As many comparisons are
    /// computed for smaller batches, too.
    /// </summary>
    public int MaxBatch { get; set; } = 256;

    /// <summary>Values for the options of a method of tensors: <c>"margin = 0.5"</c>. What is left out has the method's default.</summary>
    public string Options { get; set; } = "";
}

namespace DeepTrainer;

/// <summary>
/// On a parameter <c>Tensor</c> of a method of tensors: it is a number that can be changed at run time by <see cref="INetwork.Options"/>, under the name of the layer
/// or loss, or the kind of an optimizer, and its own. The method sees it as a tensor without axes; an attribute sets where it starts as it does with options.
/// </summary>
/// <example>
/// <code>
/// static Tensor Sparse(Tensor x, [Adjustable(0.01, Min = 0)] Tensor strength) => strength * Sum(Abs(x), 1);
/// // [Loss(nameof(Sparse), From = "code", Name = "sparse", Options = "strength = 0.1")]
/// network.Options["sparse.strength"] = 0.2;
/// </code>
/// </example>
/// <param name="initial">Where it starts.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class AdjustableAttribute(double initial) : Attribute
{
    /// <summary>Where it starts.</summary>
    public double Initial { get; } = initial;

    /// <summary>The least that it may be.</summary>
    public double Min { get; set; } = -float.MaxValue;

    /// <summary>The most that it may be.</summary>
    public double Max { get; set; } = float.MaxValue;
}

namespace DeepTrainer;

/// <summary>
/// A fully connected layer: y = x·Wᵀ + b. Shapes: x [inputs], W [units, inputs], b [units], y [units]. PyTorch: nn.Linear.
/// </summary>
/// <remarks>
/// Samples of several dimensions […, inputs] become […, units], each position by itself with the same weights; put
/// <see cref="FlattenAttribute"/> before it to connect all values with each other. Parameters <c>weight</c> and <c>bias</c>.
/// </remarks>
/// <param name="units">The number of outputs, at least 1.</param>
public sealed class DenseAttribute(int units) : LayerElementAttribute
{
    /// <summary>The number of outputs, at least 1.</summary>
    public int Units { get; } = units;

    /// <summary>Whether a bias is added.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>How the weights get their first values.</summary>
    public Init Init { get; set; } = Init.PyTorch;

    /// <summary>
    /// The value of every weight with <see cref="Init.Constant"/>, the standard deviation with <see cref="Init.Normal"/>, the limit with <see cref="Init.Uniform"/>, the gain with
    /// <see cref="Init.Orthogonal"/> (0 stands for 1).
    /// </summary>
    public double InitValue { get; set; }

    /// <summary>How the biases get their first values.</summary>
    public Init BiasInit { get; set; } = Init.PyTorch;

    /// <summary>
    /// The value of every bias with <see cref="Init.Constant"/>, the standard deviation with <see cref="Init.Normal"/>, the limit with <see cref="Init.Uniform"/>.
    /// </summary>
    public double BiasInitValue { get; set; }
}

namespace DeepTrainer;

/// <summary>A learned tensor as a layer that takes no input, the same for each sample: a class token, or queries that are learned.</summary>
/// <remarks>
/// It is saved under the layer's own name, as a parameter of a PyTorch module is: <c>cls_token</c>. Fan-in is the second extent, fan-out the first, each
/// times those behind them. Shapes: y [shape]. PyTorch: nn.Parameter.
/// </remarks>
/// <example>
/// <code>
/// [Weight(1, 64, Name = "cls_token")]
/// [Concat(From = "cls_token, patches")]
/// </code>
/// </example>
/// <param name="shape">The shape.</param>
public sealed class WeightAttribute(params int[] shape) : LayerElementAttribute
{
    /// <summary>The shape.</summary>
    public int[] Shape { get; } = shape;

    /// <summary>How it gets its first values.</summary>
    public Init Init { get; set; } = Init.Normal;

    /// <summary>The standard deviation with <see cref="Init.Normal"/>, the value with <see cref="Init.Constant"/>.</summary>
    public double InitValue { get; set; } = 0.02;
}

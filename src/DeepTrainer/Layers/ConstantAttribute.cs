namespace DeepTrainer;

/// <summary>Numbers that are known while compiling, as a layer that takes no input: the same for each sample, neither trained nor saved.</summary>
/// <remarks>Shapes: y [shape]. PyTorch: torch.tensor.</remarks>
/// <example>
/// <code>
/// [Constant([0.485, 0.456, 0.406], 3, 1, 1, Name = "mean")]
/// [Subtract(From = "input, mean")]
/// </code>
/// </example>
/// <param name="values">The numbers, row by row; one alone fills the shape.</param>
/// <param name="shape">The shape; without it a vector of the numbers.</param>
public sealed class ConstantAttribute(double[] values, params int[] shape) : LayerElementAttribute
{
    /// <summary>The numbers, row by row; one alone fills the shape.</summary>
    public double[] Values { get; } = values;

    /// <summary>The shape; without it a vector of the numbers.</summary>
    public int[] Shape { get; } = shape;
}

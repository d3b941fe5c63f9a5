namespace DeepTrainer;

/// <summary>
/// A layer of your own: a static method from tensors to a tensor, of the network's class or of any other class of the project.
/// </summary>
/// <remarks>
/// The generator reads the method for the shapes that the layers above give, differentiates it and compiles it like a built-in layer. Its tensors are
/// what <see cref="LayerElementAttribute.From"/> names, in order, as values of one sample; parameters of other types are options. Loops, conditions and calls of
/// other methods are C#'s, run while compiling. Shapes: x and y as the method has them. See <see cref="Tensor"/> and
/// <see cref="Functional"/>. PyTorch: a class derived from nn.Module.
/// </remarks>
/// <example>
/// <code>
/// [Layer(nameof(Scale), Options = "initial = 0.5")]
/// …
/// static Tensor Scale(Tensor x, float initial = 1) => x * Weight("scale", [x.Shape[0], 1, 1], Init.Constant, initial);
/// </code>
/// </example>
/// <param name="function">The name of a method <c>static Tensor F(Tensor x)</c>; write <c>nameof(F)</c>.</param>
public sealed class LayerAttribute(string function) : LayerElementAttribute
{
    /// <summary>A layer of another class's method.</summary>
    /// <param name="type">The class.</param>
    /// <param name="function">The name of its method; write <c>nameof(Blocks.F)</c>.</param>
    public LayerAttribute(Type type, string function)
        : this(function) => Type = type;

    /// <summary>The name of a method <c>static Tensor F(Tensor x)</c>; write <c>nameof(F)</c>.</summary>
    public string Function { get; } = function;

    /// <summary>The class whose method it is; the network's if null.</summary>
    public Type? Type { get; }

    /// <summary>Values for the method's options: <c>"reduction = 4, wide = true, sizes = [3, 5]"</c>. What is left out has the method's default.</summary>
    public string Options { get; set; } = "";
}

namespace DeepTrainer;

/// <summary>
/// An update rule of your own: a static method of numbers, applied to every number of every weight after each batch, or of tensors, applied to every weight
/// as a whole; of the network's class or of any other.
/// </summary>
/// <remarks>
/// <para>
/// <c>static void F(ref float w, ref float state, float g, float lr)</c>: any number of <c>ref</c> parameters after the weight are its state, zero at first;
/// then the gradient and, if they are there, the learning rate <c>lr</c> or <c>learningRate</c> and the step <c>t</c> or <c>step</c>, from 1. Other parameters
/// have a default value.
/// </para>
/// <para>
/// <c>static void F(ref Tensor w, ref Tensor state, Tensor g, Tensor lr, float decay = 1e-4f)</c>: the same with tensors of the weight's shape, so that a rule
/// can use norms, means and products. State of another shape is <see cref="Functional.Buffer"/> and <see cref="Functional.Update"/>.
/// PyTorch: a class derived from optim.Optimizer.
/// </para>
/// </remarks>
/// <param name="function">The name of the method; write <c>nameof(F)</c>.</param>
public sealed class UpdateRuleAttribute(string function) : OptimizerElementAttribute
{
    /// <summary>An update rule by another class's method.</summary>
    /// <param name="type">The class.</param>
    /// <param name="function">The name of its method; write <c>nameof(Rules.F)</c>.</param>
    public UpdateRuleAttribute(Type type, string function)
        : this(function) => Type = type;

    /// <summary>The name of the method; write <c>nameof(F)</c>.</summary>
    public string Function { get; } = function;

    /// <summary>The class whose method it is; the network's if null.</summary>
    public Type? Type { get; }

    /// <summary>Values for the options of a method of tensors: <c>"decay = 0.01"</c>. What is left out has the method's default.</summary>
    public string Options { get; set; } = "";

    /// <summary>The size of a step; at least 0. It can be changed while training.</summary>
    public double LearningRate { get; set; } = 1e-3;
}

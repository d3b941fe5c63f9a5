namespace DeepTrainer;

/// <summary>
/// An update rule of your own: a static method of the network's class, applied to every weight after each batch.
/// </summary>
/// <remarks>
/// Any number of <c>ref float</c> parameters after the weight are its state, zero at first; then the gradient and the learning rate.
/// PyTorch: none; a class derived from optim.Optimizer.
/// </remarks>
/// <param name="function">
/// The name of a method <c>static void F(ref float w, ref float state, float g, float lr)</c>; write
/// <c>nameof(F)</c>.
/// </param>
public sealed class UpdateRuleAttribute(string function) : OptimizerElementAttribute
{
    /// <summary>
    /// The name of a method <c>static void F(ref float w, ref float state, float g, float lr)</c>; write
    /// <c>nameof(F)</c>.
    /// </summary>
    public string Function { get; } = function;

    /// <summary>The size of a step; at least 0. It can be changed while training.</summary>
    public double LearningRate { get; set; } = 1e-3;
}

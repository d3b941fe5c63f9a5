namespace DeepTrainer;

/// <summary>
/// Every weight has a step size of its own and only the gradient's sign counts: the size grows by η⁺ while the sign stays; where it changes,
/// the size shrinks by η⁻ and the weight waits for a step. For whole batches: the sign of a small batch's gradient is mostly noise.
/// </summary>
/// <remarks>Riedmiller and Braun, 1993. PyTorch: <c>optim.Rprop</c>.</remarks>
public sealed class RpropAttribute : OptimizerElementAttribute
{
    /// <summary>The size of the first step; at least 0. Changing it later has no effect.</summary>
    public double LearningRate { get; set; } = 1e-2;

    /// <summary>η⁻, in (0, 1).</summary>
    public double EtaMinus { get; set; } = 0.5;

    /// <summary>η⁺, more than 1.</summary>
    public double EtaPlus { get; set; } = 1.2;

    /// <summary>The smallest step size; at least 0.</summary>
    public double MinStep { get; set; } = 1e-6;

    /// <summary>The largest step size; at least <see cref="MinStep"/>.</summary>
    public double MaxStep { get; set; } = 50;
}

namespace DeepTrainer;

/// <summary>The rate falls by a factor with every step: base · γᵗ.</summary>
/// <remarks>PyTorch: ExponentialLR.</remarks>
/// <param name="gamma">γ: the factor; greater than 0 and at most 1.</param>
public sealed class ExponentialSchedule(double gamma) : LearningRateSchedule
{
    private readonly double _gamma = InRange(Positive(gamma, nameof(gamma)), 0, 1, nameof(gamma));

    /// <inheritdoc/>
    protected override double Rate(long step, double baseRate) => baseRate * Math.Pow(_gamma, step);
}

namespace DeepTrainer;

/// <summary>The rate falls by a factor every so many steps: base · γ^⌊t / stepSize⌋.</summary>
/// <remarks>PyTorch: StepLR.</remarks>
/// <param name="stepSize">How many steps a rate holds; at least 1.</param>
/// <param name="gamma">γ: the factor; greater than 0.</param>
public sealed class StepSchedule(long stepSize, double gamma = 0.1) : LearningRateSchedule
{
    private readonly long _stepSize = AtLeastOne(stepSize, nameof(stepSize));
    private readonly double _gamma = Positive(gamma, nameof(gamma));

    /// <inheritdoc/>
    protected override double Rate(long step, double baseRate) => baseRate * Math.Pow(_gamma, step / _stepSize);
}

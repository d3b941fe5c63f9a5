namespace DeepTrainer;

/// <summary>The rate falls to 0 along a power: base · (1 − min(t, totalIters) / totalIters)^power.</summary>
/// <remarks>PyTorch: PolynomialLR.</remarks>
/// <param name="totalIters">The step at which the rate is 0; at least 1.</param>
/// <param name="power">The power; greater than 0.</param>
public sealed class PolynomialSchedule(long totalIters = 5, double power = 1) : LearningRateSchedule
{
    private readonly long _totalIters = AtLeastOne(totalIters, nameof(totalIters));
    private readonly double _power = Positive(power, nameof(power));

    /// <inheritdoc/>
    protected override double Rate(long step, double baseRate) =>
        baseRate * Math.Pow(1 - (double)Math.Min(step, _totalIters) / _totalIters, _power);
}

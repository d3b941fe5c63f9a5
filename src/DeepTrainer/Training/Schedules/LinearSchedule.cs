namespace DeepTrainer;

/// <summary>
/// The rate goes in a straight line from one fraction of the base rate to another, and stays there: a warm-up with the defaults.
/// base · (start + (end − start) · min(t, totalIters) / totalIters).
/// </summary>
/// <remarks>PyTorch: LinearLR.</remarks>
/// <param name="startFactor">The fraction at step 0; greater than 0 and at most 1.</param>
/// <param name="endFactor">The fraction from step <paramref name="totalIters"/> on, in [0, 1].</param>
/// <param name="totalIters">The number of steps from one to the other; at least 1.</param>
public sealed class LinearSchedule(double startFactor = 1.0 / 3, double endFactor = 1, long totalIters = 5) : LearningRateSchedule
{
    private readonly double _start = InRange(Positive(startFactor, nameof(startFactor)), 0, 1, nameof(startFactor));
    private readonly double _end = InRange(endFactor, 0, 1, nameof(endFactor));
    private readonly long _totalIters = AtLeastOne(totalIters, nameof(totalIters));

    /// <inheritdoc/>
    protected override double Rate(long step, double baseRate) => step >= _totalIters
        ? baseRate * _end
        : baseRate * (_start + (_end - _start) * step / _totalIters);
}

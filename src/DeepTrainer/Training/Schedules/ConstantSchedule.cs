namespace DeepTrainer;

/// <summary>The rate times a factor for some steps, then the rate itself.</summary>
/// <remarks>PyTorch: ConstantLR.</remarks>
/// <param name="factor">The factor, in [0, 1].</param>
/// <param name="totalIters">How many steps it holds; at least 0.</param>
public sealed class ConstantSchedule(double factor = 1.0 / 3, long totalIters = 5) : LearningRateSchedule
{
    private readonly double _factor = InRange(factor, 0, 1, nameof(factor));
    private readonly long _totalIters = totalIters >= 0
        ? totalIters
        : throw new ArgumentOutOfRangeException(nameof(totalIters), totalIters, "totalIters must be at least 0.");

    /// <inheritdoc/>
    protected override double Rate(long step, double baseRate) => step < _totalIters ? baseRate * _factor : baseRate;
}

namespace DeepTrainer;

/// <summary>The rate times a function of the step: base · f(t).</summary>
/// <remarks>PyTorch: LambdaLR.</remarks>
/// <param name="factor">The factor of a step, from 0; a number of at least 0.</param>
public sealed class LambdaSchedule(Func<long, double> factor) : LearningRateSchedule
{
    private readonly Func<long, double> _factor = factor ?? throw new ArgumentNullException(nameof(factor));

    /// <inheritdoc/>
    protected override double Rate(long step, double baseRate) => baseRate * _factor(step);
}

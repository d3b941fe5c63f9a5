namespace DeepTrainer;

/// <summary>How the height of <see cref="CyclicSchedule"/>'s cycles changes.</summary>
public enum CyclicMode
{
    /// <summary>All cycles are of the same height.</summary>
    Triangular,

    /// <summary>Every cycle is half as high as the one before.</summary>
    Triangular2,

    /// <summary>The height falls by γ with every step.</summary>
    ExpRange,
}

/// <summary>
/// The rate goes in straight lines from the base rate up to a highest one and back, again and again. A step is a batch unless
/// <see cref="Trainer{TNetwork}.Fit"/> is told otherwise.
/// </summary>
/// <remarks>
/// Smith, 2015. PyTorch: CyclicLR; its base_lr is the network's own rate here. <see cref="MomentumAt"/> gives the momentum that goes with
/// it, for training loops of your own; the momentum of a declared optimizer is part of its code, so
/// <see cref="Trainer{TNetwork}.Fit"/> leaves it as it is.
/// </remarks>
/// <param name="maxRate">The highest rate; greater than 0.</param>
/// <param name="stepSizeUp">The number of steps in which the rate rises; at least 1.</param>
/// <param name="stepSizeDown">The number of steps in which it falls, at least 1; as many as it rises if null.</param>
/// <param name="mode">How the height of the cycles changes.</param>
/// <param name="gamma">γ of <see cref="CyclicMode.ExpRange"/>; greater than 0 and at most 1.</param>
/// <param name="baseMomentum">The momentum at the highest rate, in [0, 1].</param>
/// <param name="maxMomentum">The momentum at the base rate, in [0, 1].</param>
public sealed class CyclicSchedule(
    double maxRate,
    long stepSizeUp = 2000,
    long? stepSizeDown = null,
    CyclicMode mode = CyclicMode.Triangular,
    double gamma = 1,
    double baseMomentum = 0.8,
    double maxMomentum = 0.9) : LearningRateSchedule
{
    private readonly double _maxRate = Positive(maxRate, nameof(maxRate));
    private readonly long _up = AtLeastOne(stepSizeUp, nameof(stepSizeUp));
    private readonly long _down = AtLeastOne(stepSizeDown ?? stepSizeUp, nameof(stepSizeDown));
    private readonly double _gamma = InRange(Positive(gamma, nameof(gamma)), 0, 1, nameof(gamma));
    private readonly double _baseMomentum = InRange(baseMomentum, 0, 1, nameof(baseMomentum));
    private readonly double _maxMomentum = InRange(maxMomentum, 0, 1, nameof(maxMomentum));

    /// <summary>A batch.</summary>
    public override ScheduleUnit? DefaultUnit => ScheduleUnit.Batch;

    /// <summary>The momentum of a step: low where the rate is high.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public double MomentumAt(long step)
    {
        CheckStep(step);
        return _maxMomentum + (_baseMomentum - _maxMomentum) * Height(step);
    }

    /// <inheritdoc/>
    protected override double Rate(long step, double baseRate) => baseRate + (_maxRate - baseRate) * Height(step);

    // 0 at the base, 1 at the highest.
    private double Height(long step)
    {
        (long cycle, long within) = Math.DivRem(step, checked(_up + _down));
        double height = within <= _up ? (double)within / _up : (double)(_up + _down - within) / _down;
        return mode switch
        {
            CyclicMode.Triangular2 => height * Math.Pow(0.5, cycle),
            CyclicMode.ExpRange => height * Math.Pow(_gamma, step),
            _ => height,
        };
    }
}

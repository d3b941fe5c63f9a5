namespace DeepTrainer;

/// <summary>How <see cref="OneCycleSchedule"/> goes from one rate to the next.</summary>
public enum AnnealStrategy
{
    /// <summary>Along half a cosine.</summary>
    Cosine,

    /// <summary>In a straight line.</summary>
    Linear,
}

/// <summary>
/// One rise from maxRate / divFactor to maxRate and one fall to maxRate / divFactor / finalDivFactor, over a known number of steps.
/// The network's own rate doesn't count. A step is a batch unless <see cref="Trainer{TNetwork}.Fit"/> is told otherwise: give
/// <c>totalSteps: epochs * batches</c>.
/// </summary>
/// <remarks>
/// Smith and Topin, 2017. PyTorch: OneCycleLR. <see cref="MomentumAt"/> gives the momentum that goes with it, for training loops of your
/// own; the momentum of a declared optimizer is part of its code, so <see cref="Trainer{TNetwork}.Fit"/> leaves it as it is.
/// </remarks>
public sealed class OneCycleSchedule : LearningRateSchedule
{
    private readonly long _totalSteps;
    private readonly AnnealStrategy _anneal;
    private readonly Phase[] _phases;

    /// <summary>Makes a schedule.</summary>
    /// <param name="maxRate">The highest rate; greater than 0.</param>
    /// <param name="totalSteps">The number of steps; at least 1.</param>
    /// <param name="pctStart">The fraction of steps in which the rate rises, in [0, 1].</param>
    /// <param name="anneal">How it rises and falls.</param>
    /// <param name="baseMomentum">The momentum at the highest rate, in [0, 1].</param>
    /// <param name="maxMomentum">The momentum at the first and the last step, in [0, 1].</param>
    /// <param name="divFactor">The highest rate divided by the first; greater than 0.</param>
    /// <param name="finalDivFactor">The first rate divided by the last; greater than 0.</param>
    /// <param name="threePhase">Whether the rate falls to the first one as fast as it rose, before it goes to the last.</param>
    public OneCycleSchedule(
        double maxRate,
        long totalSteps,
        double pctStart = 0.3,
        AnnealStrategy anneal = AnnealStrategy.Cosine,
        double baseMomentum = 0.85,
        double maxMomentum = 0.95,
        double divFactor = 25,
        double finalDivFactor = 1e4,
        bool threePhase = false)
    {
        _totalSteps = AtLeastOne(totalSteps, nameof(totalSteps));
        _anneal = anneal;
        InRange(pctStart, 0, 1, nameof(pctStart));
        InRange(baseMomentum, 0, 1, nameof(baseMomentum));
        InRange(maxMomentum, 0, 1, nameof(maxMomentum));
        var first = new Point(Positive(maxRate, nameof(maxRate)) / Positive(divFactor, nameof(divFactor)), maxMomentum);
        var top = new Point(maxRate, baseMomentum);
        var last = new Point(first.Rate / Positive(finalDivFactor, nameof(finalDivFactor)), maxMomentum);
        double rise = pctStart * totalSteps - 1;
        _phases = threePhase
            ? [new(rise, first, top), new(2 * rise, top, first), new(totalSteps - 1, first, last)]
            : [new(rise, first, top), new(totalSteps - 1, top, last)];
    }

    /// <summary>A batch.</summary>
    public override ScheduleUnit? DefaultUnit => ScheduleUnit.Batch;

    /// <inheritdoc/>
    public override long? Length => _totalSteps;

    /// <summary>The momentum of a step: low where the rate is high. Adam's β₁ takes its place where there is no momentum.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public double MomentumAt(long step)
    {
        CheckStep(step);
        return At(step, point => point.Momentum);
    }

    /// <inheritdoc/>
    protected override double Rate(long step, double baseRate) => At(step, point => point.Rate);

    private double At(long step, Func<Point, double> value)
    {
        double start = 0;
        int i = 0;
        for (; i < _phases.Length - 1 && step > _phases[i].End; i++)
            start = _phases[i].End;
        Phase phase = _phases[i];
        // A phase of no length has been passed.
        double fraction = phase.End > start ? (step - start) / (phase.End - start) : 1;
        (double from, double to) = (value(phase.From), value(phase.To));
        return _anneal == AnnealStrategy.Cosine ? CosineAnnealingSchedule.Anneal(from, to, fraction) : (to - from) * fraction + from;
    }

    private readonly record struct Point(double Rate, double Momentum);

    private readonly record struct Phase(double End, Point From, Point To);
}

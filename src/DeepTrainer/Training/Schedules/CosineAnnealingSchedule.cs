namespace DeepTrainer;

/// <summary>
/// The rate falls from the base rate along half a cosine: ηₘᵢₙ + (base − ηₘᵢₙ) · (1 + cos(π t / tMax)) / 2.
/// After step tMax it rises along the other half, and so on, as in PyTorch; <see cref="CosineWarmRestartsSchedule"/> jumps up instead.
/// </summary>
/// <remarks>Loshchilov and Hutter, 2016. PyTorch: CosineAnnealingLR.</remarks>
/// <param name="tMax">The step at which the rate is lowest; at least 1.</param>
/// <param name="etaMin">ηₘᵢₙ: the lowest rate; at least 0.</param>
public sealed class CosineAnnealingSchedule(long tMax, double etaMin = 0) : LearningRateSchedule
{
    private readonly long _tMax = AtLeastOne(tMax, nameof(tMax));
    private readonly double _etaMin = InRange(etaMin, 0, double.PositiveInfinity, nameof(etaMin));

    /// <inheritdoc/>
    protected override double Rate(long step, double baseRate) => Anneal(baseRate, _etaMin, (double)step / _tMax);

    /// <summary>From one value (at 0) to another (at 1) along half a cosine.</summary>
    internal static double Anneal(double from, double to, double fraction) => to + (from - to) * (1 + Math.Cos(Math.PI * fraction)) / 2;
}

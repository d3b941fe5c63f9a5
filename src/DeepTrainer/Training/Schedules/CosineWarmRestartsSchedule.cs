namespace DeepTrainer;

/// <summary>
/// The rate falls along half a cosine, jumps back to the base rate, and falls again, each time over tMult times as many steps:
/// ηₘᵢₙ + (base − ηₘᵢₙ) · (1 + cos(π s / T)) / 2 with s steps since the last restart and T steps to the next.
/// </summary>
/// <remarks>Loshchilov and Hutter, 2016. PyTorch: CosineAnnealingWarmRestarts.</remarks>
/// <param name="t0">The number of steps before the first restart; at least 1.</param>
/// <param name="tMult">How many times as long each period is as the one before; at least 1.</param>
/// <param name="etaMin">ηₘᵢₙ: the rate that each period falls towards; at least 0.</param>
public sealed class CosineWarmRestartsSchedule(long t0, long tMult = 1, double etaMin = 0) : LearningRateSchedule
{
    private readonly long _t0 = AtLeastOne(t0, nameof(t0));
    private readonly long _tMult = AtLeastOne(tMult, nameof(tMult));
    private readonly double _etaMin = InRange(etaMin, 0, double.PositiveInfinity, nameof(etaMin));

    /// <inheritdoc/>
    protected override double Rate(long step, double baseRate)
    {
        long period = _t0;
        if (_tMult == 1)
            step %= period;
        while (step >= period)
        {
            step -= period;
            // No step is beyond a period that is too long to be counted.
            period = period > long.MaxValue / _tMult ? long.MaxValue : period * _tMult;
        }
        return CosineAnnealingSchedule.Anneal(baseRate, _etaMin, (double)step / period);
    }
}

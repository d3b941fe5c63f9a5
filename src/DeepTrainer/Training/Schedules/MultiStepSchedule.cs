namespace DeepTrainer;

/// <summary>The rate falls by a factor at given steps: base · γ^(number of milestones ≤ t).</summary>
/// <remarks>PyTorch: MultiStepLR.</remarks>
public sealed class MultiStepSchedule : LearningRateSchedule
{
    private readonly long[] _milestones;
    private readonly double _gamma;

    /// <summary>Makes a schedule.</summary>
    /// <param name="milestones">The first step of each lower rate, at least 0, in any order; one that comes twice counts twice.</param>
    /// <param name="gamma">γ: the factor; greater than 0.</param>
    public MultiStepSchedule(ReadOnlySpan<long> milestones, double gamma = 0.1)
    {
        _milestones = milestones.ToArray();
        foreach (long milestone in _milestones)
            ArgumentOutOfRangeException.ThrowIfNegative(milestone, nameof(milestones));
        _gamma = Positive(gamma, nameof(gamma));
    }

    /// <inheritdoc/>
    protected override double Rate(long step, double baseRate)
    {
        int passed = 0;
        foreach (long milestone in _milestones)
            passed += milestone <= step ? 1 : 0;
        return baseRate * Math.Pow(_gamma, passed);
    }
}

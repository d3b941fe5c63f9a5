using System.Collections.Immutable;

namespace DeepTrainer.Lab;

/// <summary>
/// Chooses among many variants: all are trained for a few epochs, the better part of them for more, and so on (Jamieson and Talwalkar, 2016). Variants
/// that diverge are out.
/// </summary>
/// <remarks>
/// Each rung is an experiment in a folder of its own, whose runs begin anew, so that a schedule of the learning rate fits its number of epochs; what is
/// done is not done again. It chooses by validation samples. To know how good the chosen one is, compare it on test samples that no rung has seen:
/// <see cref="ExperimentData(Dataset, Dataset, Dataset?)"/> with fixed parts. Of <see cref="ExperimentData.Split"/> other seeds have other parts, and
/// what is a test sample there has been trained on, or chosen by, here.
/// </remarks>
public static class SuccessiveHalving
{
    /// <summary>Chooses a variant.</summary>
    /// <param name="data">Samples with a validation part, by which it is chosen.</param>
    /// <param name="variants">What is chosen from.</param>
    /// <param name="options">
    /// How it is trained: <see cref="ExperimentOptions.Epochs"/> are those of the last rung, <see cref="ExperimentOptions.Seeds"/> those of each variant
    /// in each rung.
    /// </param>
    /// <param name="firstEpochs">The epochs of the first rung; from 1 to those of the last.</param>
    /// <param name="factor">By how much the variants become fewer and the epochs more from rung to rung; at least 2.</param>
    /// <param name="cancellationToken">Interrupts it; what is done stays done.</param>
    /// <exception cref="InvalidOperationException">There are no validation samples, or all variants diverge.</exception>
    public static HalvingResult Run(
        ExperimentData data, IReadOnlyList<Variant> variants, ExperimentOptions options, int firstEpochs, int factor = 3, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(firstEpochs, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstEpochs, options.Epochs);
        if (variants.FirstOrDefault(v => v.Settings.ContainsKey(Variant.Epochs)) is { } fixedEpochs)
            throw new ArgumentException($"'{fixedEpochs}' sets its number of epochs, which is what rungs decide.", nameof(variants));
        ExperimentData selection = data.ForSelection();
        List<HalvingRung> rungs = [];
        for (long epochs = firstEpochs; ; epochs *= factor)
        {
            // One variant that is left, or has always been alone, goes straight to the end.
            int now = (int)(variants.Count == 1 ? options.Epochs : Math.Min(epochs, options.Epochs));
            HalvingRung rung = Climb(selection, variants, options, now, rungs.Count + 1, now == options.Epochs ? variants.Count : factor, cancellationToken);
            rungs.Add(rung);
            if (now == options.Epochs)
                return new(rung.Ranking[0].Variant, [.. rungs]);
            variants = rung.Kept;
        }
    }

    private static HalvingRung Climb(
        ExperimentData data, IReadOnlyList<Variant> variants, ExperimentOptions options, int epochs, int number, int factor, CancellationToken cancellationToken)
    {
        ExperimentOptions own = options with
        {
            Epochs = epochs,
            Baseline = null,
            Name = FormattableString.Invariant($"{options.Name}, rung {number}: {epochs} epochs"),
            Folder = options.Folder is null ? null : Path.Combine(options.Folder, FormattableString.Invariant($"rung-{number}")),
        };
        Experiment experiment = new(data, variants, own);
        Comparison comparison = experiment.Run(cancellationToken);
        int sign = experiment.Objective.HigherIsBetter ? -1 : 1;
        VariantResult[] ranking = [.. comparison.Variants.Where(v => v.Diverged == 0 && double.IsFinite(v.Value.Mean)).OrderBy(v => sign * v.Value.Mean)];
        if (ranking.Length == 0)
            throw new InvalidOperationException($"All {variants.Count} variants diverged in {epochs} epochs; try smaller learning rates.");
        int kept = Math.Min(ranking.Length, (variants.Count + factor - 1) / factor);
        return new(epochs, comparison, [.. ranking], [.. ranking.Take(kept).Select(v => v.Variant)]);
    }
}

/// <summary>What successive halving found.</summary>
/// <param name="Best">The variant that was best in the last rung.</param>
/// <param name="Rungs">The rungs, the one with the fewest epochs first.</param>
public sealed record HalvingResult(Variant Best, ImmutableArray<HalvingRung> Rungs);

/// <summary>One rung: variants trained for the same number of epochs.</summary>
/// <param name="Epochs">That number.</param>
/// <param name="Comparison">All results, also of what diverged.</param>
/// <param name="Ranking">What didn't diverge, the best first.</param>
/// <param name="Kept">Those that go on.</param>
public sealed record HalvingRung(int Epochs, Comparison Comparison, ImmutableArray<VariantResult> Ranking, ImmutableArray<Variant> Kept);

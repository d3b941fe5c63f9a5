using System.Collections.Immutable;

namespace DeepTrainer.Lab;

/// <summary>What the runs of a variant gave together, and how it compares with the baseline.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Runs">Its runs, seed after seed.</param>
/// <param name="Value">The numbers that variants are compared by, of the runs that ended with a result.</param>
/// <param name="Difference">
/// The differences to the baseline, seed by seed, of the seeds with which both have a result; null for the baseline itself. A positive one is a higher
/// number, which is better only if higher numbers are.
/// </param>
/// <param name="AdjustedPValue">The p-value after Holm's correction over all variants; NaN where there was no test.</param>
/// <param name="Verdict">What follows.</param>
public sealed record VariantResult(
    Variant Variant, ImmutableArray<RunResult> Runs, SampleSummary Value, PairedDifference? Difference, double AdjustedPValue, Verdict Verdict)
{
    /// <summary>How many of the runs diverged.</summary>
    public int Diverged => Runs.Count(run => run.HasDiverged);

    /// <summary>The median over runs of the fastest epoch's seconds; NaN if no epoch ended.</summary>
    public double SecondsPerEpoch => Median(run => run.SecondsPerEpoch);

    /// <summary>The median over runs of the seconds of training.</summary>
    public double Seconds => Median(run => run.Seconds);

    /// <summary>The verdict in words: "better", "not significant", with the runs that diverged.</summary>
    public string VerdictText
    {
        get
        {
            string verdict = Verdict switch
            {
                Verdict.Baseline => "baseline",
                Verdict.Better => "better",
                Verdict.Worse => "worse",
                Verdict.NotSignificant => "not significant",
                _ => Difference?.Count > 1 ? "the same difference for each seed, no test" : "too few runs to say",
            };
            return Diverged == 0 ? verdict : FormattableString.Invariant($"{verdict}; {Diverged} of {Runs.Length} diverged");
        }
    }

    private double Median(Func<RunResult, double> number)
    {
        double[] sorted = [.. Runs.Select(number).Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>How a variant compares with the baseline.</summary>
public enum Verdict
{
    /// <summary>It is the baseline.</summary>
    Baseline,

    /// <summary>It is significantly better.</summary>
    Better,

    /// <summary>It is significantly worse.</summary>
    Worse,

    /// <summary>The differences may be chance.</summary>
    NotSignificant,

    /// <summary>No test is possible: fewer than two seeds have a result of both, or all differences are exactly the same.</summary>
    Unknown,
}

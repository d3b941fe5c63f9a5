using System.Collections.Immutable;
using Spectre.Console;

namespace DeepTrainer.Lab;

/// <summary>The results of an experiment: for each variant mean, deviation, and whether it differs from the baseline by more than chance.</summary>
public sealed class Comparison
{
    internal const string ReportName = "report.html";

    internal Comparison(Experiment experiment, ImmutableArray<RunResult> runs)
    {
        (Experiment, Runs) = (experiment, runs);
        ILookup<string, RunResult> byVariant = runs.ToLookup(run => run.Variant, StringComparer.Ordinal);
        PairedDifference?[] differences = [.. experiment.Variants.Select(v => v == experiment.Baseline ? null : (PairedDifference?)DifferenceOf(byVariant[v.Name]))];
        double[] adjusted = Holm.Adjust([.. differences.Select(d => d?.PValue ?? double.NaN)]);
        Variants = [.. experiment.Variants.Select((v, i) => ResultOf(v, [.. byVariant[v.Name]], differences[i], adjusted[i]))];

        PairedDifference DifferenceOf(IEnumerable<RunResult> own) => PairedDifference.Of(
            [.. from run in own join other in byVariant[experiment.Baseline.Name] on run.Seed equals other.Seed
                where double.IsFinite(run.Value) && double.IsFinite(other.Value) select run.Value - other.Value],
            experiment.Options.Test, experiment.Data.TestToTrain);
    }

    /// <summary>The experiment.</summary>
    public Experiment Experiment { get; }

    /// <summary>All results, in the order of <see cref="Experiment.Runs"/>.</summary>
    public ImmutableArray<RunResult> Runs { get; }

    /// <summary>The variants, in their order.</summary>
    public ImmutableArray<VariantResult> Variants { get; }

    /// <summary>The file of the report; null if there is none.</summary>
    public string? ReportPath { get; private set; }

    /// <summary>A variant by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public VariantResult this[string name] => Variants.FirstOrDefault(v => v.Variant.Name == name) ?? throw new KeyNotFoundException(
        $"There is no variant '{name}'; there are {string.Join(", ", Variants.Select(v => $"'{v.Variant}'"))}.");

    /// <summary>
    /// How the test and its correction are called, with the level: what to write below a table. With a single variant or a single seed that there was no test.
    /// </summary>
    public string Method
    {
        get
        {
            ExperimentOptions options = Experiment.Options;
            if (!HasTest)
                return $"{Numbers.Count(options.Seeds, "seed")}{(Variants.Length > 1 ? $", no test against {Experiment.Baseline}, which takes 2 or more" : "")}";
            bool isSplit = Experiment.Data.TestToTrain > 0;
            string test = options.Test == PairedTest.Wilcoxon
                ? $"Wilcoxon's signed-rank test, exact{(isSplit ? ", but too sure for random splits, which overlap" : "")}"
                : isSplit ? "paired t-test, corrected for random splits (Nadeau and Bengio)" : "paired t-test";
            return FormattableString.Invariant(
                $"{test}, over {options.Seeds} seeds against {Experiment.Baseline}, two-sided, p after Holm's correction, significant below {options.Significance}");
        }
    }

    // Of one variant there are no differences, of one seed a single one.
    internal bool HasTest => Variants.Length > 1 && Experiment.Options.Seeds > 1;

    /// <summary>Writes the table, and where the report is, to the terminal.</summary>
    /// <param name="console">Which console; the usual one if null.</param>
    public void Print(IAnsiConsole? console = null)
    {
        console ??= AnsiConsole.Console;
        ComparisonTable.Write(this, console);
        if (ReportPath is not null)
            console.MarkupLineInterpolated($"Report: [link={new Uri(ReportPath).AbsoluteUri}]{ReportPath}[/]");
    }

    /// <summary>Writes the report: one HTML file that needs no other.</summary>
    /// <param name="path">The file, which is replaced.</param>
    public void SaveReport(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, HtmlReport.Of(this));
        ReportPath = full;
    }

    /// <summary>The table as text.</summary>
    public override string ToString() => ComparisonTable.Text(this);

    private VariantResult ResultOf(Variant variant, ImmutableArray<RunResult> runs, PairedDifference? difference, double adjusted)
    {
        bool isHigherBetter = Experiment.Objective.HigherIsBetter;
        Verdict verdict = difference is not { } d ? Verdict.Baseline
            : double.IsNaN(adjusted) ? Verdict.Unknown
            : adjusted >= Experiment.Options.Significance ? Verdict.NotSignificant
            : d.MeanDifference > 0 == isHigherBetter ? Verdict.Better : Verdict.Worse;
        return new(variant, runs, SampleSummary.Of([.. runs.Select(run => run.Value).Where(double.IsFinite)]), difference, adjusted, verdict);
    }
}

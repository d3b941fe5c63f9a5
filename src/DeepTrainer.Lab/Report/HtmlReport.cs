using System.Xml.Linq;

namespace DeepTrainer.Lab;

/// <summary>A comparison as one page that needs nothing else: no script, no other file, no network.</summary>
internal static class HtmlReport
{
    public static string Of(Comparison comparison)
    {
        string name = comparison.Experiment.Options.Name;
        return Html.Page(Html.Element("html", Html.With("lang", "en"),
            Html.Element("head",
                Html.Element("meta", Html.With("charset", "utf-8")),
                Html.Element("meta", Html.With("name", "viewport"), Html.With("content", "width=device-width, initial-scale=1")),
                Html.Element("title", name),
                Html.Element("style", Style())),
            Html.Element("body", Html.Element("main",
                Html.Element("h1", name),
                Html.Element("p", Setting(comparison)),
                Summary(comparison),
                Html.Element("p", Html.With("class", "note"), comparison.Method + (comparison.HasTest ? ". The interval of a difference is that of 95 % by Student's t" : "")
                    + ". The time is that of the fastest epoch, the median over seeds; the memory that of weights and optimizer state."),
                Divergences(comparison),
                Curves(comparison),
                Html.Element("h2", "Variants"),
                comparison.Variants.Select((v, i) => VariantSection.Of(v, i)),
                Html.Element("h2", "All runs"),
                Runs(comparison),
                Html.Element("h2", "Machine"),
                Machines(comparison)))));
    }

    private static string Style()
    {
        using Stream file = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using StreamReader reader = new(file);
        return reader.ReadToEnd();
    }

    private static string Setting(Comparison comparison)
    {
        Experiment experiment = comparison.Experiment;
        DataParts parts = experiment.Data.For(experiment.Options.FirstSeed);
        string validation = parts.Validation is null ? "" : Numbers.Text($", {parts.Validation.Count:N0} to watch epochs with");
        string notes = experiment.Options.Notes.Length == 0 ? "" : $" {experiment.Options.Notes}";
        return Numbers.Text($"{Numbers.Count(experiment.Variants.Count, "variant")} × {Numbers.Count(experiment.Options.Seeds, "seed")}, ")
            + Numbers.Text($"{Numbers.Count(experiment.Options.Epochs, "epoch")} in batches of {experiment.Options.BatchSize}. ")
            + Numbers.Text($"{Numbers.Count(parts.Train.Count, "sample")} to train on{validation}, {parts.Test.Count:N0} to test with; ")
            + Numbers.Text($"parts are {experiment.Data.Division}.{notes}");
    }

    private static XElement Summary(Comparison comparison)
    {
        Objective objective = comparison.Experiment.Objective;
        return Html.Table("summary", ["variant", objective.Name, "± s.d.", "difference", "95 % interval", "p", "p (Holm)", "verdict", "runs", "epoch", "weights", "memory"],
            comparison.Variants.Select((v, i) => Row(v, i, objective)));
    }

    private static XElement Row(VariantResult variant, int index, Objective objective)
    {
        RunResult first = variant.Runs[0];
        bool isCompared = variant.Difference is { Count: > 0 };
        PairedDifference difference = variant.Difference ?? default;
        string verdict = variant.Verdict switch { Verdict.Better => "better", Verdict.Worse => "worse", _ => "plain" };
        return Html.Element("tr", Html.With("data-variant", variant.Variant.Name),
            Html.Element("th", Swatch(index), variant.Variant.Name),
            Html.Cell(Numbers.Value(objective, variant.Value.Mean), variant.Value.Mean, "mean"),
            Html.Cell(Numbers.Value(objective, variant.Value.Deviation), variant.Value.Deviation, "deviation"),
            isCompared ? Html.Cell(Numbers.Difference(objective, difference.MeanDifference), difference.MeanDifference, "difference") : None(),
            Html.Element("td", Html.With("class", "n"), isCompared && !double.IsNaN(difference.Low)
                ? $"{Numbers.Difference(objective, difference.Low)} … {Numbers.Difference(objective, difference.High)}" : Numbers.None),
            variant.Difference is null ? None() : Html.Cell(Numbers.P(difference.PValue), difference.PValue, "p"),
            variant.Difference is null ? None() : Html.Cell(Numbers.P(variant.AdjustedPValue), variant.AdjustedPValue, "holm"),
            Html.Element("td", Html.With("class", verdict), variant.VerdictText),
            Html.Element("td", Html.With("class", "n"), Numbers.Text($"{variant.Value.Count}/{variant.Runs.Length}")),
            Html.Cell(Numbers.Seconds(variant.SecondsPerEpoch), variant.SecondsPerEpoch),
            Html.Cell(Numbers.Text($"{first.Parameters:N0}"), first.Parameters),
            Html.Cell(Numbers.Bytes(first.MemoryBytes), first.MemoryBytes));
    }

    private static XElement None() => Html.Element("td", Html.With("class", "n"), Numbers.None);

    internal static XElement Swatch(int index) => Html.Element("span", Html.With("class", $"swatch c{index % Chart.Colours}"));

    private static XElement? Divergences(Comparison comparison)
    {
        RunResult[] diverged = [.. comparison.Runs.Where(run => run.HasDiverged)];
        return diverged.Length == 0 ? null : Html.Element("div", Html.With("id", "diverged"),
            Html.Element("h2", "Diverged"),
            Html.Element("p", "These runs have no result. Means and tests are those of the others, which flatters a variant that diverges."),
            Html.Element("ul", diverged.Select(run => Html.Element("li", Numbers.Text($"{run.Variant}, seed {run.Seed}: {run.Diverged}")))));
    }

    private static IEnumerable<XElement?> Curves(Comparison comparison)
    {
        Objective objective = comparison.Experiment.Objective;
        string samples = comparison.Experiment.Data.HasValidation ? "validation samples" : "test samples";
        XElement? value = LearningCurves.Draw("curve-value", $"{objective.Name} of {samples} by epoch", comparison.Variants, e => e.Value, y => Numbers.Value(objective, y));
        XElement? loss = LearningCurves.Draw("curve-loss", "training loss by epoch", comparison.Variants, e => e.TrainLoss);
        if (value is null || loss is null)
            return [];
        return
        [
            Html.Element("h2", "Learning curves"),
            Html.Element("p", Html.With("class", "note"), "Means over seeds, with one standard deviation to each side."),
            Html.Element("p", Html.With("class", "legend"), comparison.Variants.SelectMany((v, i) => (object[])[Swatch(i), v.Variant.Name + " "])),
            Html.Element("figure", value, Html.Element("figcaption", $"{objective.Name} of {samples}, by epoch")),
            Html.Element("figure", loss, Html.Element("figcaption", "training loss, by epoch")),
        ];
    }

    private static XElement Runs(Comparison comparison)
    {
        Objective objective = comparison.Experiment.Objective;
        string[] headings = ["variant", "seed", objective.Name, "loss", "epochs", "time", "weights hash", "ended"];
        return Html.Folded(Numbers.Count(comparison.Runs.Length, "run"),
            Html.Table("runs", headings, comparison.Runs.Select(run => Html.Element("tr", Html.Element("th", run.Variant),
                Html.Cell(Numbers.Text($"{run.Seed}"), run.Seed),
                Html.Cell(Numbers.Value(objective, run.Value), run.Value, "value"),
                Html.Cell(double.IsNaN(run.Loss) ? Numbers.None : Numbers.Text($"{run.Loss:G4}"), run.Loss),
                Html.Cell(Numbers.Text($"{run.Epochs.Length}"), run.Epochs.Length),
                Html.Cell(Numbers.Seconds(run.Seconds), run.Seconds),
                Html.Element("td", run.WeightsHash),
                Html.Element("td", run.HasDiverged ? "diverged" : run.StopReason ?? "all epochs")))));
    }

    private static XElement Machines(Comparison comparison) => Html.Element("ul", Html.With("id", "machines"),
        comparison.Runs.GroupBy(run => run.Machine).Select(g => Html.Element("li", $"{Described(g.Key)}: {Numbers.Count(g.Count(), "run")}")));

    private static string Described(Machine machine) => Numbers.Text($"{machine.Processor}, {machine.Processors} processors, vectors of {machine.VectorBits} bits; ")
        + $"{machine.System}; {machine.Framework}; DeepTrainer {machine.Library}";
}

using System.Collections.Immutable;
using System.Xml.Linq;

namespace DeepTrainer.Lab;

/// <summary>What a report tells of one variant: its declaration, a look into its network, its confusion matrix.</summary>
internal static class VariantSection
{
    public static XElement Of(VariantResult variant, int index)
    {
        string settings = string.Join(", ", variant.Variant.Settings.Select(s => Numbers.Text($"{s.Key} = {s.Value}")));
        Portrait? portrait = variant.Runs.FirstOrDefault(run => run.Portrait is not null)?.Portrait;
        return Html.Element("details", Html.With("id", $"variant-{index}"), Html.With("data-variant", variant.Variant.Name),
            Html.Element("summary", HtmlReport.Swatch(index), variant.Variant.Name),
            settings.Length == 0 ? null : Html.Element("p", settings),
            portrait is null ? [Html.Element("p", "The first seed's run did not end with a network to look into.")] : Look(portrait, index),
            Confusion(variant));
    }

    private static IEnumerable<XElement?> Look(Portrait portrait, int index) =>
    [
        Html.Element("pre", Html.With("class", "declaration"), portrait.Declaration),
        portrait.Functions.IsEmpty ? null : Html.Element("ul", Html.With("class", "functions"), portrait.Functions.Select(f => Html.Element("li", Html.Element("code", f)))),
        .. portrait.Curves.Select((curve, i) => Curve(curve, index, i)),
        .. portrait.Activations.Select((histogram, i) => Histogram(histogram, index, i)),
        portrait.FirstWeights is { } weights ? Weights(weights) : null,
    ];

    private static XElement Curve(ActivationFunction function, int variant, int number)
    {
        double[] shown = [.. function.Values.Concat(function.Slopes).Where(double.IsFinite)];
        double[] x = [.. Enumerable.Range(0, function.Values.Length).Select(i => function.From + ((function.To - function.From) * i / (function.Values.Length - 1)))];
        Chart chart = new Chart(function.From, function.To, shown.Min(), shown.Max())
            .Line(x.Zip(function.Values).Where(p => double.IsFinite(p.Second)), 0, "f(x)")
            .Line(x.Zip(function.Slopes).Where(p => double.IsFinite(p.Second)), 1, "f′(x)");
        return Html.Element("figure", chart.Draw($"function-{variant}-{number}", $"{function.Name} and its derivative"),
            Html.Element("figcaption", Html.Element("b", function.Name), ": ", HtmlReport.Swatch(0), Html.Element("code", $"f(x) = {function.Formula}"), " ",
                HtmlReport.Swatch(1), Html.Element("code", $"f′(x) = {function.Derivative}")));
    }

    private static XElement Histogram(ActivationHistogram histogram, int variant, int number) => Html.Element("figure",
        new Chart(histogram.Low, histogram.High, 0, histogram.Counts.Max()).Bars(histogram.Counts, variant)
            .Draw($"histogram-{variant}-{number}", $"histogram of {histogram.Layer}"),
        Html.Element("figcaption", Html.Element("b", histogram.Layer), ": what it gives for test samples, mean ", Numbers.Text($"{histogram.Mean:G3}; "),
            Html.Element("span", Html.With("class", histogram.DeadUnits > 0 ? "worse" : "plain"), Html.With("data-dead", histogram.DeadUnits),
                Numbers.Text($"{histogram.DeadUnits} of {Numbers.Count(histogram.Units, "unit")} {(histogram.DeadUnits == 1 ? "is" : "are")} dead"))));

    private static XElement Weights(WeightPicture picture) => Html.Element("figure",
        Html.Element("img", Html.With("class", "weights"), Html.With("alt", $"weights of {picture.Name}"), Html.With("width", picture.Width), Html.With("height", picture.Height),
            Html.With("src", $"data:image/png;base64,{Convert.ToBase64String(picture.Png)}")),
        Html.Element("figcaption", Html.Element("b", picture.Name),
            Numbers.Text($" [{string.Join(", ", picture.Shape)}], from −{picture.Largest:G3} (blue) to {picture.Largest:G3} (red)")));

    private static XElement? Confusion(VariantResult variant)
    {
        RunResult[] counted = [.. variant.Runs.Where(run => run.Confusion.Length > 0)];
        if (counted.Length == 0)
            return null;
        ImmutableArray<string> names = counted[0].ClassNames;
        int[][] sums = [.. names.Select((_, row) => names.Select((_, column) => counted.Sum(run => run.Confusion[row][column])).ToArray())];
        return Html.Element("div",
            Html.Element("h3", Numbers.Text($"Confusion, summed over {Numbers.Count(counted.Length, "run")}")),
            Html.Element("p", Html.With("class", "note"), "Rows are what samples are, columns what they are taken for."),
            Html.Table($"confusion-{FileNames.Of(variant.Variant.Name)}", ["", .. names], sums.Select((row, actual) => Html.Element("tr", Html.Element("th", names[actual]),
                row.Select((count, predicted) => Shaded(count, row.Sum(), actual == predicted))))));
    }

    private static XElement Shaded(int count, int all, bool isRight) => Html.Element("td", Html.With("class", isRight ? "n right" : "n wrong"),
        Html.With("style", Numbers.Text($"--share: {(all == 0 ? 0 : (double)count / all):F3}")), Numbers.Text($"{count}"));
}

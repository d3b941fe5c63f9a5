using System.Globalization;
using System.Xml.Linq;

namespace DeepTrainer.Lab.Tests;

/// <summary>The report, read by an XML reader.</summary>
public sealed class ReportTests
{
    private static readonly Comparison Compared = Experiment.Compare(
        Points.Data, [Variant.Of<WithRelu>("a < b & \"c\"\0 <script>"), Variant.Of<WithSnake>(), Variant.Of<WithPrelu>("wild").With(Variant.LearningRate, 1e30)],
        new() { Seeds = 3, Epochs = 4, Name = "<i>&amp;", Notes = "</main>" });

    private static readonly XElement Page = XElement.Parse(HtmlReport.Of(Compared)["<!DOCTYPE html>".Length..]);

    [Fact]
    public void NumbersInThePage_AreThoseOfTheComparison()
    {
        XElement[] rows = [.. ById("summary").Element("tbody")!.Elements()];
        Assert.Equal(3, rows.Length);
        Assert.Equal(Compared.Variants.Select(v => v.Value.Mean), rows.Select(row => Number(row, "mean")));
        Assert.Equal(Compared.Variants.Select(v => v.Value.Deviation), rows.Select(row => Number(row, "deviation")));
        Assert.Equal(Compared.Variants[1].Difference!.Value.PValue, Number(rows[1], "p"));
        Assert.Equal(Compared.Variants[1].AdjustedPValue, Number(rows[1], "holm"));
        Assert.Equal(Compared.Runs.Select(run => run.Value), ById("runs").Element("tbody")!.Elements().Select(row => Number(row, "value")));
        Assert.Contains("3 of 3 diverged", rows[2].Value, StringComparison.Ordinal);
        Assert.Equal(3, ById("diverged").Descendants("li").Count());
    }

    // The third variant has diverged with each seed.
    [Fact]
    public void WhereThereIsNoNumber_ThereIsADash()
    {
        Assert.DoesNotContain("NaN", ById("summary").ToString() + ById("runs"), StringComparison.Ordinal);
        XElement mean = ById("summary").Element("tbody")!.Elements().Last().Elements("td").Single(td => td.Attribute("data-kind")?.Value == "mean");
        Assert.Equal(("–", null), (mean.Value, mean.Attribute("data-value")));
    }

    [Theory]
    [InlineData(1, 3, "3 seeds")]
    [InlineData(2, 1, "1 seed, no test against WithRelu, which takes 2 or more")]
    [InlineData(1, 1, "1 seed")]
    public void WithoutATest_NoneIsNamed_AndOneIsSingular(int variants, int seeds, string method)
    {
        Comparison comparison = Experiment.Compare(Points.Data, ((Variant[])[Variant.Of<WithRelu>(), Variant.Of<WithSnake>()])[..variants], new() { Seeds = seeds, Epochs = 1 });
        string page = HtmlReport.Of(comparison);
        Assert.Equal(method, comparison.Method);
        Assert.Contains(method + ". The time is", page, StringComparison.Ordinal);
        Assert.DoesNotContain("paired", page + comparison, StringComparison.Ordinal);
        Assert.Contains($"{(variants == 1 ? "1 variant" : "2 variants")} × {(seeds == 1 ? "1 seed" : "3 seeds")}, 1 epoch in batches", page, StringComparison.Ordinal);
    }

    [Fact]
    public void AllText_IsEscaped()
    {
        Assert.Equal("<i>&amp;", Page.Descendants("h1").Single().Value);
        Assert.Equal("a < b & \"c\"\uFFFD <script>", Page.Descendants("summary").First(s => s.Value.StartsWith("a <", StringComparison.Ordinal)).Value);
        Assert.Empty(Page.Descendants("script"));
        Assert.Single(Page.Descendants("main"));
    }

    [Fact]
    public void ThePage_NeedsNothingElse()
    {
        string[] elsewhere = [.. Page.DescendantsAndSelf().Attributes().Where(a => a.Name.LocalName is "src" or "href" or "action").Select(a => a.Value)];
        Assert.NotEmpty(elsewhere);
        Assert.All(elsewhere, source => Assert.StartsWith("data:image/png;base64,", source, StringComparison.Ordinal));
        string style = Page.Descendants("style").Single().Value;
        Assert.DoesNotContain("url(", style, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", style, StringComparison.Ordinal);
        // What the XML writer would escape, and a browser would take as it stands.
        Assert.All("<>&", c => Assert.DoesNotContain(c, style));
    }

    [Fact]
    public void HtmlReaders_SeeTheSameElements()
    {
        // Elements without an end tag in HTML, and those of SVG, which need none.
        string[] empty = ["br", "img", "meta", "line", "polyline", "polygon", "rect"];
        Assert.All(Page.DescendantsAndSelf().Where(e => e.IsEmpty), e => Assert.Contains(e.Name.LocalName, empty));
        Assert.Equal(Page.Descendants().Attributes("id").Count(), Page.Descendants().Attributes("id").Select(a => a.Value).Distinct().Count());
    }

    [Fact]
    public void Curves_RunFromTheFirstEpochToTheLast_AndTheirBandsAreTheDeviation()
    {
        XElement[] lines = [.. ById("curve-value").Descendants("polyline")];
        // What diverged in its first epoch has no curve.
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Equal(4, line.Attribute("points")!.Value.Split(' ').Length));
        (double _, double low, double mean, double high) = LearningCurves.Points(Compared.Variants[1], e => e.TrainLoss)[2];
        double[] losses = [.. Compared.Variants[1].Runs.Select(run => run.Epochs[2].TrainLoss)];
        Assert.Equal(losses.Average(), mean, 12);
        Assert.Equal(Math.Sqrt(losses.Sum(l => (l - mean) * (l - mean)) / 2), high - mean, 12);
        Assert.Equal(high - mean, mean - low, 12);
    }

    [Fact]
    public void VariantsAreLookedInto()
    {
        XElement snake = ById("variant-1");
        Assert.Contains("[Activation(Snake)]", snake.Descendants("pre").Single().Value, StringComparison.Ordinal);
        Assert.Contains("Snake: x =>", snake.Descendants("ul").Single().Value, StringComparison.Ordinal);
        Assert.Equal(2, snake.Descendants("svg").Single(s => s.Attribute("id")?.Value == "function-1-0").Descendants("polyline").Count());
        Assert.Equal("0", snake.Descendants("span").Single(s => s.Attribute("data-dead") is not null).Attribute("data-dead")!.Value);
        XElement confusion = snake.Descendants("table").Single();
        Assert.Equal(3 * 51, confusion.Descendants("td").Sum(td => int.Parse(td.Value, CultureInfo.InvariantCulture)));
        Assert.Contains(Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), ById("machines").Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(0.931, 0.978, "0.94 0.95 0.96 0.97")]
    [InlineData(-3, 1200, "0 500 1000")]
    public void Axes_HaveRoundNumbers(double low, double high, string expected) =>
        Assert.Equal(expected, string.Join(' ', Chart.Ticks(low, high).Select(t => t.ToString(CultureInfo.InvariantCulture))));

    private static XElement ById(string id) => Page.Descendants().Single(e => e.Attribute("id")?.Value == id);

    // No number is NaN in memory, and nothing in the page.
    private static double Number(XElement row, string kind) =>
        double.Parse(row.Elements("td").Single(td => td.Attribute("data-kind")?.Value == kind).Attribute("data-value")?.Value ?? "NaN", CultureInfo.InvariantCulture);
}

using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DeepTrainer.Compiler;
using DeepTrainer.Compiler.Elements;
using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;

namespace DeepTrainer.Generator.Tests;

/// <summary>docs/pytorch.md names what there is, and all schedules and metrics.</summary>
public class PyTorchPageTests
{
    private static readonly string[] Common = ["Name", "From", "Frozen", "SharedWith", "L1", "L2", "Weight", "SampleWeights", "Lengths"];

    private static readonly string Page = File.ReadAllText(PathOf());

    private static readonly INamespaceSymbol Library =
        GeneratorRun.Of("").Output.GlobalNamespace.GetNamespaceMembers().Single(n => n.Name == nameof(DeepTrainer));

    [Fact]
    public void EveryAttributeIsCompiled() => Assert.All(
        Regex.Matches(Page, @"`(\[\w+(?:\([^`]*\))?\])`").Select(m => m.Groups[1].Value).Distinct(), text =>
        {
            string kind = Regex.Match(text, @"\w+").Value;
            Assert.True(Catalogue.All.TryGetValue(kind, out Element? element), $"docs/pytorch.md shows {text}, and there is no {kind}.");
            Assert.All(Regex.Matches(text, @"(\w+) = "), option => Assert.Contains(option.Groups[1].Value, element.Options.Select(o => o.Name).Concat(Common)));
        });

    [Fact]
    public void OptionsByThemselves_AreOnesOfTheCatalogue() => Assert.All(
        Regex.Matches(Page, @"`(\w+) = ").Select(m => m.Groups[1].Value).Where(name => char.IsUpper(name[0])).Distinct(),
        option => Assert.Contains(option, Catalogue.All.Values.SelectMany(e => e.Options).Select(o => o.Name).Concat(Common)));

    [Fact]
    public void EverySchedule_IsOnThePage() => AssertNamed(
        @"`(\w+Schedule|ReduceOnPlateau)`", Library.GetTypeMembers().Where(t => !t.IsAbstract && t.BaseType?.Name == "LearningRateSchedule").Select(t => t.Name));

    [Fact]
    public void EveryMetric_IsOnThePage() => AssertNamed(
        @"`Metric\.(\w+)`", Library.GetTypeMembers("Metric").Single().GetMembers().OfType<IMethodSymbol>().Where(m => m.IsStatic).Select(m => m.Name));

    private static void AssertNamed(string pattern, IEnumerable<string> names)
    {
        string[] all = [.. names.Order(StringComparer.Ordinal)];
        Assert.NotEmpty(all);
        Assert.Equal(all, Regex.Matches(Page, pattern).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    private static string PathOf([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "docs", "pytorch.md"));
}

using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace DeepTrainer.Compiler.Tests.Architecture;

/// <summary>The page about the architecture: what it names is there, types and folders.</summary>
public class ArchitecturePageTests
{
    // What users' code and generated code is called there, and other people's words.
    private static readonly string[] Elsewhere = ["Predict", "PredictOne", "Evaluate", "Train", "Step", "PredictBatch", "Finish", "Columns",
        "DeepTrainerTargets", "ScheduleTests", "NamespaceTests"];

    private static string Page => File.ReadAllText(Path.Combine(Sources.Root(), "docs", "architecture.md"));

    [Fact]
    public void EveryTypeAndMember_Exists()
    {
        string prose = Regex.Replace(Page, "(?s)```.*?```", "");
        string[] names = [.. Regex.Matches(prose, "`([A-Z][A-Za-z0-9]+(?:\\.[A-Z][A-Za-z0-9]+)?)`").Select(m => m.Groups[1].Value).Except(Elsewhere).Distinct()];

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(Exists(name.Split('.')), $"docs/architecture.md names '{name}', which isn't there any more."));
    }

    [Fact]
    public void EveryFolderOfThePicture_Exists() => Assert.All(
        ["Spec", "Passes", "Layers", "Losses", "Graphs", "Primitives", "Optimizers", "Lowering", "Planning", "Loops", "Rendering"],
        folder =>
        {
            Assert.Contains(folder, Page, StringComparison.Ordinal);
            Assert.True(Directory.Exists(Path.Combine(Sources.Root(), "src", "DeepTrainer.Compiler", folder)), folder);
        });

    // The library's are looked up in its assembly, which the sources refer to.
    private static bool Exists(string[] path)
    {
        if (Directory.Exists(Path.Combine([Sources.Root(), "src", "DeepTrainer.Compiler", .. path])))
            return true;
        INamedTypeSymbol[] types = [.. Sources.Compilation.GetSymbolsWithName(path[0], SymbolFilter.Type, TestContext.Current.CancellationToken).OfType<INamedTypeSymbol>()];
        if (types.Length == 0 && typeof(INetwork).Assembly.GetTypes().FirstOrDefault(t => t.Name == path[0]) is { } library)
            return path.Length == 1 || library.GetMember(path[1]).Length > 0;
        return types.Any(type => path.Length == 1 || type.GetMembers(path[1]).Length > 0);
    }
}

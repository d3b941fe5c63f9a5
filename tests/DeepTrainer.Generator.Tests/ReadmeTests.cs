using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Tests;

/// <summary>
/// What the README, CONTRIBUTING and the page about PyTorch show is so. A comment before a block says where it comes from: <c>&lt;!-- declaration --&gt;</c>, then
/// <c>&lt;!-- graph --&gt;</c> and <c>&lt;!-- emitted: File.g.cs --&gt;</c> of what it declares. A line of … stands for lines left
/// out, … in a line for the rest of it; nodes of the graph are quoted without their numbers.
/// </summary>
public class ReadmeTests
{
    private static readonly Block[] Blocks = [.. Read("README.md")];

    private static GeneratorRun Walkthrough => GeneratorRun.Of(Assert.Single(Blocks, b => b.Origin == "declaration").Text);

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/data.md")]
    [InlineData("docs/experiments.md")]
    [InlineData("docs/lab.md")]
    [InlineData("docs/own.md")]
    [InlineData("docs/pytorch.md")]
    [InlineData("docs/shipping.md")]
    [InlineData("docs/training.md")]
    public void EveryCSharpBlock_Compiles(string document)
    {
        string weights = Path.GetTempFileName();
        WeightsTests.Write(weights, [("dense1.weight", [16, 3]), ("dense1.bias", [16]), ("dense2.weight", [4, 16]), ("dense2.bias", [4])]);
        Block[] blocks = [.. Read(document).Where(b => b.Language == "csharp" && b.Origin is "" or "declaration")];

        Assert.NotEmpty(blocks);
        foreach (Block block in blocks)
        {
            GeneratorRun run = GeneratorRun.Of(new ProjectOptions { Weights = [(weights, "models/pets.safetensors")] }, block.Text);
            bool isProgram = run.Output.SyntaxTrees.Any(t => t.GetRoot(TestContext.Current.CancellationToken).ChildNodes().OfType<GlobalStatementSyntax>().Any());
            Compilation compilation = run.Output.WithOptions(
                run.Output.Options.WithOutputKind(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary));
            IEnumerable<Diagnostic> told = run.Diagnostics.Concat(compilation.GetDiagnostics(TestContext.Current.CancellationToken))
                .Where(d => d.Severity >= DiagnosticSeverity.Warning && !d.IsSuppressed);
            Assert.True(!told.Any(), $"{string.Join("\n", told)}\nin {document}:\n{block.Text}");
        }
        File.Delete(weights);
    }

    [Fact]
    public void EveryEmittedBlock_IsWhatTheGeneratorEmits()
    {
        Block[] blocks = [.. Blocks.Where(b => b.Origin.StartsWith("emitted: ", StringComparison.Ordinal))];

        Assert.NotEmpty(blocks);
        foreach (Block block in blocks)
        {
            string file = block.Origin["emitted: ".Length..];
            AssertQuotes(block, Assert.Single(Walkthrough.Files, f => f.HintName == file).SourceText.ToString());
        }
    }

    [Fact]
    public void EveryGraph_IsTheCompilers()
    {
        Block[] blocks = [.. Blocks.Where(b => b.Origin == "graph")];
        string graph = Regex.Replace(Build.Run(Walkthrough.Spec).Model!.Training!.ToString(), @"#\d+", "");

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => AssertQuotes(block, graph));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("docs/data.md")]
    [InlineData("docs/experiments.md")]
    [InlineData("docs/lab.md")]
    [InlineData("docs/functions.md")]
    [InlineData("docs/own.md")]
    [InlineData("docs/pytorch.md")]
    [InlineData("docs/shipping.md")]
    [InlineData("docs/training.md")]
    public void EveryLink_LeadsSomewhere(string document) => Assert.All(
        Regex.Matches(TextOf(document), @"\]\((?!https?:)([^)#]+)"),
        m => Assert.True(Path.Exists(Path.Combine(Root(), Path.GetDirectoryName(document)!, m.Groups[1].Value)), m.Value));

    [Fact]
    public void TheWalkthroughsOfContributing_StillFitTheCode()
    {
        string path = "", text = "";
        foreach (string line in Regex.Matches(TextOf("CONTRIBUTING.md"), @"^```diff\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)
            .SelectMany(m => m.Groups[1].Value.TrimEnd('\n').Split('\n')))
        {
            if (line.StartsWith("--- ", StringComparison.Ordinal))
            {
                path = line[4..];
                text = path.EndsWith(" (new)", StringComparison.Ordinal) ? "" : TextOf(path);
            }
            else if (line[0] is ' ' or '-')
            {
                Assert.True(text.Contains($"{line[1..]}\n", StringComparison.Ordinal), $"{path} has no line '{line[1..]}' any more; bring CONTRIBUTING.md up to date.");
            }
        }
    }

    [Fact]
    public void TheTestsThatContributingNames_Exist()
    {
        string tests = string.Concat(Directory.EnumerateFiles(Path.Combine(Root(), "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        Assert.All(Regex.Matches(TextOf("CONTRIBUTING.md"), @"`(\w+Tests)\.(\w+)`"), name =>
        {
            Assert.Contains($"class {name.Groups[1].Value}", tests, StringComparison.Ordinal);
            Assert.Contains($" {name.Groups[2].Value}(", tests, StringComparison.Ordinal);
        });
    }

    private static void AssertQuotes(Block block, string text)
    {
        string[] lines = [.. block.Text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
        string? unknown = Array.Find(lines, line => !Regex.IsMatch(text, Pattern(line)));

        Assert.True(unknown is null, $"README.md quotes '{unknown}' from {block.Origin}, which has no such line any more.");
        Assert.True(Regex.IsMatch(text, string.Concat(lines.Select(Pattern))), $"The lines that README.md quotes from {block.Origin} don't follow each other:\n{block.Text}");
    }

    // Indentation is left out of the comparison.
    private static string Pattern(string line) => line == "…" ? "(?:.*\n)*?" : $"[ \\t]*{Regex.Escape(line).Replace("…", ".*", StringComparison.Ordinal)}\n+";

    private static IEnumerable<Block> Read(string document)
    {
        foreach (Match match in Regex.Matches(TextOf(document), @"(?:<!-- (?<origin>[^\n]*?) -->\n)?^```(?<language>\w*)\n(?<text>.*?)^```$",
            RegexOptions.Multiline | RegexOptions.Singleline))
            yield return new(match.Groups["origin"].Value, match.Groups["language"].Value, match.Groups["text"].Value);
    }

    private static string TextOf(string path) => File.ReadAllText(Path.Combine(Root(), path)).ReplaceLineEndings("\n");

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));

    private sealed record Block(string Origin, string Language, string Text);
}

using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Tests;

/// <summary>
/// What the README shows is so. A comment before a block says where it comes from: <c>&lt;!-- declaration --&gt;</c>, then
/// <c>&lt;!-- graph --&gt;</c> and <c>&lt;!-- emitted: File.g.cs --&gt;</c> of what it declares. Lines of … stand for lines left out.
/// </summary>
public class ReadmeTests
{
    private static readonly Block[] Blocks = [.. Read()];

    private static GeneratorRun Walkthrough => GeneratorRun.Of(Assert.Single(Blocks, b => b.Origin == "declaration").Text);

    [Fact]
    public void EveryCSharpBlock_Compiles()
    {
        Block[] blocks = [.. Blocks.Where(b => b.Language == "csharp" && b.Origin is "" or "declaration")];

        Assert.NotEmpty(blocks);
        foreach (Block block in blocks)
        {
            GeneratorRun run = GeneratorRun.Of(block.Text);
            bool isProgram = run.Output.SyntaxTrees.Any(t => t.GetRoot(TestContext.Current.CancellationToken).ChildNodes().OfType<GlobalStatementSyntax>().Any());
            Compilation compilation = run.Output.WithOptions(
                run.Output.Options.WithOutputKind(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary));
            IEnumerable<Diagnostic> told = run.Diagnostics.Concat(compilation.GetDiagnostics(TestContext.Current.CancellationToken))
                .Where(d => d.Severity >= DiagnosticSeverity.Warning);
            Assert.True(!told.Any(), $"{string.Join("\n", told)}\nin README.md:\n{block.Text}");
        }
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
        string graph = Build.Run(Walkthrough.Spec).Model!.Training!.ToString();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => AssertQuotes(block, graph));
    }

    [Fact]
    public void EveryPath_Exists()
    {
        string[] missing =
        [
            .. Regex.Matches(ReadmeText(), @"\]\((?!https?:)([^)#]+)").Select(m => m.Groups[1].Value)
                .Where(path => !Path.Exists(Path.Combine(Root(), path))),
        ];

        Assert.Empty(missing);
    }

    // The parts between … stand in the text one after another; indentation is left out of the comparison.
    private static void AssertQuotes(Block block, string text)
    {
        string[] lines = Trimmed(text);
        int start = 0;
        foreach (string part in block.Text.Split('…'))
        {
            string[] quoted = Trimmed(part);
            int found = Enumerable.Range(start, Math.Max(0, lines.Length - quoted.Length - start + 1))
                .FirstOrDefault(i => quoted.AsSpan().SequenceEqual(lines.AsSpan(i, quoted.Length)), -1);
            Assert.True(found >= 0, $"README.md quotes\n\n{string.Join("\n", quoted)}\n\nwhich is not in\n\n{text}");
            start = found + quoted.Length;
        }
    }

    private static string[] Trimmed(string text) => [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];

    private static IEnumerable<Block> Read()
    {
        foreach (Match match in Regex.Matches(ReadmeText(), @"(?:<!-- (?<origin>.*?) -->\n)?^```(?<language>\w*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline))
            yield return new(match.Groups["origin"].Value, match.Groups["language"].Value, match.Groups["text"].Value);
    }

    private static string ReadmeText() => File.ReadAllText(Path.Combine(Root(), "README.md")).ReplaceLineEndings("\n");

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));

    private sealed record Block(string Origin, string Language, string Text);
}

using System.Runtime.CompilerServices;
using System.Text;
using DeepTrainer.Compiler.Problems;
using DeepTrainer.Generator.Diagnostics;
using DeepTrainer.Generator.Tests.Driver;

namespace DeepTrainer.Generator.Tests;

public class DocumentationTests
{
    [Fact]
    public void TheListOfDiagnostics_IsWhatTheCompilerTells() => Assert.True(
        Snapshot.Matches(Path.Combine(Root(), "docs", "diagnostics.md"), Page()),
        "docs/diagnostics.md is out of date; run the tests with DEEPTRAINER_ACCEPT=1 to rewrite it.");

    [Fact]
    public void AnalyzerReleases_ListEveryDiagnostic()
    {
        string folder = Path.Combine(Root(), "generators", "DeepTrainer.Generator");
        IEnumerable<string> listed = new[] { "AnalyzerReleases.Shipped.md", "AnalyzerReleases.Unshipped.md" }
            .SelectMany(file => File.ReadLines(Path.Combine(folder, file)))
            .Where(line => line.StartsWith("DT", StringComparison.Ordinal));

        Assert.Equal(ProblemKinds.All.Select(k => $"{k.Id} | {Descriptors.Category} | {k.Severity} | {k.Title}"), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Ids_AreUniqueAndInOrder() =>
        Assert.Equal(ProblemKinds.All.Select(k => k.Id).Distinct().Order(StringComparer.Ordinal), ProblemKinds.All.Select(k => k.Id));

    private static string Page()
    {
        StringBuilder page = new("""
            # Diagnostics

            What the generator tells while the project compiles. This page is made from the compiler's own list; the examples are its tests.

            | id | severity | |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (ProblemKind kind in ProblemKinds.All)
            page.Append($"| [{kind.Id}](#{kind.Id.ToLowerInvariant()}) | {kind.Severity} | {kind.Title} |\n");
        foreach (ProblemKind kind in ProblemKinds.All)
        {
            page.Append($"\n## {kind.Id}\n\n**{kind.Title}** ({kind.Severity})\n\n{kind.Help}\n");
            if (DiagnosticCases.All.FirstOrDefault(c => c.Id == kind.Id) is { } example)
                page.Append($"\n```csharp\n{Code(example)}\n```\n\n> {kind.Id}: {Escaped(example.Message)}\n");
        }
        return page.ToString();
    }

    private static string Code(DiagnosticCase example) => example.Source.ReplaceLineEndings("\n")
        .Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);

    private static string Escaped(string message) => message.Replace("<", "\\<", StringComparison.Ordinal);

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}

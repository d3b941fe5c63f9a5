using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using DeepTrainer.Compiler.Problems;
using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DeepTrainer.Generator.Tests;

public class DiagnosticTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, DiagnosticCases.All.Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryMistake_IsToldInItsWordsAtItsPlace(int index)
    {
        DiagnosticCase @case = DiagnosticCases.All[index];
        string[] parts = @case.Source.Split("[|", 2);
        string[] marked = parts[1].Split("|]", 2);

        GeneratorRun run = GeneratorRun.Of(@case.Project ?? new(), parts[0] + marked[0] + marked[1]);

        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(@case.Id, diagnostic.Id);
        Assert.Equal(@case.Message, diagnostic.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal(marked[0], GeneratorRun.Squiggle(diagnostic));
        Assert.Equal(parts[0].Length, diagnostic.Location.SourceSpan.Start);
        // An unknown target leaves the others.
        bool isLeftOut = (diagnostic.Severity == DiagnosticSeverity.Error && @case.Id != ProblemKinds.UnknownTarget.Id) || @case.Id == ProblemKinds.LayersWithoutNetwork.Id;
        Assert.Equal(isLeftOut, !run.Files.Any(f => f.HintName.Contains(".Vector", StringComparison.Ordinal)));
    }

    [Fact]
    public void EveryKind_IsListed() => Assert.Empty(
        typeof(ProblemKinds).GetFields().Where(f => f.FieldType == typeof(ProblemKind)).Select(f => f.GetValue(null)).Except(ProblemKinds.All));

    [Fact]
    public void EveryKind_HasACase() => Assert.Equal(
        // A fault of the compiler is told as well, but no source is known that has one.
        ProblemKinds.All.Except([ProblemKinds.CompilerFault]).Select(k => k.Id),
        DiagnosticCases.All.Select(c => c.Id).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void ACorrectNetwork_HasNone()
    {
        GeneratorRun run = GeneratorRun.Of(Networks.Perceptron, Networks.Residual, Networks.Heads, Networks.Research);

        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public void AnAttributeThatCSharpRejects_IsLeftToCSharp()
    {
        GeneratorRun run = GeneratorRun.Of("[Network, Input(4), Dense()] public partial class Net;", "[Network, Input(4), Dense(\"3\")] public partial class Other;");

        Assert.Empty(run.Diagnostics);
        Assert.All(run.Files, f => Assert.Contains("has a mistake", f.SourceText.ToString(), StringComparison.Ordinal));
        Assert.Equal(2, run.Files.Length);
    }

    [Fact]
    public void AFunctionThatCSharpRejects_IsLeftToCSharp() => Assert.Empty(GeneratorRun.Of("""
        [Network, Input(4), Activation(nameof(F))]
        public partial class Net
        {
            static float F(float x) => x + unknown;
        }
        """).Diagnostics);

    [Fact]
    public void SeveralMistakesInAFunction_AreToldTogether() => Assert.Equal(["DT0304", "DT0303"], GeneratorRun.Of("""
        [Network, Input(4), Activation(nameof(F))]
        public partial class Net
        {
            static float F(float x)
            {
                float y = MathF.Floor(x);
                return y + (int)x;
            }
        }
        """).Diagnostics.OrderBy(d => d.Location.SourceSpan.Start).Select(d => d.Id));

    [Fact]
    public void AWarning_ObeysPragma()
    {
        GeneratorRun run = GeneratorRun.Of("""
            #pragma warning disable DT0110
            [Network, Input(4), Dense(3), Mse]
            public partial class Net;
            """);

        Assert.True(Assert.Single(run.Diagnostics).IsSuppressed);
    }

    [Fact]
    public void ADebugBuild_IsToldOnceAProject_AndAReleaseBuildNot()
    {
        const string Other = "[Network, Input(4), Dense(2)] public partial class Other;";

        Diagnostic told = Assert.Single(GeneratorRun.Of(new ProjectOptions(IsOptimized: false), Networks.Perceptron, Networks.Residual, Other).Diagnostics);

        Assert.Equal(("DT0013", DiagnosticSeverity.Info), (told.Id, told.Severity));
        Assert.Empty(GeneratorRun.Of(Networks.Perceptron, Networks.Residual, Other).Diagnostics);
        Assert.Empty(GeneratorRun.Of(new ProjectOptions(IsOptimized: false), "public class NoNetwork;").Diagnostics);
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp9, false)]
    [InlineData(LanguageVersion.CSharp10, false)]
    [InlineData(LanguageVersion.CSharp11, false)]
    [InlineData(LanguageVersion.CSharp12, true)]
    [InlineData(LanguageVersion.CSharp13, true)]
    [InlineData(LanguageVersion.CSharp14, true)]
    public void AVersionOfTheLanguage_IsEnoughOrIsToldToBeTooOld(LanguageVersion version, bool isEnough)
    {
        const string Source = "[Network, Input(6, 4, Time = 0), Lstm(8), Dropout(0.1), Dense(3), CrossEntropy(Axis = -1), Adam] public partial class Net { }";

        GeneratorRun run = GeneratorRun.Of(new ProjectOptions(Language: version), Source);

        Assert.Equal(isEnough ? [] : ["DT0012"], run.Diagnostics.Select(d => d.Id));
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    [Theory]
    [InlineData("public sealed class SoftmaxAttribute : Attribute; [Softmax] public class Net;")]
    [InlineData("[Network] public partial class Net; [Input(4), Dense(3)] public partial class Net;")]
    [InlineData("[Obsolete] public class Net;")]
    public void ClassesThatAreNetworksOrHaveOtherAttributes_AreNoOrphans(string source) =>
        Assert.DoesNotContain("DT0011", GeneratorRun.Of("namespace Mine { " + source + " }").Diagnostics.Select(d => d.Id));

    [Fact]
    public void SamplesAndBenchmarks_HaveNoMistake()
    {
        string[] files = [.. new[] { "samples", "benchmarks" }.SelectMany(f => Directory.GetFiles(Path.Combine(Root(), f), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(f => File.ReadAllText(f).Contains("[Network", StringComparison.Ordinal))];

        Assert.True(files.Length > 10);
        Assert.Empty(files.SelectMany(f => GeneratorRun.Of(new ProjectOptions { Weights = WeightsOf(f) }, SourcesOf(f)).Diagnostics).Select(d => d.ToString()));
    }

    // A file, and those of its project whose methods it names.
    private static string[] SourcesOf(string file)
    {
        string text = File.ReadAllText(file), project = ProjectOf(file);
        return text.Contains("(typeof(", StringComparison.Ordinal)
            ? [text, .. Directory.GetFiles(project, "*.cs", SearchOption.AllDirectories)
                .Where(f => f != file && !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                    && !File.ReadAllText(f).Contains("[Network", StringComparison.Ordinal)).Select(File.ReadAllText)]
            : [text];
    }

    // Samples have their weights beside the project file.
    private static ImmutableArray<(string Path, string Name)> WeightsOf(string file) =>
        [.. Directory.GetFiles(ProjectOf(file), "*.safetensors").Select(path => (path, Path.GetFileName(path)))];

    private static string ProjectOf(string file)
    {
        string project = Path.GetDirectoryName(file)!;
        while (Directory.GetFiles(project, "*.csproj").Length == 0)
            project = Path.GetDirectoryName(project)!;
        return project;
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}

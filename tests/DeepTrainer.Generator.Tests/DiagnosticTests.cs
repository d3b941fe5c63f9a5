using System.Globalization;
using DeepTrainer.Compiler.Problems;
using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;

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

        GeneratorRun run = GeneratorRun.Of(@case.AllowUnsafe, parts[0] + marked[0] + marked[1]);

        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(@case.Id, diagnostic.Id);
        Assert.Equal(@case.Message, diagnostic.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal(marked[0], GeneratorRun.Squiggle(diagnostic));
        Assert.Equal(parts[0].Length, diagnostic.Location.SourceSpan.Start);
        Assert.Equal(diagnostic.Severity == DiagnosticSeverity.Error, run.Files.IsEmpty);
    }

    [Fact]
    public void EveryKind_IsListed() => Assert.Empty(
        typeof(ProblemKinds).GetFields().Where(f => f.FieldType == typeof(ProblemKind)).Select(f => f.GetValue(null)).Except(ProblemKinds.All));

    [Fact]
    public void EveryKind_HasACase() => Assert.Equal(
        ProblemKinds.All.Select(k => k.Id),
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
        Assert.Empty(run.Files);
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
}

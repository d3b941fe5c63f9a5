using System.Collections.Immutable;
using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;

namespace DeepTrainer.Generator.Tests;

public class IncrementalityTests
{
    private const string Net = """
        [Network, Input(4), Dense(8), Activation(nameof(Wave)), Dense(2), Mse, Adam]
        public partial class Net
        {
            static float Wave(float x) => x + Amplitude * MathF.Sin(x);
            const float Amplitude = 0.5f;
        }
        """;

    private const string Other = """
        public class Other
        {
            public int Count()
            {
                int local = 1;
                return local;
            }
        }
        """;

    private readonly GeneratorRun before = GeneratorRun.Of(Net, Other);

    [Fact]
    public void TheFirstRun_EmitsTheNetwork() => Assert.Contains("Net.g.cs", before.Files.Select(f => f.HintName));

    [Fact]
    public void ACommentAboveTheClass_DoesNotReemit() => AssertNotCompiledAgain(before.Edit("File1.cs", "// A comment.\n" + Net));

    [Fact]
    public void MovingTheClassDown_DoesNotReemit() => AssertNotCompiledAgain(before.Edit("File1.cs", "public class Above;\n\n" + Net));

    [Fact]
    public void RenamingAnUnrelatedLocal_DoesNotReemit() => AssertNotCompiledAgain(before.Edit("File2.cs", Other.Replace("local", "renamed", StringComparison.Ordinal)));

    [Fact]
    public void EditingAnUnrelatedMethod_DoesNotReemit() => AssertNotCompiledAgain(before.Edit("File2.cs", Other.Replace("= 1", "= 2", StringComparison.Ordinal)));

    [Fact]
    public void AddingAClass_DoesNotReemit() => AssertNotCompiledAgain(before.Edit("File3.cs", "public class Third;"));

    [Fact]
    public void AddingAMemberToTheClass_DoesNotReemit() =>
        AssertNotCompiledAgain(before.Edit("File1.cs", Net.Replace("const float", "public int Epochs { get; set; }\n    const float", StringComparison.Ordinal)));

    [Fact]
    public void WhitespaceAndLocalsInAUsedFunction_DoNotReemit() =>
        AssertNotCompiledAgain(before.Edit("File1.cs",
            Net.Replace("=> x + Amplitude * MathF.Sin(x);", "{ float s = MathF.Sin( x );\n\n return x + Amplitude * s; }", StringComparison.Ordinal)));

    [Fact]
    public void ChangingTheUnits_Reemits() => AssertCompiledAgain(before.Edit("File1.cs", Net.Replace("Dense(8)", "Dense(9)", StringComparison.Ordinal)));

    [Fact]
    public void ChangingTheBodyOfAUsedFunction_Reemits() => AssertCompiledAgain(before.Edit("File1.cs", Net.Replace("MathF.Sin", "MathF.Cos", StringComparison.Ordinal)));

    [Fact]
    public void ChangingAConstantOfAUsedFunction_Reemits() => AssertCompiledAgain(before.Edit("File1.cs", Net.Replace("0.5f", "0.25f", StringComparison.Ordinal)));

    [Fact]
    public void ChangingAFunctionInAnotherFile_Reemits()
    {
        GeneratorRun run = GeneratorRun.Of(Net.Replace("MathF.Sin(x)", "Shapes.F(x)", StringComparison.Ordinal),
            "static class Shapes { internal static float F(float x) => x * x; }");

        AssertCompiledAgain(run.Edit("File2.cs", "static class Shapes { internal static float F(float x) => x * x * x; }"));
    }

    [Fact]
    public void ChangingOneNetwork_DoesNotReemitAnother()
    {
        const string Second = "[Network, Input(4), Dense(2)] public partial class Second;";
        GeneratorRun run = GeneratorRun.Of(Net, Second).Edit("File2.cs", Second.Replace("Dense(2)", "Dense(3)", StringComparison.Ordinal));

        Assert.Equal(
            [IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged],
            run.Outputs(NetworkGenerator.CompileStep).Select(o => o.Reason == IncrementalStepRunReason.Cached ? IncrementalStepRunReason.Unchanged : o.Reason).Order());
    }

    [Fact]
    public void MovingAMistake_MovesItsDiagnostic()
    {
        const string Wrong = "[Network, Input(4), Dense(0)] public partial class Wrong;";
        GeneratorRun run = GeneratorRun.Of(Wrong).Edit("File1.cs", "\n\n" + Wrong);

        Assert.Equal(2, Assert.Single(run.Diagnostics).Location.GetLineSpan().StartLinePosition.Line);
        Assert.True(IsRemembered(run.Outputs(NetworkGenerator.CompileStep)));
    }

    [Fact]
    public void MendingAMistake_EmitsTheFile()
    {
        const string Wrong = "[Network, Input(4), Dense(0)] public partial class Wrong;";
        GeneratorRun run = GeneratorRun.Of(Wrong).Edit("File1.cs", Wrong.Replace("(0)", "(1)", StringComparison.Ordinal));

        Assert.Empty(run.Diagnostics);
        Assert.NotEmpty(run.Files);
    }

    private void AssertNotCompiledAgain(GeneratorRun run)
    {
        Assert.True(IsRemembered(run.Outputs(NetworkGenerator.CompileStep)));
        Assert.True(IsRemembered(run.Outputs(NetworkGenerator.FilesStep)));
        Assert.All(run.Emissions(), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.Equal(before.Files.Select(f => f.SourceText.ToString()), run.Files.Select(f => f.SourceText.ToString()));
    }

    private static void AssertCompiledAgain(GeneratorRun run) =>
        Assert.Equal(IncrementalStepRunReason.Modified, Assert.Single(run.Outputs(NetworkGenerator.CompileStep)).Reason);

    private static bool IsRemembered(ImmutableArray<(object Value, IncrementalStepRunReason Reason)> outputs) =>
        outputs.All(o => o.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged);
}

using DeepTrainer.Generator.Tests.Driver;

namespace DeepTrainer.Generator.Tests;

/// <summary>The project's property that says for which processors kernels are written.</summary>
public class TargetTests
{
    private const string Source = """
        [Network, Input(20), Dense(40), Relu, Dense(40), Relu, Dense(3), CrossEntropy, Adam]
        public partial class Net;
        """;

    [Theory]
    [InlineData("", "Vector512 Vector256")]
    [InlineData("Vector256,Vector128", "Vector256 Vector128")]
    [InlineData(" vector128 ; VECTOR256 ", "Vector256 Vector128")]
    [InlineData("Arm64", "Arm64")]
    [InlineData("Wasm", "Wasm")]
    [InlineData("Arm64,Wasm,Vector128,Vector256,Vector512", "Vector512 Vector256 Arm64 Wasm Vector128")]
    public void TheProperty_ChoosesTheFiles(string property, string expected)
    {
        GeneratorRun run = GeneratorRun.Of(new ProjectOptions(Targets: property), Source);
        string[] others = ["Net.g.cs", "Net.Description.g.cs", "Net.Graphs.g.cs"];

        Assert.Equal(expected.Split(' ').Select(t => $"Net.{t}.g.cs"), run.Files.Select(f => f.HintName).Except(others));
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity >= Microsoft.CodeAnalysis.DiagnosticSeverity.Warning));
    }

    // Arm has twice the registers of the others with vectors of 128 bits: larger tiles. What has no tiles is the same code.
    [Fact]
    public void WhatIsTheSameForTwoTargets_IsWrittenOnce()
    {
        GeneratorRun run = GeneratorRun.Of(new ProjectOptions(Targets: "Arm64,Vector128"), Source);
        string Text(string target) => run.Files.Single(f => f.HintName == $"Net.{target}.g.cs").SourceText.ToString();

        Assert.Contains("static void Dense1Relu1(", Text("Arm64"), StringComparison.Ordinal);
        Assert.Contains("static void Dense1Relu1(", Text("Vector128"), StringComparison.Ordinal);
        Assert.DoesNotContain("static void InputCopied(", Text("Arm64"), StringComparison.Ordinal);
        Assert.Contains("static void InputCopied(", Text("Vector128"), StringComparison.Ordinal);
        Assert.Contains("if (Arm.AdvSimd.Arm64.IsSupported) Arm64Code.Dense1Relu1(", Text("Graphs"), StringComparison.Ordinal);
    }

    // There a multiply-add is a call for each element, and so is one of four floats in all lanes.
    [Fact]
    public void ForWebAssembly_ThereAreOperatorsOnly()
    {
        GeneratorRun run = GeneratorRun.Of(new ProjectOptions(Targets: "Wasm,Vector128"), Source);
        string Text(string target) => run.Files.Single(f => f.HintName == $"Net.{target}.g.cs").SourceText.ToString();

        Assert.DoesNotContain("MultiplyAddEstimate(", Text("Wasm"), StringComparison.Ordinal);
        Assert.DoesNotContain("VectorMath.Spread(", Text("Wasm"), StringComparison.Ordinal);
        Assert.Matches(@"sum\w* = \(\w+ \* [^;]+ \+ sum\w*\);", Text("Wasm"));
        Assert.Contains("MultiplyAddEstimate(", Text("Vector128"), StringComparison.Ordinal);
        Assert.Contains("if (global::System.Runtime.Intrinsics.Wasm.PackedSimd.IsSupported) WasmCode.Dense1Relu1(", Text("Graphs"), StringComparison.Ordinal);
    }
}

using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;

namespace DeepTrainer.Generator.Tests;

/// <summary>One mistake is one error, told by who finds it first: the code that uses the network has none because of it.</summary>
public class OneErrorTests
{
    private const string Use = "static class Uses { static float Of() { Net net = new(seed: 1); net.Predict(new float[4], new float[2]); return "
        + "net.Dense1Weight[0] + net.TrainBatch(new float[4], new float[2]) + Net.InputSize; } }";

    /// <summary>Attributes with a mistake, and its id.</summary>
    public static TheoryData<string, string> Attributes => new()
    {
        { "Input(4), Dense(3), Wave, Dense(2), Mse, Adam", "DT0008" },
        { "Input(4), Dense(3), Others.Relu, Dense(2), Mse, Adam", "DT0008" },
        { "Input(4), Dense(3), Activation(\"\"), Dense(2), Mse, Adam", "DT0301" },
        { "Input(4), Dense(3), Activation(nameof(Net)), Dense(2), Mse, Adam", "DT0301" },
        { "Input(4), Dense(3), Activation(\"a b\"), Dense(2), Mse, Adam", "DT0301" },
        { "Input(4), Dense(3), Loss(\"Missing\"), Adam", "DT0301" },
        { "Input(4), Dense(3), Mse, UpdateRule(\"Missing\")", "DT0301" },
        { "Input(4), Dense(4), FeedForward(4, Activation = (ActivationKind)77), Mse, Adam", "DT0205" },
        { "Input(4), Dense(3, Init = (Init)77), Dense(2), Mse, Adam", "DT0205" },
        { "Input(4), Dense(3), Dense(), Mse, Adam", "CS7036" },
        { "Input(4), Dense(\"3\"), Dense(2), Mse, Adam", "CS1503" },
        { "Input(4), Dense(3), Dense(2, Size = 4), Mse, Adam", "CS0246" },
        { "Input(4), Dense(units), Dense(2), Mse, Adam", "CS0103" },
        { "Input(4, four), Dense(2), Mse, Adam", "CS0103" },
        { "Input(4), Dense(3), Activation(nameof(Nowhere)), Mse, Adam", "CS0103" },
        { "Input(4), Dens(3), Dense(2), Mse, Adam", "CS0246" },
        { "Input(4), Dense(3), Ms, Adam", "CS0246" },
        { "Input(4), Dense(3), Mse, Adams", "CS0246" },
    };

    /// <summary>Layers of which more is known than that they have a weight and a bias.</summary>
    public static TheoryData<string, string> Weights => new()
    {
        { "Input(6, 4), Wave, Lstm(3, Name = \"memory\"), Dense(2)", "MemoryWeightIhL0" },
        { "Input(6, 4), Activation(\"\"), Lstm(3, Name = \"memory\"), Dense(2)", "MemoryWeightIhL0" },
        { "Input(6, 4), FeedForward(4, Activation = (ActivationKind)77, Name = \"both\"), Dense(2)", "BothLinear2Weight" },
    };

    /// <summary>A network's class of a form that can't be one, what is made of it, and the mistake's id.</summary>
    public static TheoryData<string, string, string> Forms => new()
    {
        { "partial class Net : EventArgs", "new Net(seed: 1)", "DT0007" },
        { "partial class Net() : Base(3)", "new Net()", "DT0007" },
        { "partial record Net", "new Net(seed: 1)", "DT0007" },
        { "partial record Net(int Size)", "new Net(3)", "DT0007" },
        { "static partial class Net", "Net", "DT0007" },
        { "partial class Net<T>", "new Net<int>(seed: 1)", "DT0003" },
        { "partial class Net<T, @event> where T : class", "Net<string, int>.Create(1)", "DT0003" },
    };

    [Theory]
    [MemberData(nameof(Attributes))]
    public void AMistakeInAnAttribute_IsTheOnlyError(string attributes, string id) =>
        Assert.Equal([id], Errors($"[Network, {attributes}] public partial class Net;", Use));

    [Theory]
    [MemberData(nameof(Weights))]
    public void WhatStandsForANetwork_HasTheOthersWeights(string attributes, string weight) =>
        Assert.Single(Errors($"[Network, {attributes}] public partial class Net;", $"static class Uses {{ static float Of(Net net) => net.{weight}[0]; }}"));

    [Theory]
    [MemberData(nameof(Forms))]
    public void AMistakeOfAClass_IsTheOnlyError(string head, string made, string id) => Assert.Equal([id], Errors(
        $"[Network, Input(4), Dense(2), Mse, Adam] public {head}; public class Base(int size) {{ public int Size => size; }}",
        $"static class Uses {{ static float Of() {{ {made}.Predict(new float[4], new float[2]); return {made}.Dense1Weight[0] + "
            + $"{made}.TrainBatch(new float[4], new float[2]); }} }}"));

    [Fact]
    public void ANetworkInAGenericClass_IsTheOnlyError() => Assert.Equal(["DT0003"], Errors(
        "public partial class Outer<T, U> { [Network, Input(4), Dense(2)] public partial class Net; }",
        "static class Uses { static object Of() => new Outer<int, string>.Net(seed: 1).Dense1Weight; }"));

    [Theory]
    [InlineData("public void Predict() { }")]
    [InlineData("public void Predict(float[] input, float[] output) { }")]
    [InlineData("public void Predict(ReadOnlySpan<float> input, Span<float> output) { }")]
    [InlineData("public void Predict<T>(ReadOnlySpan<float> input, Span<float> output) { }")]
    public void AMethodOfANameThatIsTaken_LeavesTheNetworksOwn(string own) =>
        Assert.Equal(["DT0005"], Errors($"[Network, Input(4), Dense(2), Mse, Adam] public partial class Net {{ {own} }}", Use));

    [Fact]
    public void ANetworkThatIsNoClass_IsLeftToCSharp() =>
        Assert.All(Errors("[Network, Input(4), Dense(2)] public partial struct Net;"), id => Assert.Equal("CS0592", id));

    [Fact]
    public void ANetworkInAFileLocalClass_IsTold() =>
        Assert.Equal(["DT0007"], Errors("file partial class Outer { [Network, Input(4), Dense(2)] public partial class Net; }"));

    [Fact]
    public void AnotherLibrarysNetwork_IsTold()
    {
        Diagnostic told =
            Assert.Single(GeneratorRun.Of("namespace Mine { public sealed class NetworkAttribute : Attribute; [Network, Input(4), Dense(2)] public "
                + "partial class Net; }").Diagnostics);

        Assert.Equal(("DT0118", "Network"), (told.Id, GeneratorRun.Squiggle(told)));
        Assert.StartsWith("[Network] on 'Net' is 'Mine.NetworkAttribute'", told.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherLibrarysLayer_IsToldWithItsNamespace() => Assert.StartsWith(
        "[Others.Relu] derives from ElementAttribute, ",
        Assert.Single(GeneratorRun.Of("namespace Others { public sealed class ReluAttribute : LayerElementAttribute; } [Network, Input(4), "
            + "Others.Relu, Dense(2)] public partial class Net;").Diagnostics)
            .GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string[] Errors(params string[] sources)
    {
        const string Others = "public sealed class WaveAttribute : LayerElementAttribute; namespace Others { public sealed class ReluAttribute : LayerElementAttribute; }";
        GeneratorRun run = GeneratorRun.Of([.. sources, Others]);
        return [.. run.Diagnostics.Concat(run.Output.GetDiagnostics(TestContext.Current.CancellationToken))
            .Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id).Distinct()];
    }
}

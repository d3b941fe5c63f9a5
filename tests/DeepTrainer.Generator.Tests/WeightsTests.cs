using System.Text;
using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;

namespace DeepTrainer.Generator.Tests;

/// <summary>Weights that an assembly holds: what fits is looked at while compiling.</summary>
public sealed class WeightsTests : IDisposable
{
    private const string Declaration = "Input(4), Dense(3), Tanh, BatchNorm, Dense(2), CrossEntropy, Adam] public partial class Net;";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("deeptrainer-weights-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void WeightsThatFit_GiveTrained()
    {
        GeneratorRun run = Run(Saved(Network(3)), "net.safetensors");
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity >= DiagnosticSeverity.Warning));
        string text = run.Files.First(f => f.HintName == "Net.g.cs").SourceText.ToString();
        Assert.Contains("public static Net Trained => trained.Value;", text, StringComparison.Ordinal);
        Assert.Contains("EmbeddedWeights.Load(new Net(default(", text, StringComparison.Ordinal);
        Assert.Contains("\"models/net.safetensors\")", text, StringComparison.Ordinal);
    }

    // Optimizer state and the state of a run are passed over, as Load does it.
    [Fact]
    public void ACheckpoint_WillDo() =>
        Assert.Empty(Run(Saved([.. Network(3), ("optimizer.dense1.weight.exp_avg", [3, 4]), ("training.best.dense1.bias", [3])]), "net.safetensors").Diagnostics);

    [Fact]
    public void WeightsOfAnotherNetwork_AreToldByNameAndShape()
    {
        Diagnostic told = Assert.Single(Run(Saved(Network(5)), "net.safetensors").Diagnostics);
        Assert.Equal("DT0127", told.Id);
        Assert.Equal("Net", GeneratorRun.Squiggle(told));
        Assert.Contains("'models/net.safetensors' can't be the weights of 'Net': 'dense1.weight' is [5, 4] there and [3, 4] in the network",
            told.GetMessage(null), StringComparison.Ordinal);
        string message = Assert.Single(Run(Saved([("dense1.weight", [3, 4]), ("dense1.bias", [3]), ("head.weight", [2, 3])]), "net.safetensors").Diagnostics).GetMessage(null);
        Assert.Contains("'batchnorm1.weight' [3] is missing", message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("'head.weight' [2, 3] is unknown to the network", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsNoItem_IsTold() => Assert.Contains(
        "add <NetworkWeights Include=\"models/net.safetensors\" /> to an ItemGroup",
        Assert.Single(Run(Saved(Network(3)), "other.safetensors").Diagnostics).GetMessage(null), StringComparison.Ordinal);

    public static TheoryData<string, string> Broken => new()
    {
        { "", "it can't be read" },
        { "PK12345678901234567890", "its header can't have" },
        { Header("""{"a":{"dtype":"F32","shape":[2,x],"data_offsets":[0,8]}}"""), "character 32 of its header is not a number" },
        { Header("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"""), "a name stands there twice" },
        { Header("""["a"]"""), "is not '{'" },
        { Header("""{"a":{"dtype":"F32","sha"""), "is not" },
    };

    [Theory, MemberData(nameof(Broken))]
    public void WhatIsNoSafetensorsFile_IsTold(string content, string reason)
    {
        string path = Path.Combine(folder.FullName, "broken.safetensors");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(content));
        Diagnostic told = Assert.Single(Run(path, "net.safetensors").Diagnostics);
        Assert.Contains(reason, told.GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsGone_IsTold() =>
        Assert.Contains("can't be read", Assert.Single(Run(Path.Combine(folder.FullName, "gone.safetensors"), "net.safetensors").Diagnostics)
            .GetMessage(null), StringComparison.Ordinal);

    // The stub of a class with an error has what other code calls.
    [Fact]
    public void WhileTheyDontFit_TrainedIsThere()
    {
        GeneratorRun run = GeneratorRun.Of($"[Network(Weights = \"a.safetensors\"), {Declaration} class User {{ Net net = Net.Trained; }}");
        Assert.Equal("DT0127", Assert.Single(run.Diagnostics).Id);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    // What a class with WeightType.Int8 saves.
    [Fact]
    public void WholeNumbers_FitWithTheirFactors_AndNotWithout()
    {
        Assert.Empty(
            Run(Typed([.. Network(3).Select(t => (t.Name, t.Name == "dense1.weight" ? "I8" : "F32", t.Shape)),
                ("dense1.weight_scale", "F32", [3, 1])]), "net.safetensors").Diagnostics);
        Assert.Contains("'dense1.weight' holds I8, which is no type of floats",
            Assert.Single(Run(Typed([.. Network(3).Select(t => (t.Name, t.Name == "dense1.weight" ? "I8" : "F32", t.Shape))]), "net.safetensors").Diagnostics)
            .GetMessage(null), StringComparison.Ordinal);
        Assert.Contains("'dense1.weight_scale' [3] is unknown to the network",
            Assert.Single(Run(Saved([.. Network(3), ("dense1.weight_scale", [3])]), "net.safetensors").Diagnostics).GetMessage(null), StringComparison.Ordinal);
    }

    private string Typed((string Name, string Type, int[] Shape)[] tensors)
    {
        int offset = 0;
        string[] entries = [.. tensors.OrderBy(t => t.Type).Select(t =>
        {
            int start = offset;
            offset += t.Shape.Aggregate(t.Type == "I8" ? 1 : 4, (size, d) => size * d);
            return $"\"{t.Name}\":{{\"dtype\":\"{t.Type}\",\"shape\":[{string.Join(",", t.Shape)}],\"data_offsets\":[{start},{offset}]}}";
        })];
        string path = Path.Combine(folder.FullName, "typed.safetensors");
        File.WriteAllBytes(path, [.. Encoding.Latin1.GetBytes(Header($"{{{string.Join(",", entries)}}}")), .. new byte[offset]]);
        return path;
    }

    private static string Header(string json) => Encoding.Latin1.GetString(BitConverter.GetBytes((long)json.Length)) + json;

    // What Declaration has, with so many units in its first layer; PyTorch's count of batches may be missing.
    private static (string Name, int[] Shape)[] Network(int units) =>
    [
        ("dense1.weight", [units, 4]), ("dense1.bias", [units]), ("batchNorm1.weight", [units]), ("batchNorm1.bias", [units]),
        ("batchNorm1.running_mean", [units]), ("batchNorm1.running_var", [units]),
        ("dense2.weight", [2, units]), ("dense2.bias", [2]),
    ];

    private string Saved((string Name, int[] Shape)[] tensors)
    {
        string path = Path.Combine(folder.FullName, $"{Guid.NewGuid():N}.safetensors");
        Write(path, tensors);
        return path;
    }

    /// <summary>A file of zeros.</summary>
    internal static void Write(string path, (string Name, int[] Shape)[] tensors) =>
        new TensorFile(tensors.Select(t => new FileTensor(t.Name, t.Shape, new float[t.Shape.Aggregate(1, (a, b) => a * b)])),
            new Dictionary<string, string> { ["deeptrainer.classes"] = "[\"left \\\"one\\\"\", \"right\u00e9\"]", ["text"] = "{ [ ] }" }).Write(path);

    private static GeneratorRun Run(string path, string name) => GeneratorRun.Of(
        new ProjectOptions { Weights = [(path, $"models/{name}")] }, $"[Network(Weights = @\"models\\net.safetensors\"), {Declaration}");
}

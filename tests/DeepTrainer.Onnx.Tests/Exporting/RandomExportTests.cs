using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Language;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;
using Term = DeepTrainer.Compiler.Tests.Language.Term;

namespace DeepTrainer.Onnx.Tests.Exporting;

/// <summary>All layers with random options, and random compositions of functions of tensors: ONNX Runtime gives what the engine predicts.</summary>
public sealed class RandomExportTests
{
    private static readonly bool IsWhole = Environment.GetEnvironmentVariable("DEEPTRAINER_ONNX_ALL") is { Length: > 0 };

    private static readonly int Networks = IsWhole ? 96 : 20, Functions = IsWhole ? 400 : 40, RoundTrips = IsWhole ? 24 : 6;

    private static readonly int[] Opsets = [17, 18, 20, 21, 23, 24];

    private static readonly Dictionary<string, Func<int, NetworkModel>> Kinds = new()
    {
        ["vectors, steps, tokens"] = RandomNetworks.Generate,
        ["images and signals"] = RandomImageNetworks.Generate,
        ["normalized"] = RandomNormalizedNetworks.Generate,
    };

    public static TheoryData<string> Kind => [.. Kinds.Keys];

    [Theory, MemberData(nameof(Kind))]
    public void ExportedNetworks_PredictTheSame(string kind)
    {
        List<string> wrong = [];
        for (int seed = 0; seed < Networks; seed++)
        {
            NetworkModel model = Kinds[kind](seed);
            if (Failure(model, Opsets[seed % Opsets.Length], seed) is { } difference)
                wrong.Add($"{model.Spec.Name}: {difference}\n    {string.Join(" → ", model.Layers.Select(l => l.Description))}");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {Networks}:\n{string.Join('\n', wrong.Take(20))}");
    }

    [Fact]
    public void ExportedFunctions_GiveTheSame()
    {
        List<string> wrong = [];
        for (int seed = 0; seed < Functions; seed++)
        {
            RandomTerms terms = new((ulong)seed, isLoss: false);
            Term term = terms.Next(1 + (seed % 6));
            NetworkModel model = new NetworkBuilder($"Term{seed}").Input(terms.Sample).Layer((Tensor x) => term.Of([x])).ToModel();
            if (Failure(model, Opsets[seed % Opsets.Length], seed) is { } difference)
                wrong.Add($"{seed}: {difference}\n    {term} of [{string.Join(", ", terms.Sample)}]");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {Functions}:\n{string.Join('\n', wrong.Take(20))}");
    }

    [Theory, MemberData(nameof(Kind))]
    public void ImportedAgain_TheyPredictTheSame(string kind)
    {
        Exported[] models = [.. Enumerable.Range(0, RoundTrips).Select(seed => new Exported(Exported.Trained(Kinds[kind](seed), seed)))];
        ImportedNetwork[] imported = [.. models.Select(m => OnnxImporter.Import(m.Bytes, "model.onnx", new() { ClassName = m.Model.Spec.Name }))];
        CompiledNetworks compiled = CompiledNetworks.Of(imported.ToDictionary(i => i.ClassName, i => i.Source));
        Assert.True(compiled.Mistakes.Count == 0, string.Join('\n', compiled.Mistakes));
        List<string> wrong = [];
        foreach ((Exported model, ImportedNetwork again) in models.Zip(imported))
        {
            const int Batch = 3;
            EngineNetwork network = compiled.Engine(again);
            float[] inputs = model.Inputs(Batch), expected = new float[Batch * model.Network.Info.OutputSize], actual = new float[expected.Length];
            model.Network.PredictBatch(inputs, expected);
            network.PredictBatch(inputs, actual);
            if (Exported.Compared(expected, actual) is { } difference)
                wrong.Add($"{model.Model.Spec.Name}: {difference}\n    {string.Join(" → ", model.Model.Layers.Select(l => l.Description))}");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {RoundTrips}:\n{string.Join('\n', wrong)}");
    }

    private static string? Failure(NetworkModel model, int opset, int seed)
    {
        try
        {
            return new Exported(Exported.Trained(model, seed), new() { Opset = opset }).Difference();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }
}

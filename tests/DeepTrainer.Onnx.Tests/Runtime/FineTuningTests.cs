using DeepTrainer.Engine;
using DeepTrainer.Onnx.Values;

namespace DeepTrainer.Onnx.Tests.Runtime;

/// <summary>An imported network is trained further: its class gets a loss and an optimizer, frozen weights by their names, a new head.</summary>
public sealed class FineTuningTests
{
    private const int Samples = 17;

    private static readonly string[] Values = ["", ""];

    private static readonly Case Model = new(4, 17, c =>
    {
        string hidden = c.N("Relu", [c.N("Conv", [c.X(1, 2, 9), c.Builder.Weight("body.conv.weight", Numbers(5, 2, 3)), c.Builder.Weight("body.conv.bias", Numbers(5))])]);
        Values[0] = c.N("Flatten", [hidden]);
        return [Values[1] = c.N("Gemm", [Values[0], c.Builder.Weight("head.weight", Numbers(4, 35)), c.Builder.Weight("head.bias", Numbers(4))], ("transB", 1))];
    });

    private static TensorData Numbers(params int[] shape) => new(ElementType.Float, shape, [.. Enumerable.Range(0, (int)Shapes.Size(shape)).Select(i => MathF.Sin(i) / 3)]);

    // The class as a person goes on with it.
    private static EngineNetwork Edited(ImportedNetwork imported, string network, string layers, LoadOptions options)
    {
        string source = imported.Source.Replace("[Network]", network, StringComparison.Ordinal).Replace("public sealed", $"{layers}\npublic sealed", StringComparison.Ordinal);
        CompiledNetworks compiled = CompiledNetworks.Of(new Dictionary<string, string> { [imported.ClassName] = source });
        Assert.Empty(compiled.Mistakes);
        EngineNetwork made = EngineNetwork.FromDeclaration(compiled.TypeOf(imported.ClassName), 1);
        using MemoryStream weights = new();
        imported.Weights.Write(weights);
        weights.Position = 0;
        made.Load(weights, options);
        return made;
    }

    private static void CheckTraining(EngineNetwork network, int classes, string frozen)
    {
        Random random = new(3);
        float[] inputs = [.. Enumerable.Range(0, Samples * 18).Select(_ => random.NextSingle() - 0.5f)];
        int[] labels = [.. Enumerable.Range(0, Samples).Select(i => i % classes)];
        Dictionary<string, float[]> before = network.Parameters.ToDictionary(p => p.Name, p => p.ToArray());
        float first = network.TrainBatch(inputs, labels), last = first;
        for (int i = 0; i < 150; i++)
            last = network.TrainBatch(inputs, labels);
        Assert.True(last < 0.7 * first, $"{first} → {last}");
        Assert.All(network.Parameters, p => Assert.Equal(p.Name.StartsWith(frozen, StringComparison.Ordinal), before[p.Name].SequenceEqual(p.ToArray())));
    }

    [Fact]
    public void WeightsFrozenByAPattern_StayAsTheyAre_AndOthersAreTrained()
    {
        ImportedNetwork imported = Model.Import("Tuned");
        EngineNetwork network = Edited(imported, "[Network(Frozen = \"model.body.*\")]", "[CrossEntropy]\n[Adam(LearningRate = 0.05f)]", new());
        Assert.Null(Model.Difference(network, imported));
        CheckTraining(network, 4, "model.body.");
    }

    [Fact]
    public void ANewHead_StandsInPlaceOfTheLastLayers()
    {
        OnnxImportOptions options = new() { ClassName = "Headed" };
        options.Outputs.Add(Values[0]);
        ImportedNetwork imported = OnnxImporter.Import(Model.Model, "headed.onnx", options);
        Assert.Equal([1, 35], Assert.Single(imported.Outputs).Shape);
        Assert.DoesNotContain("head", string.Concat(imported.Weights.Tensors.Keys), StringComparison.Ordinal);
        CheckTraining(Edited(imported, "[Network(Frozen = \"model.*\")]", "[Dense(7, Name = \"head\")]\n[CrossEntropy]\n[Adam(LearningRate = 0.05f)]",
            new() { Strict = false }), 7, "model.");
    }

    [Fact]
    public void AValueThatIsNotThere_IsToldWithTheLastOnes()
    {
        OnnxImportOptions options = new();
        options.Outputs.Add("features");
        Assert.Contains("'features'; the last ones are",
            Assert.Throws<OnnxException>(() => OnnxImporter.Import(Model.Model, "headed.onnx", options)).Message, StringComparison.Ordinal);
    }
}

using System.Text;

namespace DeepTrainer.Onnx.Tests.Runtime;

/// <summary>Every operator with odd sizes and attributes: the imported network gives what ONNX Runtime gives.</summary>
public sealed class OperatorTests
{
    private static readonly (string Name, Case Case)[] Cases =
    [
        .. new[] { ElementwiseCases.All(), ShapingCases.All(), LayerCases.All() }.SelectMany(c => c).Select((c, i) => (c.Name, new Case(i + 1, c.Opset, c.Build))),
    ];

    [Fact]
    public void OnTheEngine_ResultsAreThoseOfOnnxRuntime()
    {
        StringBuilder wrong = new();
        List<(string Name, Case Case, ImportedNetwork Imported)> imported = [];
        foreach ((string name, Case test) in Cases)
        {
            try
            {
                imported.Add((name, test, test.Import($"Case{imported.Count}")));
            }
            catch (OnnxException e)
            {
                wrong.AppendLine($"{name}: {e.Message}");
            }
        }
        CompiledNetworks compiled = CompiledNetworks.Of(imported.ToDictionary(i => i.Imported.ClassName, i => i.Imported.Source));
        foreach ((string name, Case test, ImportedNetwork network) in imported)
        {
            string? difference = compiled.Mistakes.GetValueOrDefault(network.ClassName) ?? Difference(test, network, () => compiled.Engine(network));
            if (difference is not null)
                wrong.AppendLine($"{name}: {difference}\n{network.Source}");
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    // Generating and compiling takes a second each, so some stand for all; with DEEPTRAINER_ONNX_ALL=1 it is all.
    [Fact]
    public void InGeneratedCode_ResultsAreThoseOfOnnxRuntime()
    {
        int step = Environment.GetEnvironmentVariable("DEEPTRAINER_ONNX_ALL") == "1" ? 1 : 9;
        StringBuilder wrong = new();
        for (int i = 0; i < Cases.Length; i += step)
        {
            ImportedNetwork network = Cases[i].Case.Import($"Case{i}");
            if (Difference(Cases[i].Case, network, () => GeneratedNetworks.Of(network)) is { } difference)
                wrong.AppendLine($"{Cases[i].Name}: {difference}\n{network.Source}");
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [Fact]
    public void TheStepsOfALoop_ShareItsWeights()
    {
        Case loop = Cases.Single(c => c.Name == "Loop").Case;
        Assert.Equal(["model.mixing"], loop.Import("Steps").Weights.Tensors.Keys);
    }

    private static string? Difference(Case test, ImportedNetwork imported, Func<INetwork> make)
    {
        try
        {
            return test.Difference(make(), imported);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }
}

using System.Text;
using DeepTrainer.Engine;

namespace DeepTrainer.Onnx.Tests.Runtime;

/// <summary>Models of random nodes: predictions are ONNX Runtime's, gradients those of differences in float64.</summary>
public sealed class RandomGraphTests
{
    private const int Graphs = 80;

    private static readonly (Case Case, ImportedNetwork Imported)[] Imported = [.. Enumerable.Range(1, Graphs).Select(seed => RandomGraphs.Of(seed))
        .Select((c, i) => (c, c.Import($"Random{i}")))];

    [Fact]
    public void OnTheEngine_ResultsAreThoseOfOnnxRuntime()
    {
        CompiledNetworks compiled = CompiledNetworks.Of(Imported.ToDictionary(i => i.Imported.ClassName, i => i.Imported.Source));
        AssertAll(Imported, (test, network) => compiled.Mistakes.GetValueOrDefault(network.ClassName) ?? test.Difference(compiled.Engine(network), network));
    }

    [Fact]
    public void InGeneratedCode_ResultsAreThoseOfOnnxRuntime() =>
        AssertAll(Imported.Where((_, i) => i % 13 == 0), (test, network) => test.Difference(GeneratedNetworks.Of(network), network));

    [Fact]
    public void Gradients_AreThoseOfDifferences()
    {
        Dictionary<string, string> withLoss = Imported.ToDictionary(i => i.Imported.ClassName,
            i => i.Imported.Source.Replace("public sealed partial class", "[Mse]\npublic sealed partial class", StringComparison.Ordinal));
        CompiledNetworks compiled = CompiledNetworks.Of(withLoss);
        AssertAll(Imported, (_, network) => GradientCheck.Run(compiled.Engine(network).Model, elements: 12).Worst is { Relative: < 1e-5 } ? null
            : $"gradient {GradientCheck.Run(compiled.Engine(network).Model, elements: 12).Worst}");
    }

    private static void AssertAll(IEnumerable<(Case Case, ImportedNetwork Imported)> networks, Func<Case, ImportedNetwork, string?> difference)
    {
        StringBuilder wrong = new();
        foreach ((Case test, ImportedNetwork network) in networks)
        {
            string? found;
            try
            {
                found = difference(test, network);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                found = $"{e.GetType().Name}: {e.Message}";
            }
            if (found is not null)
                wrong.AppendLine($"{network.ClassName}: {found}\n{network.Source}");
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }
}

using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>The engine against PyTorch's numbers.</summary>
public class EngineGoldenTests : GoldenTests
{
    [Theory, MemberData(nameof(Layers))]
    public void GradientsOfInputAndParametersMatch(string id)
    {
        GoldenCase golden = Find(GoldenCases.Layers, id);
        GoldenFile file = golden.File;
        EngineNetwork network = new(golden.Model, 1);
        GoldenChecks.SetParameters(network, file, "");
        IReadOnlyDictionary<string, float[]> gradients = network.Gradients(file.Floats("input"), file.Floats("target"));
        if (file.Has("grad.input"))
            Close.Tensor("grad.input", gradients["input"], file.Floats("grad.input"), 2e-5);
        foreach (Parameter parameter in network.Parameters)
            Close.Tensor(parameter.Name, gradients[parameter.Name], file.Floats("grad.param." + parameter.Name), 2e-5);
    }

    private protected override INetwork Make(NetworkModel model, int seed) => new EngineNetwork(model, seed);
}

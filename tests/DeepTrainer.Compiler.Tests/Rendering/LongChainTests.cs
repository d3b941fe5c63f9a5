using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Hundreds of layers without a product between them: their kernels are cut where one would become too large, and compute the same.</summary>
public class LongChainTests
{
    [Fact]
    public void ThreeHundredElementwiseLayers_AreTheEnginesToo()
    {
        NetworkBuilder network = new NetworkBuilder("Chain").Input(3).Dense(5, name: "first");
        for (int i = 0; i < 150; i++)
            network.Tanh(name: $"tanh{i}").Add(from: $"tanh{i}, first");
        NetworkModel model = network.Dense(2).Mse().Adam().ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 5);
    }

    [Fact]
    public void AThousandSoftsigns_AreTheEnginesToo()
    {
        NetworkBuilder network = new NetworkBuilder("Softsigns").Input(3).Dense(5);
        for (int i = 0; i < 1000; i++)
            network.Softsign();
        NetworkModel model = network.Dense(2).Mse().Sgd(0.1).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 3);
    }

    // Each would look through all those before it for what its sums have in common.
    [Fact]
    public void SeveralNormsInARow_AreTheEnginesToo()
    {
        NetworkBuilder network = new NetworkBuilder("Norms").Input(6);
        for (int i = 0; i < 8; i++)
            network.RmsNorm();
        NetworkModel model = network.Dense(2).Mse().Adam().ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 5);
    }
}

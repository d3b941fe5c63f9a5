using DeepTrainer.Benchmarks;
using DeepTrainer.Benchmarks.Size;
using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;
using DeepTrainer.Engine.Declarations;
using static DeepTrainer.Compiler.Tests.Rendering.AgainstEngine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Networks of the size people train: what is emitted fits the JIT, and learns.</summary>
public class LargeNetworkTests
{
    [Theory]
    [InlineData(typeof(ResNet18), 2, 4)]
    [InlineData(typeof(CausalTransformer), 2, 8)]
    public void ItsMethodsFitTheJit_AndItsLossFalls(Type declaration, int batch, int steps)
    {
        NetworkModel model = NetworkDefinitionException.ThrowIfWrong(DeclarationReader.Read(declaration));
        INetwork network = CompiledNetwork.Create(model, seed: 1);
        Assert.All(MethodSize.Of(network.GetType()), m => Assert.True(m.IlBytes <= Costs.MaxMethodIl && m.Locals <= Costs.MaxMethodLocals, m.ToString()));

        RandomSource random = new(1);
        float[] inputs = Inputs(random, model, batch);
        int[] labels = [.. Enumerable.Range(0, batch * model.TargetSize).Select(_ => random.Next(model.Targets[0].Form.Classes))];
        float first = network.TrainBatch(inputs, labels), last = first;
        for (int step = 1; step < steps; step++)
            last = network.TrainBatch(inputs, labels);
        Assert.InRange(last, 0, 0.9 * first);
    }
}

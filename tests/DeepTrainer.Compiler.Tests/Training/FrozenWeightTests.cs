using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>Weights that are frozen by their names.</summary>
public class FrozenWeightTests
{
    private static readonly NetworkModel Model = GradientsAgainstEngine.WithGradients(
        new NetworkBuilder("Frozen").Input(5).Dense(17, name: "encoder.first").BatchNorm(name: "encoder.norm").Tanh().Dense(3, name: "head").Mse()
            .Adam(0.01).Freeze("encoder.*, *.bias").ToModel());

    [Fact]
    public void FrozenByName_TheyStay_AndHaveNeitherGradientNorState()
    {
        INetwork generated = CompiledNetwork.Create(Model, 7);
        foreach (INetwork network in (INetwork[])[generated, new EngineNetwork(Model, 7)])
        {
            Dictionary<string, float[]> before = network.Parameters.ToDictionary(p => p.Name, p => p.ToArray());
            network.TrainBatch([.. Enumerable.Range(0, 35).Select(i => MathF.Sin(i))], new float[21]);
            Assert.Equal(["encoder.norm.running_mean", "encoder.norm.running_var", "encoder.norm.num_batches_tracked", "head.weight"],
                network.Parameters.Where(p => !p.ToArray().AsSpan().SequenceEqual(before[p.Name])).Select(p => p.Name)
                    .OrderBy(n => n.StartsWith("head", StringComparison.Ordinal)));
            Assert.Equal(["head.weight.exp_avg", "head.weight.exp_avg_sq"], network.OptimizerState.Select(s => s.Name));
            Assert.Equal(["head.weight"], new GradientLayout(network).Names);
            Assert.Equal(51, network.Info.TrainableParameterCount);
        }
        GradientsAgainstEngine.Compare(Model, CompiledNetwork.Create(Model, 7), 7);
    }

    [Fact]
    public void WorkForFrozenWeights_IsNotInTheGraph() =>
        Assert.DoesNotContain(Model.Training!.Nodes, n => n.Name is "encoder.first.weight.gradient" or "head.bias.gradient");

    [Fact]
    public void PatternsThatFitNothing_AreTold()
    {
        string message = Assert.Throws<NetworkDefinitionException>(() => new NetworkBuilder("Wrong").Input(2).Dense(1).Mse().Adam().Freeze("decoder.*").ToModel()).Message;
        Assert.Contains("'decoder.*' in Frozen fits no weight of 'Wrong'; there are 'dense1.weight', 'dense1.bias'", message, StringComparison.Ordinal);
        Problem advice = Assert.Single(Build.Run(new NetworkBuilder("All").Input(2).Dense(1).Mse().Adam().Freeze("*").ToSpec()).Problems);
        Assert.Contains("all of its weights are frozen", advice.Message, StringComparison.Ordinal);
    }
}

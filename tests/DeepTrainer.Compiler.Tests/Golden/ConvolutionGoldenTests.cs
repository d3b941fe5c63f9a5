using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;

namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>Gradients with respect to the input in generated code, which shows gradients of weights only: the input is made one.</summary>
public class ConvolutionGoldenTests
{
    [Fact]
    public void GradientsOfTheInputMatch()
    {
        ImmutableArray<NetworkModel> models = [.. ConvolutionCases.Probed.Select((c, i) => c.Network().ToModel())];
        for (int i = 0; i < models.Length; i++)
        {
            GoldenFile file = ConvolutionCases.Probed[i].File;
            INetwork network = CompiledNetwork.Create(models[i], 1);
            GoldenChecks.SetParameters(network, file, "");
            network.Parameters.Single(p => p.Name == GoldenCases.Probe + ".weight").CopyFrom(file.Floats("input"));
            int rows = file.Shape("input")[0];
            float[] identity = [.. Enumerable.Range(0, rows * rows).Select(k => k / rows == k % rows ? 1f : 0)];
            float loss = network.TrainBatch(identity, file.Floats("target"));
            Close.Tensor($"{ConvolutionCases.Probed[i].Id} loss", [loss], file.Floats("loss"), 1e-5);
            Parameter gradient = network.OptimizerState.Single(s => s.Name == GoldenCases.Probe + ".weight.momentum_buffer");
            Close.Tensor($"{ConvolutionCases.Probed[i].Id} grad.input", GoldenChecks.Read(gradient), file.Floats("grad.input"), 2e-5);
        }
    }
}

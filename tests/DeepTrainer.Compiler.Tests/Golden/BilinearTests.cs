using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>A layer between two inputs, which are one sample here and two tensors in the file.</summary>
public class BilinearTests
{
    public const string File = "layers/bilinear";

    private static NetworkModel Model => new NetworkBuilder("Between").InputNamed("input1", 3).InputNamed("input2", 4)
        .Bilinear(5, "input1, input2", name: "bil").Mse().Sgd(learningRate: 0, momentum: 0.9).ToModel();

    [Fact]
    public void TheEngineGivesPyTorchsNumbers() => Check(new EngineNetwork(Model, 1));

    [Fact]
    public void GeneratedCodeGivesPyTorchsNumbers() => Check(CompiledNetwork.Create(Model, 1));

    private static void Check(INetwork network)
    {
        GoldenFile file = new(File);
        GoldenChecks.SetParameters(network, file, "");
        float[] first = file.Floats("input1"), second = file.Floats("input2"), target = file.Floats("target"), output = new float[target.Length];
        float[] inputs = [.. Enumerable.Range(0, 4).SelectMany(n => first.Skip(n * 3).Take(3).Concat(second.Skip(n * 4).Take(4)))];
        network.PredictBatch(inputs, output);
        Close.Tensor("output", output, file.Floats("output"), 1e-5);
        Close.Tensor("loss", [network.TrainBatch(inputs, target)], file.Floats("loss"), 1e-5);
        foreach (Parameter parameter in network.Parameters)
        {
            Parameter gradient = network.OptimizerState.Single(s => s.Name == parameter.Name + ".momentum_buffer");
            Close.Tensor(parameter.Name, GoldenChecks.Read(gradient), file.Floats("grad.param." + parameter.Name), 2e-5);
        }
    }
}

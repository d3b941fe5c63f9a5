using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>
/// Batch normalization against PyTorch's numbers: three batches in turn, then one in evaluation mode. A dense layer in front holds each
/// batch as weights and gets identity rows, so that its weights' gradient is the input's.
/// </summary>
public class BatchNormGoldenTests
{
    private static readonly Dictionary<string, int[]> Shapes = new() { ["batchnorm1d"] = [5], ["batchnorm1d_positions"] = [3, 5], ["batchnorm2d"] = [3, 4, 3] };

    private const string Residual = "networks/conv_batchnorm_residual";

    public static IEnumerable<string> Files => [.. Shapes.Keys.Select(name => "layers/" + name), Residual];

    public static TheoryData<string, bool> Cases => [.. Shapes.Keys.SelectMany(name => new (string, bool)[] { (name, false), (name, true) })];

    [Theory, MemberData(nameof(Cases))]
    public void ThreeBatchesOfTraining_AndEvaluationMatch(string name, bool generated)
    {
        GoldenFile file = new("layers/" + name);
        int rows = file.Shape("train1.input")[0], size = Shapes[name].Aggregate(1, (a, b) => a * b);
        NetworkModel model = new NetworkBuilder("Normalized").Input(rows).Dense(size, bias: false, name: GoldenCases.Probe).Reshape(Shapes[name])
            .BatchNorm(name: "bn").Mse().Sgd(learningRate: 0, momentum: 0.9).ToModel();
        INetwork network = generated ? CompiledNetwork.Create(model, 1) : new EngineNetwork(model, 1);
        GoldenChecks.SetParameters(network, file, "");
        Parameter[] buffers = [.. network.Parameters.Where(p => !p.IsTrained)];
        Assert.Equal(["bn.running_mean", "bn.running_var", "bn.num_batches_tracked"], buffers.Select(b => b.Name));

        foreach (string pass in (string[])["train1.", "train2.", "train3."])
        {
            Hold(network, file, pass);
            foreach (Parameter state in network.OptimizerState)
                state.CopyFrom(new float[state.Length]);
            Close.Tensor(pass + "loss", [network.TrainBatch(Identity(rows), file.Floats(pass + "target"))], file.Floats(pass + "loss"), 1e-5);
            Close.Tensor(pass + "grad.input", Transposed(Gradient(network, GoldenCases.Probe + ".weight"), rows), file.Floats(pass + "grad.input"), 2e-5);
            foreach (string weight in (string[])["bn.weight", "bn.bias"])
                Close.Tensor(pass + weight, Gradient(network, weight), file.Floats($"{pass}grad.param.{weight}"), 2e-5);
            Close.Tensor(pass + buffers[0].Name, buffers[0].ToArray(), file.Floats($"{pass}buffer.{buffers[0].Name}"), 1e-5);
            Close.Tensor(pass + buffers[1].Name, buffers[1].ToArray(), file.Floats($"{pass}buffer.{buffers[1].Name}"), 1e-5);
            Assert.Equal(file.Labels($"{pass}buffer.{buffers[2].Name}").Select(n => (float)n), buffers[2].ToArray());
        }
        Hold(network, file, "eval.");
        float[] output = new float[rows * size];
        network.PredictBatch(Identity(rows), output);
        Close.Tensor("eval.output", output, file.Floats("eval.output"), 1e-5);
        Close.Tensor("eval.loss", [network.Evaluate(Identity(rows), file.Floats("eval.target"))], file.Floats("eval.loss"), 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TenStepsOfAResidualNetworkMatch(bool generated)
    {
        GoldenCase golden = new(Residual, () => new NetworkBuilder("Residual").Input(2, 8, 8)
            .Conv2D(6, [3], padding: 1, bias: false, name: "conv1").BatchNorm(name: "bn1").Relu(name: "h")
            .Conv2D(6, [3], padding: 1, bias: false, name: "conv2").BatchNorm(name: "bn2").Relu()
            .Conv2D(6, [3], padding: 1, bias: false, name: "conv3").BatchNorm(name: "bn3").Add("h, bn3").Relu()
            .GlobalAvgPool().Flatten().Dense(4, name: "fc").CrossEntropy().Sgd(learningRate: 0.05, momentum: 0.9, weightDecay: 0.0001));
        INetwork? network = null;
        GoldenChecks.Training(golden, (model, seed) => network = generated ? CompiledNetwork.Create(model, seed) : new EngineNetwork(model, seed));

        Parameter[] buffers = [.. network!.Parameters.Where(p => !p.IsTrained && p.Shape.Length > 0)];
        Assert.Equal(6, buffers.Length);
        foreach (Parameter buffer in buffers)
            Close.Tensor(buffer.Name, buffer.ToArray(), golden.File.Floats($"step10.buffer.{buffer.Name}"), 1e-4);
    }

    private static void Hold(INetwork network, GoldenFile file, string pass)
    {
        float[] input = file.Floats(pass + "input");
        network.Parameters.First(p => p.Name == GoldenCases.Probe + ".weight").CopyFrom(Transposed(input, input.Length / file.Shape(pass + "input")[0]));
    }

    private static float[] Gradient(INetwork network, string weight) =>
        network.OptimizerState.First(s => s.Name.StartsWith(weight, StringComparison.Ordinal)).ToArray();

    private static float[] Identity(int rows) => [.. Enumerable.Range(0, rows * rows).Select(i => i / rows == i % rows ? 1f : 0f)];

    // [rows, columns] → [columns, rows]
    private static float[] Transposed(float[] values, int columns)
    {
        int rows = values.Length / columns;
        return [.. Enumerable.Range(0, values.Length).Select(i => values[(i % rows * columns) + (i / rows)])];
    }
}

using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>How far a sample's prediction depends on the company it has: what the page on guarantees tells.</summary>
public class BatchSizeTests
{
    /// <summary>In parts of the larger of 1 and the largest output: the number in docs/guarantees.md.</summary>
    private const double Difference = 1.2e-6;

    private static readonly int[] Widths = [128, 256, 512];

    private static readonly int[] Batches = [1, 2, 3, 7, 15, 16, 17, 31, 33, 64, 100];

    private static readonly ImmutableArray<NetworkModel> Models =
    [
        new NetworkBuilder("Dense").Input(37).Dense(129).Relu().Dense(67).Tanh().Dense(10).ToModel(),
        new NetworkBuilder("Wide").Input(1001).Dense(17).Gelu().Dense(3).ToModel(),
        new NetworkBuilder("Conv").Input(3, 13, 11).Conv2D(9, [3], padding: 1).Relu().MaxPool2D([2]).Conv2D(17, [3]).BatchNorm().Silu().Flatten().Dense(10).ToModel(),
        new NetworkBuilder("Lstm").Input(13, 7).Lstm(19).Dense(5).ToModel(),
        new NetworkBuilder("Gru").Input(9, 5).Gru(23).Dense(3).Softmax().ToModel(),
        new NetworkBuilder("Transformer").Input(11, 24).TransformerEncoder(3, 50).LayerNorm().Dense(7).ToModel(),
    ];

    [Fact]
    public void APrediction_IsTheSameAlone_InABatchOfAnySize_AndInVectorsOfAnyWidth_ToTheLastBits()
    {
        var creators = Widths.Select(bits => CompiledNetwork.Compile(Models, [bits])).ToArray();
        for (int m = 0; m < Models.Length; m++)
        {
            float[] inputs = [], alone = [];
            for (int w = 0; w < Widths.Length; w++)
            {
                INetwork network = creators[w][m](3);
                int inputSize = network.Info.InputSize, outputSize = network.Info.OutputSize;
                if (w == 0)
                {
                    inputs = AgainstEngine.Values(new RandomSource(5), Batches.Max() * inputSize);
                    alone = Alone(network, inputs);
                }
                Compare(alone, Alone(network, inputs), $"{network.Info.Name} alone in {Widths[w]} bits");
                foreach (int batch in Batches)
                {
                    float[] together = new float[batch * outputSize];
                    network.PredictBatch(inputs.AsSpan(0, batch * inputSize), together);
                    Compare(alone, together, $"{network.Info.Name} among {batch} in {Widths[w]} bits");
                }
            }
        }
    }

    private static float[] Alone(INetwork network, float[] inputs)
    {
        int inputSize = network.Info.InputSize, outputSize = network.Info.OutputSize;
        float[] outputs = new float[inputs.Length / inputSize * outputSize];
        for (int i = 0; i < inputs.Length / inputSize; i++)
            network.Predict(inputs.AsSpan(i * inputSize, inputSize), outputs.AsSpan(i * outputSize, outputSize));
        return outputs;
    }

    private static void Compare(float[] expected, float[] actual, string what)
    {
        double size = Math.Max(1, expected.Max(Math.Abs)), farthest = actual.Zip(expected, (a, b) => Math.Abs((double)a - b)).Max();
        Assert.True(farthest <= Difference * size, $"{what}: {farthest} where the largest output is {size}");
    }
}

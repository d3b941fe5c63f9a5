using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Attention;

public class PositionTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 6)]
    [InlineData(40, 5)]
    public void SinusoidalPositions_AreThePapers(int length, int dim)
    {
        NetworkModel model = new NetworkBuilder("Waves").Input(length, dim).SinusoidalEncoding().ToModel();
        float[] expected = new float[length * dim];
        for (int p = 0; p < length; p++)
        {
            for (int d = 0; d < dim; d++)
            {
                double angle = p / Math.Pow(10_000, d / 2 * 2.0 / dim);
                expected[(p * dim) + d] = (float)(1 + (d % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle)));
            }
        }
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
        {
            float[] output = new float[length * dim];
            network.Predict([.. Enumerable.Repeat(1f, length * dim)], output);
            AgainstEngine.Close(expected, output, 1e-5, "positions");
        }
    }

    [Fact]
    public void LearnedPositions_AreAddedRowByRow()
    {
        EngineNetwork network = new NetworkBuilder("Rows").Input(3, 2).PositionalEmbedding(name: "pos").Build(1);
        network.Parameters.Single(p => p.Name == "pos.weight").CopyFrom([1, 2, 3, 4, 5, 6]);
        float[] output = new float[6];
        network.Predict([10, 10, 10, 10, 20, 20], output);
        Assert.Equal([11, 12, 13, 14, 25, 26], output);
    }

    [Fact]
    public void WithRotaryPositions_OnlyDistancesMatter()
    {
        EngineNetwork turned = new NetworkBuilder("Turned").Input(6, 4).MultiHeadAttention(1, rotary: true, bias: false).Build(3);
        EngineNetwork plain = new NetworkBuilder("Plain").Input(6, 4).MultiHeadAttention(1, bias: false).Build(3);

        AgainstEngine.Close(Heard(turned, 1, 2), Heard(turned, 3, 4), 1e-5, "distance 1");
        AgainstEngine.Close(Heard(plain, 1, 2), Heard(plain, 1, 4), 1e-5, "without positions");
        Assert.NotEqual(Heard(turned, 1, 2), Heard(turned, 1, 4));
    }

    // What the second of two vectors hears, wherever they stand between zeros.
    private static float[] Heard(EngineNetwork network, int first, int second)
    {
        RandomSource random = new(5);
        float[] x = new float[24], y = new float[24];
        AgainstEngine.Values(random, 4).CopyTo(x.AsSpan(4 * first));
        AgainstEngine.Values(random, 4).CopyTo(x.AsSpan(4 * second));
        network.Predict(x, y);
        return y[(4 * second)..(4 * (second + 1))];
    }
}

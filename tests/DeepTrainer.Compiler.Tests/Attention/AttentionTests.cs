using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Attention;

public class AttentionTests
{
    private static readonly Gen<(int Heads, int Size, int Queries, int Keys, bool Causal, bool Bias, bool Rotary)> Shapes = Gen.Select(
        Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[1, 9], Gen.Int[1, 7], Gen.Bool, Gen.Bool, Gen.Bool);

    [Fact]
    public void SelfAttention_IsWhatTheFormulaSays() => Shapes.Each(s =>
    {
        int size = s.Rotary ? 2 * s.Size : s.Size, features = s.Heads * size;
        EngineNetwork network = new NetworkBuilder("Net").Input(s.Queries, features)
            .MultiHeadAttention(s.Heads, s.Causal, s.Bias, rotary: s.Rotary, name: "attn").Build(s.Queries);
        float[] x = Randomized(network);
        double[,] sequence = Sequence(x, 0, s.Queries, features);
        double[,] expected = new NaiveAttention(network, "attn", features, s.Heads, s.Causal, s.Rotary).Run(sequence, sequence, sequence);
        Same(expected, network, x);
    }, iter: 60);

    [Theory]
    [InlineData(4, 4, false)]
    [InlineData(4, 4, true)]
    [InlineData(6, 6, true)]
    [InlineData(6, 3, false)]
    [InlineData(4, 3, true)]
    public void CrossAttention_TakesKeysAndValuesFromElsewhere(int keyFeatures, int valueFeatures, bool causal)
    {
        const int Queries = 5, Keys = 7, Features = 4;
        EngineNetwork network = new NetworkBuilder("Cross").InputNamed("query", Queries, Features).InputNamed("keys", Keys, keyFeatures)
            .InputNamed("values", Keys, valueFeatures).MultiHeadAttention(2, causal, rotary: causal, from: "query, keys, values", name: "attn").Build(1);
        Assert.Equal(keyFeatures != Features || valueFeatures != Features, network.Parameters.Any(p => p.Name == "attn.q_proj_weight"));
        float[] x = Randomized(network);
        int keys = Queries * Features, values = keys + (Keys * keyFeatures);
        double[,] expected = new NaiveAttention(network, "attn", Features, 2, causal, causal)
            .Run(Sequence(x, 0, Queries, Features), Sequence(x, keys, Keys, keyFeatures), Sequence(x, values, Keys, valueFeatures));
        Same(expected, network, x);
        Same(expected, CompiledNetwork.Create(network.Model, 1), x, network.Parameters);
    }

    [Fact]
    public void AMemory_IsKeysAndValues()
    {
        EngineNetwork network = new NetworkBuilder("Memory").InputNamed("query", 2, 4).InputNamed("memory", 3, 4)
            .MultiHeadAttention(1, from: "query, memory", name: "attn").Build(1);
        float[] x = Randomized(network);
        double[,] query = Sequence(x, 0, 2, 4), memory = Sequence(x, 8, 3, 4);
        Same(new NaiveAttention(network, "attn", 4, 1, causal: false, rotary: false).Run(query, memory, memory), network, x);
    }

    [Fact]
    public void LargeScores_DoNotOverflow()
    {
        NetworkModel model = new NetworkBuilder("Large").Input(6, 4).MultiHeadAttention(2, causal: true).Mse().Sgd(0.001).ToModel();
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
        {
            float[] x = [.. AgainstEngine.Values(new RandomSource(1), 24).Select(v => 1e4f * v)], y = new float[24];
            network.Predict(x, y);
            Assert.All(y, v => Assert.True(float.IsFinite(v)));
            Assert.True(float.IsFinite(network.TrainBatch(x, new float[24])));
            Assert.All(network.Parameters, p => Assert.All(p.ToArray(), v => Assert.True(float.IsFinite(v))));
        }
    }

    [Fact]
    public void NothingLooksAhead()
    {
        EngineNetwork network = new NetworkBuilder("Causal").Input(6, 4).MultiHeadAttention(2, causal: true).MultiHeadAttention(1, causal: true).Build(1);
        float[] x = Randomized(network), before = new float[24], after = new float[24];
        network.Predict(x, before);
        x[16] += 5;
        network.Predict(x, after);
        Assert.Equal(before[..16], after[..16]);
        Assert.All(Enumerable.Range(16, 8), i => Assert.NotEqual(before[i], after[i]));
    }

    private static float[] Randomized(EngineNetwork network)
    {
        RandomSource random = new(network.Info.InputSize);
        foreach (Parameter parameter in network.Parameters)
            parameter.CopyFrom(AgainstEngine.Values(random, parameter.Length));
        return AgainstEngine.Values(random, network.Info.InputSize);
    }

    private static double[,] Sequence(float[] values, int start, int length, int features)
    {
        double[,] sequence = new double[length, features];
        for (int i = 0; i < length * features; i++)
            sequence[i / features, i % features] = values[start + i];
        return sequence;
    }

    private static void Same(double[,] expected, INetwork network, float[] x, IReadOnlyList<Parameter>? weights = null)
    {
        foreach ((Parameter to, Parameter from) in network.Parameters.Zip(weights ?? []))
            to.CopyFrom(from.ToArray());
        float[] output = new float[network.Info.OutputSize];
        network.Predict(x, output);
        AgainstEngine.Close([.. expected.Cast<double>().Select(y => (float)y)], output, 2e-5, "attention");
    }
}

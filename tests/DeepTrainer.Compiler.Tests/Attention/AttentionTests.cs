using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Attention;

public class AttentionTests
{
    private static readonly Gen<(int Heads, int Size, int Queries, int Keys, bool Causal, bool Bias, bool Rotary)> Shapes = Gen.Select(
        Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[1, 9], Gen.Int[1, 7], Gen.Bool, Gen.Bool, Gen.Bool);

    [Fact]
    public void SelfAttention_IsWhatTheFormulaSays() => Shapes.Sample(s =>
    {
        int size = s.Rotary ? 2 * s.Size : s.Size, features = s.Heads * size;
        EngineNetwork network = new NetworkBuilder("Net").Input(s.Queries, features)
            .MultiHeadAttention(s.Heads, s.Causal, s.Bias, rotary: s.Rotary, name: "attn").Build(s.Queries);
        float[] x = Randomized(network);
        double[,] sequence = Sequence(x, 0, s.Queries, features);
        double[,] expected = new NaiveAttention(network, "attn", features, s.Heads, s.Causal, s.Rotary).Run(sequence, sequence, sequence);
        Same(expected, network, x);
    }, iter: 60);

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

    private static void Same(double[,] expected, EngineNetwork network, float[] x)
    {
        float[] output = new float[network.Info.OutputSize];
        network.Predict(x, output);
        AgainstEngine.Close([.. expected.Cast<double>().Select(y => (float)y)], output, 2e-5, "attention");
    }
}

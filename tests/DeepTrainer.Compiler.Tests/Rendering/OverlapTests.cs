using System.Runtime.InteropServices;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>What results may not be written over, and batches that are too large: refused before any work.</summary>
public class OverlapTests
{
    private const int Most = 200;

    // 64 features: the last width at which every output is in a register before the first is written.
    private static readonly int[] Widths = [3, 64, 65, Most];

    private static NetworkModel Square(int width) => new NetworkBuilder("Square" + width).Input(width).Dense(width).Mse().Sgd().ToModel();

    private static NetworkModel Losses => new NetworkBuilder("Losses").Input(6).Dense(4, name: "a").Dense(2, name: "b").Mse(from: "a").Mse(from: "b").Sgd().ToModel();

    private static NetworkModel Wide => new NetworkBuilder("Wide").Input(Most).Dense(500).Relu().Dense(Most).Mse().Sgd().ToModel();

    private static NetworkModel Growing => new NetworkBuilder("Growing").Input(2).Dense(5).Mse().Sgd().ToModel();

    private static NetworkModel Stream => new NetworkBuilder("Overlapping").Input([9, 3], time: 0).Lstm(6).Dense(3).ToModel();

    [Fact]
    public void AnOutputOverItsInput_IsRefusedAtEveryWidth()
    {
        foreach (INetwork network in Widths.Select(Square).SelectMany(Both))
        {
            int width = network.Info.InputSize;
            float[] memory = AgainstEngine.Values(new RandomSource(1), 3 * width), before = [.. memory], expected = new float[width];
            foreach (int offset in (int[])[0, 1, width - 1, 1 - width])
            {
                ArgumentException refusal = Assert.Throws<ArgumentException>(() => network.Predict(memory.AsSpan(width, width), memory.AsSpan(width + offset, width)));
                Assert.Contains("'Square", refusal.Message, StringComparison.Ordinal);
                Assert.Equal("output", refusal.ParamName);
                Assert.Equal(before, memory);
            }
            // Neighbours have nothing in common.
            network.Predict(memory.AsSpan(width, width), expected);
            network.Predict(memory.AsSpan(width, width), memory.AsSpan(0, width));
            network.Predict(memory.AsSpan(width, width), memory.AsSpan(2 * width, width));
            Assert.Equal([.. expected, .. before.AsSpan(width, width), .. expected], memory);
        }
    }

    [Fact]
    public void ABatchOverItsInputs_IsRefused_AlsoWhereOnlyOtherSamplesAreWrittenOver()
    {
        foreach (INetwork network in Both(Growing))
        {
            float[] memory = new float[7000];
            foreach ((int from, int to) in ((int, int)[])[(0, 0), (5000, 1), (0, 1999), (4999, 0)])
                Assert.Equal("outputs", Assert.Throws<ArgumentException>(() => network.PredictBatch(memory.AsSpan(from, 2000), memory.AsSpan(to, 5000))).ParamName);
            network.PredictBatch(memory.AsSpan(5000, 2000), memory.AsSpan(0, 5000));
            network.PredictBatch(memory.AsSpan(0, 2000), memory.AsSpan(2000, 5000));
            network.PredictBatch([], []);
            network.PredictBatch(memory.AsSpan(3, 0), memory.AsSpan(3, 0));
        }
    }

    [Fact]
    public void AStepsInputOutputAndState_AreApart()
    {
        foreach (IStreamingNetwork network in Both(Stream).Cast<IStreamingNetwork>())
        {
            float[] memory = new float[100], before = [.. memory];
            int state = network.StateSize;
            Assert.Contains("output", Refused(() => network.Step(memory.AsSpan(0, 3), memory.AsSpan(2, 3), memory.AsSpan(50, state), 0)), StringComparison.Ordinal);
            Assert.Contains("state", Refused(() => network.Step(memory.AsSpan(50, 3), memory.AsSpan(0, 3), memory.AsSpan(48, state), 0)), StringComparison.Ordinal);
            Assert.Contains("state", Refused(() => network.Step(memory.AsSpan(0, 3), memory.AsSpan(50, 3), memory.AsSpan(52, state), 0)), StringComparison.Ordinal);
            Assert.Equal(before, memory);
            network.Step(memory.AsSpan(0, 3), memory.AsSpan(3, 3), memory.AsSpan(6, state), 0);
        }

        static string Refused(Action step) => Assert.Throws<ArgumentException>(step).Message;
    }

    [Fact]
    public void TheLosssParts_AreApartFromWhatIsRead()
    {
        foreach (NetworkModel model in (NetworkModel[])[Square(65), Losses])
        {
            foreach (INetwork network in Both(model))
            {
                int parts = network.Info.LossParts.Length, size = network.Info.InputSize;
                float[] memory = AgainstEngine.Values(new RandomSource(1), 4 * size), before = [.. memory], weights = network.Parameters[0].ToArray();
                foreach (int at in (int[])[0, size - 1, size, (2 * size) - 1])
                {
                    Assert.Equal("lossParts",
                        Assert.Throws<ArgumentException>(() => network.TrainBatch(memory.AsSpan(0, size), memory.AsSpan(size, size), memory.AsSpan(at, parts))).ParamName);
                    Assert.Equal("lossParts",
                        Assert.Throws<ArgumentException>(() => network.Evaluate(memory.AsSpan(0, size), memory.AsSpan(size, size), memory.AsSpan(at, parts))).ParamName);
                }
                Assert.Throws<ArgumentException>(() => network.TrainBatch(memory.AsSpan(0, size), memory.AsSpan(size, size), memory.AsSpan(2 * size, parts + 1)));
                Assert.Equal([.. before, .. weights, 0], [.. memory, .. network.Parameters[0].ToArray(), network.Steps]);
                network.TrainBatch(memory.AsSpan(0, size), memory.AsSpan(size, size), memory.AsSpan(2 * size, parts));
            }
        }
    }

    [Fact]
    public void TheLosssParts_AreApartFromLabels()
    {
        foreach (INetwork network in Both(new NetworkBuilder("Labelled").Input(3).Dense(2).CrossEntropy().Sgd().ToModel()))
        {
            int[] labels = [0, 1];
            Assert.Equal("lossParts", Assert.Throws<ArgumentException>(() => network.TrainBatch(new float[6], labels, MemoryMarshal.Cast<int, float>(labels.AsSpan(1)))).ParamName);
            Assert.Equal("lossParts", Assert.Throws<ArgumentException>(() => network.Evaluate(new float[6], labels, MemoryMarshal.Cast<int, float>(labels.AsSpan(1)))).ParamName);
            Assert.Equal(0, network.Steps);
        }
    }

    // An autoencoder's: nothing is written to either.
    [Fact]
    public void TargetsMayBeTheInputs()
    {
        foreach (INetwork network in Both(Square(65)))
        {
            float[] samples = AgainstEngine.Values(new RandomSource(1), 7 * 65), copy = [.. samples];
            Assert.Equal(network.Evaluate(samples, copy), network.Evaluate(samples, samples));
            network.TrainBatch(samples, samples);
            Assert.Equal(copy, samples);
        }
    }

    // The lengths are lies: nobody may look at the second sample before the batch's size is checked.
    [Fact]
    public void ABatchWhoseWorkingMemoryIsTooLarge_IsRefusedByItsSize()
    {
        const int Count = 9_000_000;
        foreach (INetwork network in Both(Wide))
        {
            float[] one = new float[Most], before = [.. network.Parameters.SelectMany(p => p.ToArray())];
            foreach (Action call in (Action[])[() => network.Evaluate(Samples(), Samples()), () => network.TrainBatch(Samples(), Samples())])
            {
                ArgumentException refusal = Assert.Throws<ArgumentException>(call);
                Assert.Contains($"'Wide' can't work on {Count} samples at once", refusal.Message, StringComparison.Ordinal);
                Assert.Contains("samples are possible", refusal.Message, StringComparison.Ordinal);
            }
            Assert.Equal(before, network.Parameters.SelectMany(p => p.ToArray()).ToArray());

            ReadOnlySpan<float> Samples() => MemoryMarshal.CreateReadOnlySpan(ref one[0], Count * Most);
        }
    }

    private static IEnumerable<INetwork> Both(NetworkModel model) => [CompiledNetwork.Create(model, 3), new EngineNetwork(model, 3)];
}

using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Streaming;

/// <summary>Streams of sizes on both sides of whatever the planner decides by size: threads, tiles, memory on the stack.</summary>
public class StreamSizeTests
{
    private const int Steps = 3, StackFloats = 8192;

    private static readonly int[] Sizes = [1, 5, 16, 31, 64, 128, 193];

    private static readonly (string Name, Func<NetworkBuilder, int, NetworkBuilder> Layers)[] Kinds =
    [
        ("Lstm", (n, size) => n.Input([Steps, 64], time: 0).Lstm(size)),
        ("Gru", (n, size) => n.Input([Steps, 64], time: 0).Gru(size)),
        ("Rnn", (n, size) => n.Input([Steps, size], time: 0).Rnn(2 * size)),
        ("Dense", (n, size) => n.Input([Steps, 3 * size], time: 0).Dense(3 * size).Relu().Dense(3 * size)),
        ("Wide", (n, size) => n.Input([Steps, 2], time: 0).Dense(50 * size).Relu().Dense(3)),
        ("Attention", (n, size) => n.Input([Steps, 2 * size], time: 0).TransformerEncoder(size % 8 == 0 ? 4 : 1, 3 * size, causal: true)),
        ("Convolution", (n, size) => n.Input([size, Steps + 2], time: 1).Conv1D(2 * size, [3])),
    ];

    public static TheoryData<string> Names => [.. Kinds.Select(k => k.Name)];

    [Theory, MemberData(nameof(Names))]
    public void AStreamOfAnySize_StepsAsTheEngineDoes_OnAnyNumberOfThreads(string name)
    {
        ImmutableArray<NetworkModel> models = [.. Sizes.Select(size => Model(name, size))];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, [512, 256, 128]);
        for (int i = 0; i < models.Length; i++)
        {
            EngineNetwork engine = new(models[i], 7);
            float[] input = AgainstEngine.Inputs(new RandomSource(3), models[i], 1);
            var expected = StreamCheck.Steps(engine, models[i], input);
            var alone = StreamCheck.Steps((IStreamingNetwork)networks[i](7), models[i], input);
            for (int t = 0; t < expected.Length; t++)
            {
                AgainstEngine.Close(expected[t].Output, alone[t].Output, 1e-5, $"{models[i].Spec.Name}: output of step {t}");
                AgainstEngine.Close(expected[t].State, alone[t].State, 1e-5, $"{models[i].Spec.Name}: state after step {t}");
            }
            foreach (int threads in (int[])[2, 3])
            {
                INetwork together = networks[i](7);
                ThreadTests.SetThreads(together, threads);
                var shared = StreamCheck.Steps((IStreamingNetwork)together, models[i], input);
                for (int t = 0; t < expected.Length; t++)
                {
                    Assert.Equal(alone[t].Output, shared[t].Output);
                    Assert.Equal(alone[t].State, shared[t].State);
                }
            }
        }
    }

    [Fact]
    public void TheseSizesAreOnBothSides()
    {
        GraphPlan[] plans = [.. Kinds.SelectMany(k => Sizes.Select(size => Model(k.Name, size)))
            .Select(m => StreamingMethods.EntryOf(m.Streaming!, new Persistent(m)).Plan)];
        Assert.Equal([false, true], plans.Select(p => p.IsShared).Distinct().Order());
        Assert.Equal([false, true], plans.Select(p => p.Floats(1) <= StackFloats).Distinct().Order());
        Assert.Equal([false, true], plans.SelectMany(p => p.Kernels).Select(k => k.IsInlined).Distinct().Order());
    }

    private static NetworkModel Model(string kind, int size) =>
        Kinds.First(k => k.Name == kind).Layers(new NetworkBuilder($"{kind}{size}"), size).ToModel();
}

using System.Reflection;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;
using DeepTrainer.Runtime;

namespace DeepTrainer.Compiler.Tests.Streaming;

/// <summary>What a generated network's Step promises besides its results.</summary>
public class GeneratedStepTests
{
    private static NetworkModel Model => new NetworkBuilder("Stream").Input([9, 3], time: 0).Lstm(6, layers: 2, name: "lstm").Gru(5, returnSequence: false).Dense(2).ToModel();

    // Two equal layers, of which one writes working memory, which is padded, and the other the caller's, which is not.
    private static NetworkModel Twins => new NetworkBuilder("Twins").Input([20, 8], time: 0)
        .TransformerEncoder(2, 16, causal: true).TransformerEncoder(2, 16, causal: true).ToModel();

    private static NetworkModel Convolutions => new NetworkBuilder("Convolutions").Input([3, 20], time: 1)
        .Conv1D(5, [3], dilation: 3, paddings: [6, 0]).Relu().Conv1D(7, [2], paddings: [1, 0]).ToModel();

    [Fact]
    public void Steps_AllocateNothing()
    {
        var network = (IStreamingNetwork)CompiledNetwork.Create(Model, 3);
        float[] input = new float[3], output = new float[2], state = new float[network.StateSize];
        network.Step(input, output, state, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int t = 1; t < 100; t++)
            network.Step(input, output, state, t);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void StateBeginsWithWhatItsLayersSay()
    {
        NetworkModel model = Model;
        model = model with { Streaming = model.Streaming! with { Carries = [.. model.Streaming.Carries.Select((c, i) => c with { Initial = i == 1 ? 0.5 : 0 })] } };
        foreach (IStreamingNetwork network in (IStreamingNetwork[])[new EngineNetwork(model, 3), (IStreamingNetwork)CompiledNetwork.Create(model, 3)])
        {
            float[] state = [.. Enumerable.Repeat(7f, network.StateSize)];
            network.InitializeState(state);
            Assert.Equal([.. Enumerable.Repeat(0f, 6), .. Enumerable.Repeat(0.5f, 6), .. Enumerable.Repeat(0f, 17)], state);
        }
    }

    [Fact]
    public void ManyThreads_StepOneInstance()
    {
        var network = (IStreamingNetwork)CompiledNetwork.Create(Model, 3);
        float[] input = AgainstEngine.Values(new RandomSource(1), 50 * 3);
        float[][] expected = Run();
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => Assert.Equal(expected, Run()));

        float[][] Run()
        {
            float[] state = new float[network.StateSize], output = new float[2];
            return
            [
                .. Enumerable.Range(0, 50).Select(t =>
                {
                    network.Step(input.AsSpan(3 * t, 3), output, state, t);
                    return output.ToArray();
                }),
            ];
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public unsafe void BetweenGuardPages_NothingOutsideIsTouched(int bits)
    {
        IMemorySource ordinary = AlignedBuffer.Source;
        AlignedBuffer.Source = GuardedMemory.Source;
        try
        {
            foreach (NetworkModel model in (NetworkModel[])[Model, Twins, Convolutions])
            {
                var network = (IStreamingNetwork)CompiledNetwork.Compile([model], [bits])[0](3);
                int size = network.StepInputSize, outputs = network.StepOutputSize;
                using GuardedMemory input = new((nuint)(size * 4)), output = new((nuint)(outputs * 4)), state = new((nuint)(network.StateSize * 4));
                Span<float> carried = new(state.Floats, network.StateSize), y = new(output.Floats, outputs);
                network.InitializeState(carried);
                for (int t = 0; t < 20; t++)
                {
                    network.Step(new(input.Floats, size), y, carried, t);
                    Assert.True(float.IsFinite(y[0]));
                }
            }
        }
        finally
        {
            AlignedBuffer.Source = ordinary;
        }
    }

    [Fact]
    public void State_IsAValueThatCountsSteps()
    {
        INetwork network = CompiledNetwork.Create(Model, 3);
        Type type = network.GetType(), state = type.GetNestedType("State")!;
        Assert.True(state.IsValueType);
        Assert.Equal((3, 2, (4 * 6) + 5), (Constant("StepInputSize"), Constant("StepOutputSize"), Constant("StateSize")));
        var run = (Runner)Activator.CreateInstance(typeof(Runner<>).MakeGenericType(state), network, type.GetMethods().Single(m => m.Name == "Step"))!;
        run.Continue(4, fork: false);
        float[] once = run.Continue(3, fork: true), again = run.Continue(3, fork: false);
        Assert.Equal(once, again);
        Assert.Equal(7L, run.Position);

        int Constant(string name) => (int)type.GetField(name)!.GetRawConstantValue()!;
    }

    private abstract class Runner
    {
        public abstract long Position { get; }

        /// <summary>Takes some steps, on a copy of the stream if <paramref name="fork"/>; the last one's output.</summary>
        public abstract float[] Continue(int steps, bool fork);
    }

    private sealed class Runner<TState>(INetwork network, MethodInfo step) : Runner
        where TState : struct
    {
        private delegate void Step(ReadOnlySpan<float> input, Span<float> output, ref TState state);

        private readonly Step step = step.CreateDelegate<Step>(network);
        private TState state;

        public override long Position => (long)typeof(TState).GetProperty("Position")!.GetValue(state)!;

        public override float[] Continue(int steps, bool fork)
        {
            TState copy = state;
            float[] output = new float[2];
            for (int t = 0; t < steps; t++)
                step([t, 1, -t], output, ref fork ? ref copy : ref state);
            return output;
        }
    }
}

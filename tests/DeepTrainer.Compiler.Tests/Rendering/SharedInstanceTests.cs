using System.Collections.Concurrent;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;
using DeepTrainer.Runtime;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>One instance, many threads: what only reads runs beside itself and gives the same bits; what changes weights runs alone or is refused.</summary>
public class SharedInstanceTests
{
    private static readonly int[] Batches = [1, 7, 17, 100];
    private static readonly ConcurrentDictionary<string, Type> Compiled = [];

    private static NetworkModel Small => new NetworkBuilder("SharedSmall").Input(4).Dense(16).Relu().Dense(3).CrossEntropy().Adam().ToModel();

    // Its working memory is too large for the thread's, and threads share its work.
    private static NetworkModel Large => new NetworkBuilder("SharedLarge").Input(150).Dense(603).Relu().Dense(131).Tanh().Dense(10).CrossEntropy().Adam().ToModel();

    private static NetworkModel Stream => new NetworkBuilder("SharedStream").Input([9, 3], time: 0).Lstm(6).Gru(5).Dense(2).Mse().Sgd().ToModel();

    public static TheoryData<string, bool> Networks => new()
    {
        { "small", true }, { "small", false }, { "large", true }, { "large", false }, { "stream", true }, { "stream", false },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public unsafe void EvaluationsAtOnce_GiveTheBitsOfOneAlone(string name, bool isGenerated)
    {
        Shared shared = new(Make(name, isGenerated));
        if (shared.Network.GetType().GetProperty("Threads") is { } threads)
            threads.SetValue(shared.Network, 3);
        float[] expected = [.. Batches.Select(shared.Evaluate)];
        Parallel.For(0, name == "small" ? 4000 : 100, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            // What the thread's memory held before means nothing.
            new Span<float>(Scratch.Floats(4096), 4096).Fill(float.NaN);
            Assert.Equal(expected[i % Batches.Length], shared.Evaluate(Batches[i % Batches.Length]));
        });
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void TrainingsAtOnce_RunOneByOneOrAreRefused(string name, bool isGenerated)
    {
        Shared shared = new(Make(name, isGenerated)), alone = new(Make(name, isGenerated));
        int refused = 0;
        Parallel.For(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            try
            {
                _ = i % 4 == 0 ? shared.Evaluate(17) : shared.Train();
            }
            catch (InvalidOperationException e)
            {
                Assert.Contains("was refused", e.Message, StringComparison.Ordinal);
                Interlocked.Increment(ref refused);
            }
        });
        long steps = shared.Network.Steps;
        Assert.InRange(steps, 75 - refused, 75);
        for (int step = 0; step < steps; step++)
            alone.Train();
        Assert.Equal(alone.Weights(), shared.Weights());
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void WhileWeightsChange_EverythingIsRefusedAndChangesNothing(string name, bool isGenerated)
    {
        Shared shared = new(Make(name, isGenerated));
        float[] before = shared.Weights();
        using MemoryStream file = new();
        shared.Network.SaveCheckpoint(file);
        ref Guard guard = ref ((IGuarded)shared.Network).Guard;
        foreach ((string call, Action action) in shared.Calls(file.ToArray()))
        {
            guard.BeginChange(shared.Network.Info.Name, Use.TrainBatch);
            string message = Assert.Throws<InvalidOperationException>(action).Message;
            Assert.StartsWith($"{call} of '{shared.Network.Info.Name}' was refused: TrainBatch is at work", message, StringComparison.Ordinal);
            guard.EndChange();
            Assert.Equal(before, shared.Weights());
            Assert.Equal(0, shared.Network.Steps);
            action();
            shared.Network.LoadCheckpoint(new MemoryStream(file.ToArray()));
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void WhileALossIsComputed_ChangesAreRefusedAndReadingsAreNot(string name, bool isGenerated)
    {
        Shared shared = new(Make(name, isGenerated));
        using MemoryStream file = new();
        shared.Network.SaveCheckpoint(file);
        ref Guard guard = ref ((IGuarded)shared.Network).Guard;
        guard.BeginReading(shared.Network.Info.Name, Use.Evaluate);
        foreach ((string call, Action action) in shared.Calls(file.ToArray()))
        {
            if (call is "TrainBatch" or "Load" or "LoadCheckpoint")
                Assert.Contains("while Evaluate is at work", Assert.Throws<InvalidOperationException>(action).Message, StringComparison.Ordinal);
            else
                action();
        }
        guard.EndReading(Use.Evaluate);
        shared.Train();
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void BetweenTheBatchesOfFit_OtherThreadsMayReadOnly_AndItsOwnMayChange(string name, bool isGenerated)
    {
        Shared shared = new(Make(name, isGenerated));
        INetwork network = shared.Network;
        using MemoryStream file = new();
        network.SaveCheckpoint(file);
        Trainer<INetwork> trainer = new(network);
        (string Call, Action Action)[] ofOthers =
        [
            .. shared.Calls(file.ToArray()).Where(c => c.Call is "TrainBatch" or "Load" or "LoadCheckpoint"),
            ("SetLearningRate", () => network.LearningRate = 1), ("SetSteps", () => network.Steps = 100),
            ("Evaluate", () => trainer.Evaluate(shared.Data)), ("Evaluate", () => trainer.Confusion(shared.Data)),
        ];
        int batches = 0;
        trainer.Fit(shared.Data, epochs: 1, batchSize: 50, callbacks: [new Between(() =>
        {
            batches++;
            long steps = network.Steps;
            float[] weights = shared.Weights();
            OnAnotherThread(() =>
            {
                foreach ((string call, Action action) in ofOthers)
                    Assert.StartsWith($"{call} of '{network.Info.Name}' was refused: Fit is at work",
                        Assert.Throws<InvalidOperationException>(action).Message, StringComparison.Ordinal);
                Assert.Contains("another call of Fit", Assert.Throws<InvalidOperationException>(() => trainer.Fit(shared.Data)).Message, StringComparison.Ordinal);
                foreach ((_, Action action) in shared.Calls(file.ToArray()).Where(c => c.Call is "Predict" or "PredictBatch" or "Evaluate" or "Save" or "SaveCheckpoint" or "Step"))
                    action();
            });
            Assert.Equal(steps, network.Steps);
            Assert.Equal(weights, shared.Weights());
            network.LearningRate = 0.002f;
            shared.Train();
        })]);
        Assert.Equal((2, 4), (batches, network.Steps));
        OnAnotherThread(() => shared.Train());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WhileADatasetIsEvaluated_NoOtherThreadTrains(bool isGenerated)
    {
        Shared shared = new(Make("small", isGenerated));
        int rows = 0;
        new Trainer<INetwork>(shared.Network).Evaluate(shared.Data, new Watched(() =>
        {
            rows++;
            OnAnotherThread(() => Assert.Contains("Evaluate is at work", Assert.Throws<InvalidOperationException>(() => shared.Train()).Message, StringComparison.Ordinal));
            OnAnotherThread(() => new Trainer<INetwork>(shared.Network).Evaluate(shared.Data));
        }));
        Assert.True(rows > 0);
        Assert.Equal(0, shared.Network.Steps);
        shared.Train();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AStepThatIsRefused_LeavesItsStreamWhereItWas(bool isGenerated)
    {
        var network = (IStreamingNetwork)Make("stream", isGenerated);
        float[] input = [1, 2, 3], output = new float[2], state = new float[network.StateSize];
        network.Step(input, output, state, 0);
        float[] before = [.. state];
        ref Guard guard = ref ((IGuarded)network).Guard;
        guard.BeginChange("SharedStream", Use.Load);
        Assert.Throws<InvalidOperationException>(() => network.Step(input, output, state, 1));
        guard.EndChange();
        Assert.Equal(before, state);
        network.Step(input, output, state, 1);
    }

    [Fact]
    public void ThreadsMayBeSetDuringCalls()
    {
        INetwork network = Make("large", isGenerated: true);
        Shared shared = new(network);
        float expected = shared.Evaluate(17);
        System.Reflection.PropertyInfo threads = network.GetType().GetProperty("Threads")!;
        Parallel.For(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            if (i % 5 == 0)
                threads.SetValue(network, 1 + (i % 3));
            Assert.Equal(expected, shared.Evaluate(17));
        });
    }

    private static void OnAnotherThread(Action action)
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(action));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    private static INetwork Make(string name, bool isGenerated)
    {
        NetworkModel model = name == "small" ? Small : name == "large" ? Large : Stream;
        return isGenerated ? (INetwork)Activator.CreateInstance(Compiled.GetOrAdd(name, _ => CompiledNetwork.Create(model, 3).GetType()), 3)! : new EngineNetwork(model, 3);
    }

    /// <summary>A network with samples for it.</summary>
    private sealed class Shared(INetwork network)
    {
        private readonly float[] inputs = AgainstEngine.Values(new RandomSource(1), 100 * network.Info.InputSize);
        private readonly float[] targets = AgainstEngine.Values(new RandomSource(2), 100 * Math.Max(1, network.Info.TargetSize));
        private readonly int[] labels = [.. Enumerable.Range(0, 100).Select(i => i % 3)];

        public INetwork Network => network;

        public Dataset Data => HasLabels
            ? Dataset.FromLabels(inputs, network.Info.InputShape.AsSpan(), labels, network.Info.Targets[0].Classes)
            : Dataset.FromTargets(inputs, network.Info.InputShape.AsSpan(), targets, [network.Info.TargetSize]);

        private bool HasLabels => network.Info.TargetKind == TargetKind.ClassIndices;

        public float Evaluate(int batch) => HasLabels
            ? network.Evaluate(inputs.AsSpan(0, batch * network.Info.InputSize), labels.AsSpan(0, batch))
            : network.Evaluate(inputs.AsSpan(0, batch * network.Info.InputSize), targets.AsSpan(0, batch * network.Info.TargetSize));

        public float Train() => HasLabels
            ? network.TrainBatch(inputs.AsSpan(0, 7 * network.Info.InputSize), labels.AsSpan(0, 7))
            : network.TrainBatch(inputs.AsSpan(0, 7 * network.Info.InputSize), targets.AsSpan(0, 7 * network.Info.TargetSize));

        public float[] Weights() => [.. network.Parameters.Concat(network.OptimizerState).SelectMany(p => p.ToArray())];

        public IEnumerable<(string Call, Action Action)> Calls(byte[] checkpoint)
        {
            yield return ("Predict", () => network.Predict(inputs.AsSpan(0, network.Info.InputSize), new float[network.Info.OutputSize]));
            yield return ("PredictBatch", () => network.PredictBatch(inputs, new float[100 * network.Info.OutputSize]));
            yield return ("Evaluate", () => Evaluate(7));
            yield return ("TrainBatch", () => Train());
            yield return ("Save", () => network.Save(new MemoryStream()));
            yield return ("SaveCheckpoint", () => network.SaveCheckpoint(new MemoryStream()));
            yield return ("Load", () => network.Load(new MemoryStream(checkpoint)));
            yield return ("LoadCheckpoint", () => network.LoadCheckpoint(new MemoryStream(checkpoint)));
            if (network.Info.Name == "SharedStream" && network is IStreamingNetwork streaming)
                yield return ("Step", () => streaming.Step(inputs.AsSpan(0, streaming.StepInputSize), new float[2], new float[streaming.StateSize], 0));
            if (network is EngineNetwork engine)
                yield return ("Gradients", () => _ = HasLabels ? engine.Gradients(inputs, labels) : engine.Gradients(inputs, targets));
        }
    }

    /// <summary>Does something after every batch.</summary>
    private sealed class Between(Action action) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult batch) => action();
    }

    /// <summary>A metric that does something while it is measured.</summary>
    private sealed class Watched(Action action) : ClassMetric("watched")
    {
        public override ClassAccumulator Begin(int width, int capacity = 0) => new Rows(width, action);

        private sealed class Rows(int width, Action action) : ClassAccumulator(width)
        {
            protected override void AddRows(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels) => action();

            protected override void Clear()
            {
            }

            protected override double Measure() => 0;
        }
    }
}

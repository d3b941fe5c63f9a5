using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Training steps in chunks of samples, against the engine, which works on the batch as a whole.</summary>
public class ChunkTests
{
    private const int Rows = 16, AtOnce = 12;

    private static readonly int[] Batches = [15, 16, 17, 35, 64];

    public static TheoryData<int> Groups => [.. Enumerable.Range(0, DifferentialTests.RandomNetworkCount / AtOnce)];

    // Weights of classes and of samples that need the sum over all labels before, tables, dropout, recurrences, weights that are shared, frozen or punished.
    private static readonly NetworkModel[] Models =
    [
        new NetworkBuilder("Weighed").Input(9).Dense(21).Dropout(0.4).Tanh().Dense(3).CrossEntropy(0.1, classWeights: [1, 2, 0.5], ignoreIndex: 1)
            .Adam(0.01).ClipGradientNorm(0.5).ToModel(),
        new NetworkBuilder("Tokens").Input(6).Embedding(11, 8).PositionalEmbedding().TransformerEncoder(2, 16, dropout: 0.1).LayerNorm().Dense(11)
            .CrossEntropy(axis: -1, ignoreIndex: 3).Sgd(0.05).ToModel(),
        new NetworkBuilder("Maps").Input(2, 9, 7).Conv2D(5, [3], padding: 1, name: "first").Relu(name: "group").MaxPool2D([2])
            .Conv2D(6, [3], stride: 2, padding: 1).Gelu().Flatten().Dense(4).Mse().Sgd(0.05, momentum: 0.9).ToModel(),
        new NetworkBuilder("Signals").Input(7, 3).Lstm(10, layers: 2, dropout: 0.2).Gru(9).Dense(2).Huber().RmsProp(0.01).ClipGradientValue(0.1).ToModel(),
        new NetworkBuilder("Shared").Input(8).Dense(8, name: "own").Tanh().Dense(8).Weights(sharedWith: "own").Relu().Dense(8).Weights(frozen: true)
            .Dense(3).Weights(l1: 0.001, l2: 0.01)
            .Output("dense3").Dense(2, name: "other").Mse(from: "dense3").CrossEntropy(from: "other", ignoreIndex: 0).Weighted(0.4, sampleWeights: true).Adam(0.01).ToModel(),
        // What is 0 where a sum is flat isn't the sum of what it is for parts.
        new NetworkBuilder("Signed").Input(8).Dense(9).Tanh().Dense(3).Mse().UpdateRule(DeepTrainer.Tests.Tensors.Rules.Signed, 0.01).ToModel(),
    ];

    [Theory, MemberData(nameof(Groups))]
    public void RandomNetworks_TrainAsTheEngineDoes(int group)
    {
        NetworkModel[] models = [.. Enumerable.Range(group * AtOnce, AtOnce).Select(RandomNetworks.Generate)
            .Append(RandomImageNetworks.Generate(group)).Where(m => StepInChunks.Of(m.Training!) is not null)];
        Assert.InRange(models.Length, AtOnce / 2, AtOnce + 1);
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile([.. models], [Target.All[group % Target.All.Length]], Rows);
        for (int i = 0; i < models.Length; i++)
        {
            Assert.True(InChunks(networks[i](7)), models[i].Spec.Name);
            AgainstEngine.Compare(models[i], networks[i](7), Batches[(group + i) % Batches.Length]);
        }
    }

    // Totals of a table of 30,522 rows would be zeroed, added up and taken to every row.
    [Fact]
    public void ALargeTable_IsUpdatedByRow_AndNotInChunks()
    {
        NetworkModel Words(int rows) => new NetworkBuilder("Words").Input(7).Embedding(rows, 8).Flatten().Dense(5).CrossEntropy().Sgd(0.1).ToModel();
        NetworkModel large = Words(30_522);
        INetwork network = CompiledNetwork.Compile([large], [Target.Widest], Rows)[0](7);
        Assert.False(InChunks(network));
        AgainstEngine.Compare(large, network, 17);
        Assert.True(InChunks(CompiledNetwork.Compile([Words(60)], [Target.Widest], Rows)[0](7)));
    }

    // Tiles of three or six samples, as narrower vectors have, would lie otherwise in chunks of several blocks.
    public static TheoryData<int, string> Threads => [.. from batch in (int[])[15, 16, 17, 35, 1000] select (batch, Target.Widest.Name),
        .. from target in Target.X86.Except([Target.Widest]) from batch in (int[])[35, 1000] select (batch, target.Name)];

    [Theory, MemberData(nameof(Threads))]
    public void AnyNumberOfThreads_AndSoAnySizeOfChunks_GivesTheSameBits(int batch, string target)
    {
        ImmutableArray<Func<int, INetwork>> networks = Networks[target].Value;
        for (int i = 0; i < Models.Length; i++)
        {
            AgainstEngine.Compare(Models[i], networks[i](7), Math.Min(batch, 100));
            float[][] alone = Trained(networks[i](3), Models[i], batch, 1);
            foreach (int threads in (int[])[2, 3, 9])
            {
                foreach ((float[] one, float[] several) in alone.Zip(Trained(networks[i](3), Models[i], batch, threads)))
                    Assert.True(one.AsSpan().SequenceEqual(several), $"{Models[i].Spec.Name} on {threads} threads");
            }
        }
    }

    // Sums are of 48 samples at once then, not of 16.
    [Fact]
    public void OfSoManySamplesThatSumsAreOfMoreAtOnce_TheStepIsTheSame()
    {
        const int Batch = 70_000;
        NetworkModel model = new NetworkBuilder("Many").Input(3).Dense(2).Mse().Sgd(0.1).ToModel();
        INetwork network = CompiledNetwork.Compile([model], [Target.Widest], Rows)[0](7);
        Assert.True(InChunks(network));
        EngineNetwork engine = new(model, seed: 7);
        RandomSource random = new(3);
        float[] inputs = AgainstEngine.Values(random, Batch * 3), targets = [.. AgainstEngine.Values(random, Batch * 2).Select(t => t + 100)];
        AgainstEngine.Close([engine.TrainBatch(inputs, targets)], [network.TrainBatch(inputs, targets)], 1e-5, "loss");
        foreach ((Parameter expected, Parameter actual) in engine.Parameters.Zip(network.Parameters))
            AgainstEngine.Close(expected.ToArray(), actual.ToArray(), 1e-5, expected.Name);
    }

    [Fact]
    public void WhatIsNoNumberInOneChunk_MakesTheLossNone_AndABatchOfIgnoredLabelsIsNothing()
    {
        INetwork network = Widest[0](7);
        float[] inputs = AgainstEngine.Values(new(1), 100 * 9);
        int[] labels = [.. Enumerable.Repeat(1, 100)];
        Assert.Equal(0, network.TrainBatch(inputs, labels));
        labels[70] = 2;
        Assert.True(float.IsFinite(network.TrainBatch(inputs, labels)));
        inputs[(70 * 9) + 4] = float.NaN;
        Assert.True(float.IsNaN(network.TrainBatch(inputs, labels)));
    }

    [Fact]
    public void Chunks_AllocateNothing()
    {
        INetwork network = Widest[2](7);
        float[] inputs = new float[100 * 126], targets = new float[100 * 4];
        network.TrainBatch(inputs, targets);
        long before = GC.GetAllocatedBytesForCurrentThread();
        network.TrainBatch(inputs, targets);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void LargeActivations_AndFewWeights_AreTrainedInChunks_OthersAreNot()
    {
        static NetworkBuilder Images() => new NetworkBuilder("Images").Input(1, 28, 28).Conv2D(6, [5], padding: 2).Relu().MaxPool2D([2]);
        Assert.True(IsTrainedInChunks(Images().Conv2D(16, [5]).Relu().MaxPool2D([2]).Flatten().Dense(120).Relu().Dense(10).CrossEntropy().Adam()));
        Assert.False(IsTrainedInChunks(Images().Conv2D(16, [5]).BatchNorm().Relu().MaxPool2D([2]).Flatten().Dense(120).Relu().Dense(10).CrossEntropy().Adam()));
        Assert.False(IsTrainedInChunks(new NetworkBuilder("Wide").Input(784).Dense(512).Relu().Dense(10).CrossEntropy().Adam()));
        Assert.False(IsTrainedInChunks(new NetworkBuilder("Small").Input(64).Dense(32).Relu().Dense(10).CrossEntropy().Adam()));
    }

    private static readonly Dictionary<string, Lazy<ImmutableArray<Func<int, INetwork>>>> Networks = Target.X86.ToDictionary(
        t => t.Name, t => new Lazy<ImmutableArray<Func<int, INetwork>>>(() => CompiledNetwork.Compile([.. Models], [t], Rows)));

    private static ImmutableArray<Func<int, INetwork>> Widest => Networks[Target.Widest.Name].Value;

    private static bool InChunks(INetwork network) => network.GetType()
        .GetMethod("TrainSamples", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance) is not null;

    private static bool IsTrainedInChunks(NetworkBuilder network) => Renderer.Run(network.ToModel())[0].Text.Contains("TrainSamples", StringComparison.Ordinal);

    private static float[][] Trained(INetwork network, NetworkModel model, int batch, int threads)
    {
        ThreadTests.SetThreads(network, threads);
        RandomSource random = new(9);
        float[] inputs = AgainstEngine.Inputs(random, model, batch), targets = AgainstEngine.Targets(random, model, batch);
        int[] labels = [.. targets.Select(t => (int)t)];
        float[] losses = [.. Enumerable.Range(0, 3).Select(_ => model.Target == Losses.TargetKind.ClassIndices ? network.TrainBatch(inputs, labels)
            : network.TrainBatch(inputs, targets))];
        return [losses, .. network.Parameters.Concat(network.OptimizerState).Select(p => p.ToArray())];
    }
}

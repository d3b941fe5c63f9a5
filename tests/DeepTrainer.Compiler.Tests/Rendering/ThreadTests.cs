using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Threads that share a network's work: the same bits, whatever their number.</summary>
public class ThreadTests
{
    // Sizes that are no multiples of tiles and vectors.
    private static NetworkModel Rows => new NetworkBuilder("Rows").Input(150).Dense(203).Relu().Dense(131).Tanh().Dense(10).CrossEntropy().Adam(0.01).ToModel();

    private static NetworkModel Maps => new NetworkBuilder("Maps").Input(3, 33, 31).Conv2D(19, [3], stride: 2, padding: 1).BatchNorm().Relu().Conv2D(21, [3]).Relu()
        .GlobalAvgPool().Flatten().Dense(5).Mse().Sgd(0.05, momentum: 0.9).ToModel();

    private static NetworkModel Sequences => new NetworkBuilder("Sequences").Input(20, 48).Lstm(40).TransformerEncoder(4, 96).Dense(7).Mse().Adam(0.01).ToModel();

    // So many weights that their sums over samples don't fit the cache, and are made in groups.
    private static NetworkModel Groups => new NetworkBuilder("Groups").Input(3, 18, 18).Conv2D(32, [3]).BatchNorm().Relu()
        .Conv2D(64, [3], stride: 2, padding: 1).BatchNorm().Relu().GlobalAvgPool().Flatten().Dense(3).Mse().Sgd(0.05).ToModel();

    private static NetworkModel Small => new NetworkBuilder("Small").Input(4).Dense(3).Mse().Sgd(0.1).ToModel();

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void AnyNumberOfThreads_GivesTheSameBits(int bits)
    {
        ImmutableArray<NetworkModel> models = [Rows, Maps, Sequences, Groups];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, [bits]);
        for (int i = 0; i < models.Length; i++)
        {
            float[][] alone = Trained(networks[i](3), models[i], 1);
            foreach (int threads in (int[])[2, 3, 5])
            {
                float[][] together = Trained(networks[i](3), models[i], threads);
                for (int k = 0; k < alone.Length; k++)
                    Assert.True(alone[k].AsSpan().SequenceEqual(together[k]), $"{models[i].Spec.Name}, {bits} bits: result {k} differs on {threads} threads");
            }
        }
    }

    // Parts of tiles, of chunks and of single samples, with and without samples left over, for fewer threads than parts and more.
    [Fact]
    public void BatchesOfAnySize_GiveTheSameBitsOnAnyNumberOfThreads()
    {
        NetworkModel one = new NetworkBuilder("ByOne").Input(64, 16, 16).Conv2D(64, [3], padding: 1).Relu().Conv2D(64, [3], padding: 1).GlobalAvgPool().Flatten().Mse().ToModel();
        NetworkModel noise = new NetworkBuilder("Noise").Input(90).Dense(64).Relu().Dropout(0.3, inPrediction: true).Dense(5).Mse().ToModel();
        ImmutableArray<NetworkModel> models = [Rows, Maps, Sequences, one, noise];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, [512]);
        for (int i = 0; i < models.Length; i++)
        {
            INetwork network = networks[i](3);
            int inputs = network.Info.InputSize, outputs = network.Info.OutputSize;
            foreach (int batch in (int[])[2, 17, 69, 100, i == 0 ? 1043 : 150])
            {
                float[] samples = AgainstEngine.Inputs(new(batch), models[i], batch), alone = new float[batch * outputs];
                SetThreads(network, 1);
                network.PredictBatch(samples, alone);
                foreach (int threads in (int[])[2, 3, 5, 64])
                {
                    float[] together = new float[batch * outputs];
                    SetThreads(network, threads);
                    network.PredictBatch(samples, together);
                    Assert.True(alone.AsSpan().SequenceEqual(together), $"{models[i].Spec.Name}: {batch} samples differ on {threads} threads");
                }
            }
        }
    }

    [Fact]
    public void TheseNetworksAreShared()
    {
        foreach (NetworkModel model in (NetworkModel[])[Rows, Maps, Sequences])
            Assert.True(Planner.Run(model.Training!, new Persistent(model).Layouts).IsShared, model.Spec.Name);
        Assert.Contains(Planner.Run(Groups.Training!, new Persistent(Groups).Layouts).Kernels, k => k.Kernel.SharedAxis >= 0 && k.IsDotTile
            && DotTiling.Choose(k, Target.Widest) is var tiling && tiling.Group < k.Kernel.Axes[tiling.Row].Extent);
    }

    [Fact]
    public void ABatchIsParted_InWholeTiles()
    {
        GraphPlan plan = Planner.Run(Maps.Inference, new Persistent(Maps).Layouts);
        Assert.InRange(plan.ChunkRows, 16, 32);
        Assert.All(plan.Kernels.SelectMany(k => k.SamplesAtOnce(Target.All)), samples => Assert.Equal(0, plan.PartRows % samples));
        Assert.Equal(0, plan.ChunkRows % plan.PartRows);
        int parts = Planner.Run(Rows.Inference, new Persistent(Rows).Layouts).PartRows;
        Assert.Contains($"Team.Share(shared->count, {parts}, ", string.Concat(Renderer.Run(Rows).Select(f => f.Text)), StringComparison.Ordinal);
        Assert.DoesNotContain("Team.Share(", string.Concat(Renderer.Run(Small).Select(f => f.Text)), StringComparison.Ordinal);
    }

    // Chains of small maps: what one thread stores and another reads takes longer than what it computes.
    [Fact]
    public void OfSmallMaps_OneThreadDoesAll_AndOfWideLayers_Both()
    {
        NetworkModel small = new NetworkBuilder("SmallMaps").Input(64, 25, 5).Conv2D(64, [3], padding: 1, groups: 64).Relu().Conv2D(64, [1]).Relu()
            .Conv2D(64, [3], padding: 1, groups: 64).Relu().Conv2D(64, [1]).Relu().Mse().ToModel();
        NetworkModel wide = new NetworkBuilder("Wide").Input(700).Dense(900).Relu().Dense(800).Relu().Dense(10).Mse().ToModel();
        Assert.DoesNotContain(One(small).Kernels, k => k.Kernel.SharedAxis >= 0);
        Assert.Equal(2, One(wide).Kernels.Count(k => k.Kernel.SharedAxis >= 0));

        static GraphPlan One(NetworkModel model) => Planner.Run(model.Inference, new Persistent(model).Layouts, oneSample: true);
    }

    [Fact]
    public void ThreadsAllocateNothing_AndMayComeAndGo()
    {
        INetwork network = CompiledNetwork.Create(Rows, 3);
        float[] inputs = new float[64 * 150], outputs = new float[64 * 10];
        int[] labels = new int[64];
        foreach (int threads in (int[])[2, 1, 3])
        {
            SetThreads(network, threads);
            network.TrainBatch(inputs, labels);
            network.PredictBatch(inputs, outputs);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
            {
                network.TrainBatch(inputs, labels);
                network.PredictBatch(inputs, outputs);
                network.Predict(inputs.AsSpan(0, 150), outputs.AsSpan(0, 10));
            }
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void PredictionsOnManyThreadsAtOnce_AreRight_ThoughOneTeamWorks()
    {
        INetwork network = CompiledNetwork.Create(Rows, 3);
        RandomSource random = new(5);
        float[] input = AgainstEngine.Values(random, 150), expected = new float[10];
        network.Predict(input, expected);
        SetThreads(network, 2);
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            float[] output = new float[10];
            network.Predict(input, output);
            Assert.Equal(expected, output);
        });
    }

    [Fact]
    public void ImpossibleNumbers_AreRefused()
    {
        foreach (NetworkModel model in (NetworkModel[])[Rows, Small])
        {
            INetwork network = CompiledNetwork.Create(model, 3);
            foreach (int threads in (int[])[0, -1, 65])
            {
                Exception refusal = Assert.ThrowsAny<Exception>(() => SetThreads(network, threads)).InnerException!;
                Assert.Contains(threads.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    Assert.IsType<ArgumentOutOfRangeException>(refusal).Message, StringComparison.Ordinal);
            }
            SetThreads(network, 2);
            Assert.Equal(2, network.GetType().GetProperty("Threads")!.GetValue(network));
        }
    }

    internal static void SetThreads(INetwork network, int threads) => network.GetType().GetProperty("Threads")!.SetValue(network, threads);

    // Losses, weights and predictions after some steps, with a batch that fills no tile.
    private static float[][] Trained(INetwork network, NetworkModel model, int threads)
    {
        const int Batch = 37, Steps = 3;
        SetThreads(network, threads);
        RandomSource random = new(9);
        float[] inputs = AgainstEngine.Inputs(random, model, Batch), outputs = new float[Batch * network.Info.OutputSize];
        bool hasLabels = model.Target == Losses.TargetKind.ClassIndices;
        float[] targets = AgainstEngine.Values(random, Batch * model.TargetSize);
        int[] labels = [.. Enumerable.Range(0, Batch).Select(i => i % 10)];
        float[] losses = [.. Enumerable.Range(0, Steps).Select(_ => hasLabels ? network.TrainBatch(inputs, labels) : network.TrainBatch(inputs, targets))];
        network.PredictBatch(inputs, outputs);
        float[] one = new float[network.Info.OutputSize];
        network.Predict(inputs.AsSpan(0, network.Info.InputSize), one);
        return [losses, outputs, one, .. network.Parameters.Select(p => p.ToArray())];
    }
}

using DeepTrainer.Compiler.Loops;
using DeepTrainer.Compiler.Loops.Kernels;
using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Planning;

/// <summary>Samples that don't fill a block: they cost no more than a block, and what lies behind them counts for nothing.</summary>
public class RemainderTests
{
    private static readonly int[] Batches = [1, 3, 7, 15, 17, 31];

    private static NetworkModel Convolutional => new NetworkBuilder("Convolutional").Input(3, 9, 7).Conv2D(5, [3], padding: 1).BatchNorm().Relu().Conv2D(6, [3], groups: 1)
        .Flatten().Dense(4).CrossEntropy().Adam().ToModel();

    private static NetworkModel Recurrent => new NetworkBuilder("Recurrent").Input(6, 5).Lstm(7).Dense(2).Mse().Sgd(0.1).ToModel();

    private static NetworkModel OneNumber => new NetworkBuilder("OneNumber").Input(1).Dense(5).Tanh().Dense(1).Mse().Sgd(0.1).ToModel();

    private static NetworkModel Attentive => new NetworkBuilder("Attentive").Input(5, 10).MultiHeadAttention(5).Mse().Adam().ToModel();

    private static NetworkModel Language => new NetworkBuilder("Language").Input(4).Embedding(9, 6).Flatten().Dense(3).CrossEntropy().Adam().ToModel();

    private static NetworkModel[] Models => [Convolutional, Recurrent, OneNumber, Attentive, Language];

    // Working memory is full of NaN from the batch before.
    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void WhatABatchBeforeLeftBehind_IsNotSummed(int bits)
    {
        ImmutableArray<NetworkModel> models = [.. Models];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, [bits]);
        for (int m = 0; m < models.Length; m++)
        {
            foreach (int batch in Batches)
            {
                INetwork network = networks[m](3), fresh = networks[m](3);
                Train(network, [.. Enumerable.Repeat(float.NaN, 48 * network.Info.InputSize)], 48);
                foreach ((Parameter to, Parameter from) in network.Parameters.Concat(network.OptimizerState).Zip(fresh.Parameters.Concat(fresh.OptimizerState)))
                    to.CopyFrom(from.ToArray());
                network.Steps = 0;
                float[] inputs = [.. AgainstEngine.Values(new RandomSource(5), batch * network.Info.InputSize).Select(v => models[m].Indices.IsEmpty ? v : MathF.Round(4 + v))];
                Assert.Equal(Train(fresh, inputs, batch), Train(network, inputs, batch));
                Assert.All(network.Parameters.Zip(fresh.Parameters), p => Assert.Equal(p.Second.ToArray(), p.First.ToArray()));
            }
        }
    }

    private static float Train(INetwork network, float[] inputs, int batch)
    {
        int targets = batch * network.Info.TargetSize;
        float[] safe = network.Info.Name == Language.Spec.Name ? [.. inputs.Select(v => float.IsNaN(v) ? 0 : v)] : inputs;
        return network.Info.TargetKind == TargetKind.ClassIndices ? network.TrainBatch(safe, new int[targets]) : network.TrainBatch(safe, new float[targets]);
    }

    // What remained of a batch was once added up number by number, 3 to 14 times slower than a whole block.
    [Fact]
    public void SumsOverSamples_AreOfWholeVectors()
    {
        KernelPlan[] sums = [.. Models.SelectMany(m => Planner.Run(m.Training!, new Persistent(m).Layouts).Kernels).Where(k => k.IsDotTile)];
        Assert.NotEmpty(sums);
        foreach (KernelPlan sum in sums)
        {
            Assert.NotEmpty(sum.Cleared);
            Assert.All(sum.Cleared, tensor => Assert.Equal(StorageKind.Temporary, tensor.Storage.Kind));
            foreach (Target target in Target.All)
            {
                Stmt[] statements = [.. KernelLoops.Of(sum, target, "Sum").SelectMany(m => Walk.Statements(m.Body))];
                Assert.Equal(sum.Cleared.Length, statements.OfType<Stmt.ClearPadding>().Count());
                Assert.Empty(statements.SelectMany(Walk.Values).OfType<Value.First>());
            }
        }
    }

    // A convolution's lanes are samples: a block takes as long for one as for sixteen, and about as long as ten of them alone. A dense layer's tiles have
    // eight samples, which share the loads of weights.
    [Fact]
    public void FewSamples_ArePredictedOneByOne()
    {
        Assert.InRange(ByOne(Convolutional), 4, 14);
        Assert.InRange(ByOne(new NetworkBuilder("Wide").Input(784).Dense(128).Relu().Dense(10).ToModel()), 1, 4);

        static int ByOne(NetworkModel model)
        {
            WeightLayouts layouts = new Persistent(model).Layouts;
            return Planner.Run(model.Inference, layouts).SamplesByOne(Planner.Run(model.Inference, layouts, oneSample: true));
        }
    }
}

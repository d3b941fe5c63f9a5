using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Language;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Arithmetic;

/// <summary>Layers that reduce, combine and multiply, in the engine and in generated code, against loops in float64.</summary>
public class ArithmeticTests
{
    private static readonly Dictionary<string, (int[] A, int[] B, Func<NetworkBuilder, NetworkBuilder> Network, Func<NdArray, NdArray, NdArray> Expected)> Cases = new()
    {
        ["add a vector to each row"] = ([5, 3], [3], n => n.Add("a, b"), (a, b) => NdArray.Zip(a, b, (x, y) => x + y)),
        ["multiply an image by its channels' weights"] = ([3, 4, 5], [3, 1, 1], n => n.Multiply("a, b"), (a, b) => NdArray.Zip(a, b, (x, y) => x * y)),
        ["outer difference"] = ([7, 1], [1, 4], n => n.Subtract("a, b"), (a, b) => NdArray.Zip(a, b, (x, y) => x - y)),
        ["divide by the sum of squares"] = ([6], [17, 1], n => n.Multiply("b, b", name: "s").Divide("a, s"), (a, b) => NdArray.Zip(a, b, (x, y) => x / (y * y))),
        ["three at once"] = ([2, 3], [1, 3], n => n.Maximum("a, b, a"), (a, b) => NdArray.Zip(a, b, Math.Max)),
        ["minimum"] = ([5, 1, 2], [4, 1], n => n.Minimum("a, b"), (a, b) => NdArray.Zip(a, b, Math.Min)),
        ["sum of all"] = ([3, 7], [1], n => n.Sum([], from: "a").Add("sum1, b"), (a, b) => NdArray.Zip(a.Reduce([0, 1], false, v => v.Sum()).Reshape([1]), b, (x, y) => x + y)),
        ["mean from the end"] = ([3, 4, 5], [3, 4], n => n.Mean([-1], from: "a")
            .Add("mean1, b"), (a, b) => NdArray.Zip(a.Reduce([2], false, v => v.Average()), b, (x, y) => x + y)),
        ["less the mean of rows"] = ([3, 17], [1], n => n.Mean([1], keepDims: true, from: "a").Subtract("a, mean1, b"),
            (a, b) => NdArray.Zip(NdArray.Zip(a, a.Reduce([1], true, v => v.Average()), (x, y) => x - y), b, (x, y) => x - y)),
        ["largest of two dimensions"] = ([4, 3, 5], [3], n => n.Max([0, 2], from: "a")
            .Add("max1, b"), (a, b) => NdArray.Zip(a.Reduce([0, 2], false, v => v.Max()), b, (x, y) => x + y)),
        ["smallest"] = ([4, 3], [4, 1], n => n.Min([-1], keepDims: true, from: "a")
            .Multiply("min1, b"), (a, b) => NdArray.Zip(a.Reduce([1], true, v => v.Min()), b, (x, y) => x * y)),
        ["matrix product"] = ([5, 7], [7, 3], n => n.MatMul("a, b"), (a, b) => NdArray.Contract("ik,kj->ij", a, b)),
        ["both transposed"] = ([7, 5], [3, 7], n => n.MatMul("a, b", transposeA: true, transposeB: true), (a, b) => NdArray.Contract("ki,jk->ij", a, b)),
        ["products of many matrices"] = ([2, 5, 3], [2, 4, 3], n => n.MatMul("a, b", transposeB: true), (a, b) => NdArray.Contract("hik,hjk->hij", a, b)),
        ["one matrix for many"] = ([3, 5, 2], [2, 6], n => n.MatMul("a, b"), (a, b) => NdArray.Contract("hik,kj->hij", a, b)),
        ["vector times matrix"] = ([4], [4, 6], n => n.MatMul("a, b"), (a, b) => NdArray.Contract("k,kj->j", a, b)),
        ["vector times vector"] = ([17], [17], n => n.MatMul("a, b"), (a, b) => NdArray.Contract("k,k->", a, b).Reshape([1])),
        ["constants"] = ([3, 4], [3, 4], n => n.Constant([0.5, -1, 2], [3, 1], name: "c").Constant([4], [2, 1, 1], name: "d").Multiply("a, c, b, d"),
            (a, b) => NdArray.Of([2, 3, 4], i => a.Stretched(i) * b.Stretched(i) * new[] { 0.5, -1, 2 }[i[1]] * 4)),
        ["a vector without a shape"] = ([3], [2, 3], n => n.Constant([1, 2, 3], [], name: "c")
            .Subtract("a, c, b"), (a, b) => NdArray.Of([2, 3], i => a.Stretched(i) - (i[1] + 1) - b.Stretched(i))),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void LayersAre_WhatTheirFormulasSay(string name)
    {
        (int[] a, int[] b, Func<NetworkBuilder, NetworkBuilder> layers, Func<NdArray, NdArray, NdArray> expected) = Cases[name];
        NetworkModel model = layers(new NetworkBuilder("Net").InputNamed("a", a).InputNamed("b", b)).ToModel();
        int first = NdArray.SizeOf(a), second = NdArray.SizeOf(b);
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
        {
            foreach (int batch in (int[])[1, 3, 17])
            {
                float[] inputs = AgainstEngine.Values(new RandomSource(batch), batch * (first + second)), outputs = new float[batch * network.Info.OutputSize];
                network.PredictBatch(inputs, outputs);
                NdArray[] samples = [.. inputs.Chunk(first + second).Select(x => expected(Part(a, x[..first]), Part(b, x[first..])))];
                Assert.Equal(samples[0].Shape, network.Info.OutputShape);
                AgainstEngine.Close([.. samples.SelectMany(s => s.Data).Select(v => (float)v)], outputs, 2e-5, name);
            }
        }

        static NdArray Part(int[] shape, float[] values) => new(shape, [.. values.Select(v => (double)v)]);
    }

    [Theory, MemberData(nameof(Names))]
    public void GradientsAreRight(string name)
    {
        (int[] a, int[] b, Func<NetworkBuilder, NetworkBuilder> layers, _) = Cases[name];
        GradientCheckResult result = GradientCheck.Run(layers(new NetworkBuilder("Net").InputNamed("a", a).InputNamed("b", b)).Mse());
        Assert.True(result.Worst.Relative < 1e-6, result.ToString());
    }

    [Theory, MemberData(nameof(Names))]
    public void GeneratedCodeTrains_AsTheEngineDoes(string name)
    {
        (int[] a, int[] b, Func<NetworkBuilder, NetworkBuilder> layers, _) = Cases[name];
        NetworkBuilder network = new NetworkBuilder("Net").InputNamed("x", a).InputNamed("y", b).Dense(a[^1], from: "x", name: "a").Dense(b[^1], from: "y").Softplus(name: "b");
        NetworkModel model = layers(network).Flatten().Mse().Adam(epsilon: 0.01).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 7);
    }

    [Fact]
    public void AWeight_IsCalledAsThePyTorchParameterIs_AndTrained()
    {
        NetworkModel model = new NetworkBuilder("Patches").Input(9, 5).Weight([1, 5], name: "cls_token").Concat("cls_token, input")
            .Weight([10, 5], Init.Uniform, 0.1, name: "pos_embed")
            .Add("concat1, pos_embed").MultiHeadAttention(5).Slice(0, 1).Flatten().Dense(3).CrossEntropy().Adam(epsilon: 0.01).ToModel();
        Assert.Equal(["cls_token", "pos_embed"], model.Parameters.Take(2).Select(p => p.Name));
        Assert.Equal([5L, 50], model.Layers.Where(l => l.Kind == "Weight").Select(l => l.ParameterCount));
        Assert.All(model.Layers.Where(l => l.Kind == "Weight"), l => Assert.Empty(l.From));
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 3);
        GradientCheckResult result = GradientCheck.Run(model);
        Assert.True(result.Worst.Relative < 1e-6, result.ToString());
        Assert.NotEqual(0, result.Errors.Single(e => e.Name == "cls_token").Numeric);
        Assert.Contains("cls_token", new EngineNetwork(model, 1).Info.Summary(), StringComparison.Ordinal);
    }

    [Fact]
    public void WeightsCanBeSharedAndFrozen()
    {
        NetworkModel model = new NetworkBuilder("Shared").Input(3).Weight([3], name: "w").Weight([3], name: "again").Weights(sharedWith: "w")
            .Weight([3], Init.Constant, 2, name: "two")
            .Weights(frozen: true).Multiply("input, w").Add("multiply1, again, two").Mse().Sgd().ToModel();
        Assert.Equal(["w", "two"], model.Parameters.Select(p => p.Name));
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 17);
    }

    [Fact]
    public void AStreamHasConstants_AndWhatIsTheSameAtAllSteps() => Streaming.StreamCheck.EqualsPrediction(
        new NetworkBuilder("Net").Input([7, 3], time: 0).Weight([3], name: "scale").Constant([1, 2, 3], [1, 3], name: "offset").Multiply("input, scale", name: "scaled")
            .Subtract("scaled, offset").Max([-1], keepDims: true).Gru(4));
}

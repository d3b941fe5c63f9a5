using System.Text.RegularExpressions;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Batch normalization: folded where nothing is trained, by the batch where something is.</summary>
public class BatchNormTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheFoldedForm_IsTheFormula(bool affine)
    {
        NetworkModel model = new NetworkBuilder("Folded").Input(3, 5).BatchNorm(0.01, affine: affine, name: "bn").ToModel();
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
        {
            RandomSource random = new(3);
            foreach (Parameter parameter in network.Parameters)
                parameter.CopyFrom([.. Enumerable.Range(0, parameter.Length).Select(_ => 0.2f + random.NextSingle())]);
            float[] x = AgainstEngine.Values(random, 2 * 15), y = new float[x.Length];
            network.PredictBatch(x, y);
            float[] mean = Values(network, "bn.running_mean", 0), variance = Values(network, "bn.running_var", 0);
            float[] weight = Values(network, "bn.weight", 1), bias = Values(network, "bn.bias", 0);
            float[] expected = [.. x.Select((v, i) => (float)((((v - mean[i / 5 % 3]) / Math.Sqrt(variance[i / 5 % 3] + 0.01)) * weight[i / 5 % 3]) + bias[i / 5 % 3]))];
            AgainstEngine.Close(expected, y, 1e-6, network.GetType().Name);
        }
    }

    [Fact]
    public void ItIsOneMultiplyAdd_AtTheEndOfTheProductBefore()
    {
        AssertFolded(new NetworkBuilder("Rows").Input(9).Dense(17, bias: false, name: "product").BatchNorm(name: "bn").Relu(name: "act").ToModel(), "");
        AssertFolded(new NetworkBuilder("Rows").Input(9).Dense(17, name: "product").BatchNorm(name: "bn").Relu(name: "act").ToModel(), "productBias");
        AssertFolded(new NetworkBuilder("Maps").Input(2, 9, 9).Conv2D(17, [3], bias: false, name: "product").BatchNorm(name: "bn").Relu(name: "act").ToModel(), "");
    }

    // The kernels of a prediction: scale and shift of the channels, and one that has the product's sum, both of them and the activation.
    private static void AssertFolded(NetworkModel model, string bias)
    {
        string text = string.Join("\n", Renderer.Run(model, [256]).Select(f => f.Text));
        string formula = Assert.Single(Regex.Matches(text, @"// (prediction|act)\w* \[N.*= (?<formula>.*)").Select(m => m.Groups["formula"].Value).Distinct());
        string sum = bias.Length == 0 ? "sum" : $@"\(sum \+ {bias}\[\w+\]\)";
        Assert.Matches($@"^max\({sum} \* bnScale\[\w+\] \+ bnShift\[\w+\], 0\)$", formula);
        Assert.Single(Regex.Matches(text, @"// bnScale \[17\] = bnWeight\[\w+\] / sqrt\(bnRunningVar\[\w+\] \+ 1E-05\)$", RegexOptions.Multiline).Select(m => m.Value).Distinct());
        Assert.Single(Regex.Matches(text, @"// bnShift \[17\] = bnBias\[\w+\] - bnRunningMean\[\w+\] \* new bnScale$", RegexOptions.Multiline).Select(m => m.Value).Distinct());

        // Wherever the scale is read, but not where it is made.
        string[] finishes = [.. text.Split('\n').Where(line => Regex.IsMatch(line, @"^(?!\s*//).*bnScale\[") && !Regex.IsMatch(line, @"&bnScale\[\w+\] = "))];
        Assert.NotEmpty(finishes);
        string channel = @"(\*\(V\*\)&{0}\[o\]|Create\({0}\[o( \+ \d)?\]\))";
        string start = @"(sum|sums\[[\w* ]+\])" + (bias.Length == 0 ? "" : @" \+ " + string.Format(channel, bias));
        string multiplyAdd = $@"MultiplyAddEstimate\({start}, {string.Format(channel, "bnScale")}, {string.Format(channel, "bnShift")}\)";
        Assert.All(finishes, f => Assert.Matches($@"MaxNative\(V\.Zero, {multiplyAdd}\)", f));
    }

    [Theory]
    [InlineData(128, 2)]
    [InlineData(512, 2)]
    [InlineData(128, 33)]
    [InlineData(256, 7)]
    [InlineData(512, 33)]
    public void GeneratedCode_TrainsAsTheEngineDoes(int bits, int batch)
    {
        NetworkModel rows = new NetworkBuilder("Rows").Input(9).Dense(17).BatchNorm(0.1).Relu().Dense(5).BatchNorm(0.1, affine: false).CrossEntropy()
            .Sgd(0.05, momentum: 0.9).ToModel();
        NetworkModel maps = new NetworkBuilder("Maps").Input(2, 6, 6).Conv2D(5, [3], bias: false).BatchNorm(0.1, cumulative: true).Relu().GlobalAvgPool()
            .Flatten().Dense(3).CrossEntropy().Adam(0.003, epsilon: 0.01).ToModel();
        AgainstEngine.Compare(rows, CompiledNetwork.Compile([rows], [bits])[0](7), batch);
        AgainstEngine.Compare(maps, CompiledNetwork.Compile([maps], [bits])[0](7), batch);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void AveragesThatStayOrFollowAtOnce_Work(double momentum)
    {
        NetworkModel model = new NetworkBuilder("Extreme").Input(9).BatchNorm(0.1, momentum).Dense(3).BatchNorm(0.1, momentum, affine: false).Mse().Sgd(0.05).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 5);
    }

    [Fact]
    public void AFrozenLayer_KeepsItsAverages()
    {
        NetworkModel model = new NetworkBuilder("Frozen").Input(4).Dense(3).Add(new BatchNormAttribute { Frozen = true }).Dense(2).Mse().Sgd(0.05).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 1);
        INetwork network = CompiledNetwork.Create(model, 7);
        float[][] before = [.. network.Parameters.Where(p => p.Name.StartsWith("batchNorm1", StringComparison.Ordinal)).Select(p => p.ToArray())];
        network.TrainBatch([1, 2, 3, 4], new float[2]);
        Assert.Equal(before, network.Parameters.Where(p => p.Name.StartsWith("batchNorm1", StringComparison.Ordinal)).Select(p => p.ToArray()));
    }

    [Fact]
    public void CumulativeAverages_AreMeansOverAllBatches()
    {
        NetworkModel model = new NetworkBuilder("Averaged").Input(1).BatchNorm(cumulative: true, name: "bn").Mse().Sgd().ToModel();
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
        {
            network.TrainBatch([1, 3], new float[2]);
            network.TrainBatch([4, 10], new float[2]);
            network.TrainBatch([-3, 0], new float[2]);
            AgainstEngine.Close([(2 + 7 - 1.5f) / 3], Values(network, "bn.running_mean", 0), 1e-6, "mean");
            AgainstEngine.Close([(2 + 18 + 4.5f) / 3], Values(network, "bn.running_var", 0), 1e-6, "variance");
            Assert.Equal([3f], Values(network, "bn.num_batches_tracked", 0));
        }
    }

    [Fact]
    public void ABatchOfOne_IsRefusedWhereAChannelHasOneValue()
    {
        NetworkModel rows = new NetworkBuilder("Rows").Input(4).Dense(3).BatchNorm(name: "norm").Mse().Sgd().ToModel();
        NetworkModel signals = new NetworkBuilder("Signals").Input(4, 2).BatchNorm().Flatten().Dense(3).Mse().Sgd().ToModel();
        foreach (INetwork network in (INetwork[])[new EngineNetwork(rows, 1), CompiledNetwork.Create(rows, 1)])
        {
            float[][] before = [.. network.Parameters.Select(p => p.ToArray())];
            string message = Assert.Throws<ArgumentException>(() => network.TrainBatch(new float[4], new float[3])).Message;
            Assert.Contains("'Rows' can't be trained on a batch of 1: 'norm'", message, StringComparison.Ordinal);
            Assert.Equal(before, network.Parameters.Select(p => p.ToArray()));
            Assert.Equal(0, network.Steps);
            network.Evaluate(new float[4], new float[3]);
        }
        foreach (INetwork network in (INetwork[])[new EngineNetwork(signals, 1), CompiledNetwork.Create(signals, 1)])
            Assert.True(float.IsFinite(network.TrainBatch(new float[8], new float[3])));
    }

    private static float[] Values(INetwork network, string name, float missing) =>
        network.Parameters.SingleOrDefault(p => p.Name == name)?.ToArray() ?? [missing, missing, missing];
}

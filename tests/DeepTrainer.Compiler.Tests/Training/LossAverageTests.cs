using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>The loss of a dataset is that of all of its samples at once, in whatever order and batches they come.</summary>
public class LossAverageTests
{
    private const int Count = 700, Inputs = 4, Classes = 3, Ignored = -100;

    private static readonly double[] Weights = [0.2, 1, 7];

    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Networks = new()
    {
        ["plain"] = n => n.Dense(Classes).CrossEntropy(),
        ["weighted"] = n => n.Dense(Classes).CrossEntropy(classWeights: Weights),
        ["ignored"] = n => n.Dense(Classes).CrossEntropy(ignoreIndex: Ignored),
        ["both"] = n => n.Dense(Classes).CrossEntropy(0.1, classWeights: Weights, ignoreIndex: Ignored),
        ["class 1 ignored"] = n => n.Dense(Classes).CrossEntropy(classWeights: Weights, ignoreIndex: 1),
        ["log-likelihood"] = n => n.Dense(Classes).LogSoftmax().Nll(classWeights: Weights, ignoreIndex: Ignored),
        ["positions"] = n => n.Dense(Classes * 5).Reshape([Classes, 5]).CrossEntropy(classWeights: Weights, ignoreIndex: Ignored),
        ["factor"] = n => n.Dense(Classes).CrossEntropy(classWeights: Weights).Weighted(0.3),
        ["penalty"] = n => n.Dense(Classes).Weights(l1: 0.01, l2: 0.02).CrossEntropy(classWeights: Weights),
        ["margin"] = n => n.Dense(Classes).MultiMargin(classWeights: Weights),
        ["ctc"] = n => n.Dense(Classes * 5).Reshape([5, Classes]).LogSoftmax().Ctc(2),
        ["divergence"] = n => n.Dense(Classes).LogSoftmax().KlDiv(),
        ["labels"] = n => n.Dense(Classes).MultiLabelSoftMargin(classWeights: Weights),
        ["two weighted"] = n => n.Dense(Classes, name: "a").CrossEntropy(classWeights: Weights, from: "a")
            .Dense(2, from: "input", name: "b").CrossEntropy(classWeights: [5, 0.1], from: "b").Weighted(0.5),
        ["mixed"] = n => n.Dense(Classes, name: "a").CrossEntropy(ignoreIndex: Ignored, from: "a").Dense(2, from: "input", name: "b").Mse(from: "b").Weighted(2)
            .Dense(5, from: "b", name: "hidden").L1(from: "hidden", name: "third").Weighted(0.7, sampleWeights: true),
        ["hidden layer"] = n => n.Dense(6, name: "hidden").Dense(2, name: "out").Mse(from: "out").Mse(from: "hidden").Weighted(0.4),
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheMeanOverBatches_IsThatOverAllAtOnce_InAnyOrder(string name)
    {
        NetworkModel model = Model(name);
        Dataset data = Data(model, sorted: true);
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 3), CompiledNetwork.Create(model, 3)])
        {
            double expected = AtOnce(network, data);
            Trainer<INetwork> trainer = new(network);
            Assert.Equal(expected, trainer.Evaluate(data).Loss, 2e-5 * Math.Abs(expected));
            Assert.Equal(expected, trainer.Evaluate(data.Shuffle(5)).Loss, 2e-5 * Math.Abs(expected));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TrainingTellsTheSameLossAsEvaluation(string name)
    {
        NetworkModel model = Model(name);
        Dataset data = Data(model, sorted: false);
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 3), CompiledNetwork.Create(model, 3)])
        {
            double expected = AtOnce(network, data);
            float trained = data.HasLabels ? network.TrainBatch(data.Inputs, data.Labels) : network.TrainBatch(data.Inputs, data.Targets);
            Assert.Equal(expected, trained, 1e-5 * Math.Abs(expected));
            network.LearningRate = 0;
            expected = AtOnce(network, data);
            // The last batch is smaller.
            foreach (int batchSize in (int[])[7, 64])
                Assert.Equal(expected, new Trainer<INetwork>(network).Fit(data, data, epochs: 1, batchSize: batchSize).Epochs[0].TrainLoss, 2e-5 * Math.Abs(expected));
        }
    }

    [Fact]
    public void ABatchOfIgnoredLabels_HasNoLossAndNoGradient_AndCountsNothing()
    {
        NetworkModel model = Model("ignored");
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 3), CompiledNetwork.Create(model, 3)])
        {
            float[] before = network.Parameters[0].ToArray();
            Assert.Equal(0, network.TrainBatch(new float[2 * Inputs], (int[])[Ignored, Ignored]));
            Assert.Equal(before, network.Parameters[0].ToArray());
            // 256 samples are evaluated at once: the second batch has no labels.
            Dataset some = Dataset.FromLabels(Data(model, false).Inputs[..(300 * Inputs)].ToArray(), [Inputs],
                [.. Enumerable.Range(0, 300).Select(i => i < 256 ? i % Classes : Ignored)], [1], Classes, Ignored);
            Assert.Equal(new Trainer<INetwork>(network).Evaluate(some.Subset(..256)).Loss, new Trainer<INetwork>(network).Evaluate(some).Loss);
        }
    }

    [Fact]
    public void EachLossHasItsOwnDenominator()
    {
        NetworkModel model = Model("mixed");
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 3), CompiledNetwork.Create(model, 3)])
        {
            Assert.Equal(["crossEntropy1", "samples"], network.Info.LossParts.Select(p => p.Name));
            Dataset data = Data(model, sorted: false);
            float[] parts = new float[2];
            float loss = network.Evaluate(data.Inputs, data.Targets, parts);
            Assert.Equal(loss, parts[0] + parts[1], 1e-5f);
            Assert.True(parts[0] > 0 && parts[1] > 0);
            Assert.True(network.Info.LossParts[0].WeightOf(Count, data.Targets, data.TargetSize) < Count);
            Assert.Throws<ArgumentException>("lossParts", () => network.Evaluate(data.Inputs, data.Targets, new float[1]));
        }
    }

    private static NetworkModel Model(string name) => Networks[name](new NetworkBuilder("N" + string.Concat(name.Where(char.IsLetterOrDigit))).Input(Inputs)).Sgd(0.01).ToModel();

    private static double AtOnce(INetwork network, Dataset data) =>
        data.HasLabels ? network.Evaluate(data.Inputs, data.Labels) : network.Evaluate(data.Inputs, data.Targets);

    // Sorted by their first label, so that batches differ as much as they can.
    private static Dataset Data(NetworkModel model, bool sorted)
    {
        RandomSource random = new(11);
        float[] inputs = [.. Enumerable.Range(0, Count * Inputs).Select(_ => (float)random.NextGaussian())];
        float[] targets = [.. Enumerable.Range(0, Count).SelectMany(_ => model.Targets.SelectMany(t => Row(t, random)))];
        int size = model.TargetSize;
        if (sorted)
        {
            int[] order = [.. Enumerable.Range(0, Count).OrderBy(i => targets[i * size])];
            inputs = [.. order.SelectMany(i => inputs[(i * Inputs)..((i + 1) * Inputs)])];
            targets = [.. order.SelectMany(i => targets[(i * size)..((i + 1) * size)])];
        }
        return model.Target == Compiler.Losses.TargetKind.ClassIndices
            ? Dataset.FromLabels(inputs, [Inputs], [.. targets.Select(t => (int)t)], [size], Classes, model.Targets[0].Form.Ignored)
            : Dataset.FromTargets(inputs, [Inputs], targets, [size]);
    }

    private static IEnumerable<float> Row(TargetSpec target, RandomSource random)
    {
        bool isCtc = target.Form.Sequence is not null;
        for (int i = 0; i < target.Size; i++)
        {
            yield return target.Form.Kind switch
            {
                _ when isCtc => i == 1 && random.Next(2) == 0 ? -1 : 1 + random.Next(Classes - 1),
                Compiler.Losses.TargetKind.ClassIndices => target.Form.Ignored is { } ignored && random.Next(3) == 0 ? ignored : random.Next(target.Form.Classes),
                Compiler.Losses.TargetKind.Probabilities => random.NextSingle(),
                _ => random.NextSingle() + 0.1f,
            };
        }
    }
}

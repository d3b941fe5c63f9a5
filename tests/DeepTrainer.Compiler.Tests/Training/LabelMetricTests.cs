using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>Metrics of networks whose loss says what the outputs are: one of several classes, or labels that are true or not, each for itself.</summary>
public class LabelMetricTests
{
    private const int Count = 300, Labels = 5;

    private static readonly Dictionary<string, (Func<NetworkBuilder, NetworkBuilder> Network, float Threshold)> Independent = new()
    {
        ["logits"] = (n => n.Dense(Labels).BinaryCrossEntropyWithLogits(), 0),
        ["probabilities"] = (n => n.Dense(Labels).Sigmoid().BinaryCrossEntropy(), 0.5f),
        ["focal"] = (n => n.Dense(Labels).Focal(), 0),
        ["soft margin"] = (n => n.Dense(Labels).MultiLabelSoftMargin(), 0),
    };

    public static TheoryData<string> Names => [.. Independent.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void IndependentLabels_AreRightOrWrongEachForItself(string name)
    {
        (Func<NetworkBuilder, NetworkBuilder> network, float threshold) = Independent[name];
        NetworkModel model = network(new NetworkBuilder("Labels").Input(Labels)).Sgd(0.1).ToModel();
        foreach (INetwork net in (INetwork[])[new EngineNetwork(model, 5), CompiledNetwork.Create(model, 5)])
        {
            (Dataset data, float[] scores) = Data(net, Labels);
            bool[] truth = [.. data.Targets.ToArray().Select(t => t == 1)], taken = [.. scores.Select(s => s > threshold)];
            Evaluation evaluation = new Trainer<INetwork>(net).Evaluate(
                data, Metric.F1(), Metric.F1(Averaging.Micro), Metric.RocAuc(), Metric.Precision(Averaging.Weighted), Metric.Recall());

            Assert.Equal(truth.Zip(taken, (t, p) => t == p ? 1.0 : 0).Average(), evaluation.Accuracy!.Value, 1e-12);
            int[][] counts = [.. Enumerable.Range(0, Labels).Select(l => CountsOf(truth, taken, l))];
            Assert.Equal(counts.Average(c => 2.0 * c[0] / (c[1] + c[2])), evaluation.Metrics["F1"], 1e-12);
            Assert.Equal(2.0 * counts.Sum(c => c[0]) / counts.Sum(c => c[1] + c[2]), evaluation.Metrics["F1 (micro)"], 1e-12);
            Assert.Equal(counts.Average(c => (double)c[0] / c[2]), evaluation.Metrics["recall"], 1e-12);
            Assert.Equal(counts.Sum(c => c[2] * (double)c[0] / Math.Max(1, c[1])) / counts.Sum(c => c[2]), evaluation.Metrics["precision (weighted)"], 1e-12);
            Assert.Equal(Enumerable.Range(0, Labels).Average(l => Auc(truth, scores, l)), evaluation.Metrics["ROC AUC"], 1e-9);

            ConfusionMatrix matrix = new Trainer<INetwork>(net).Confusion(data);
            Assert.Equal(2, matrix.ClassNames.Length);
            Assert.Equal(truth.Zip(taken, (t, p) => t && p ? 1 : 0).Sum(), matrix[1, 1]);
            Assert.Equal(truth.Zip(taken, (t, p) => !t && p ? 1 : 0).Sum(), matrix[0, 1]);
            Assert.Equal(Count * Labels, matrix.Total);
        }
    }

    [Fact]
    public void OneScore_IsClass1WhereItSaysSo()
    {
        foreach (NetworkBuilder network in (NetworkBuilder[])
            [new NetworkBuilder("One").Input(3).Dense(1).BinaryCrossEntropyWithLogits().Sgd(0.1), new NetworkBuilder("Two").Input(3).Dense(1)
                .Sigmoid().BinaryCrossEntropy().Sgd(0.1)])
        {
            EngineNetwork net = network.Build(3);
            (Dataset data, float[] scores) = Data(net, 3);
            float threshold = net.Info.Targets[0].Scores == ScoreKind.Probabilities ? 0.5f : 0;
            ConfusionMatrix matrix = new Trainer<EngineNetwork>(net).Confusion(data);
            Assert.Equal(scores.Count(s => s > threshold), matrix[0, 1] + matrix[1, 1]);
            Assert.True(matrix[0, 1] + matrix[1, 1] is > 0 and < Count);
            Assert.Equal(matrix.Accuracy, new Trainer<EngineNetwork>(net).Evaluate(data).Accuracy);
            Assert.Equal(matrix.F1(), new Trainer<EngineNetwork>(net).Evaluate(data, Metric.F1()).Metrics["F1"], 1e-12);
        }
    }

    [Fact]
    public void ProbabilitiesShownOfScoresThatAreJudged_AreMeasuredLikeThem()
    {
        (Func<NetworkBuilder, NetworkBuilder> Shown, Func<NetworkBuilder, NetworkBuilder> Judged, ScoreKind Scores, bool HasLabels)[] cases =
        [
            (n => n.Dense(3, name: "scores").Softmax().CrossEntropy(from: "scores").Output("softmax1"), n => n.Dense(3).CrossEntropy(), ScoreKind.Probabilities, true),
            (n => n.Dense(3, name: "scores").LogSoftmax().CrossEntropy(from: "scores").Output("logSoftmax1"), n => n.Dense(3).CrossEntropy(), ScoreKind.Logits, true),
            (n => n.Dense(3, name: "scores").LogSoftmax().Softmax(from: "scores").Nll(from: "logSoftmax1").Output("softmax1"), n => n.Dense(3)
                .CrossEntropy(), ScoreKind.Probabilities, true),
            (n => n.Dense(3, name: "scores").LogSoftmax().Nll(from: "logSoftmax1").Output("scores"), n => n.Dense(3).CrossEntropy(), ScoreKind.Logits, true),
            (n => n.Dense(3, name: "scores").Sigmoid().BinaryCrossEntropyWithLogits(from: "scores").Output("sigmoid1"), n => n.Dense(3)
                .BinaryCrossEntropyWithLogits(), ScoreKind.Probabilities, false),
            (n => n.Dense(3, name: "scores").Sigmoid().BinaryCrossEntropy(from: "sigmoid1").Output("scores"), n => n.Dense(3)
                .BinaryCrossEntropyWithLogits(), ScoreKind.Logits, false),
        ];
        foreach (var (shown, judged, scores, hasLabels) in cases)
        {
            EngineNetwork net = shown(new NetworkBuilder("Shown").Input(3)).Sgd(0.1).Build(3), plain = judged(new NetworkBuilder("Plain").Input(3)).Sgd(0.1).Build(3);
            Dataset data = hasLabels
                ? Dataset.FromLabels([.. Enumerable.Range(0, Count * 3).Select(i => MathF.Sin(i * i))], [3], [.. Enumerable.Range(0, Count).Select(i => i % 3)], 3)
                : Data(plain, 3).Data;

            Assert.Equal(scores, net.Info.Targets[0].Scores);
            Assert.Equal(new Trainer<EngineNetwork>(plain).Confusion(data).ToString(), new Trainer<EngineNetwork>(net).Confusion(data).ToString());
            Evaluation expected = new Trainer<EngineNetwork>(plain).Evaluate(data, Metric.F1(), Metric.RocAuc()),
                found = new Trainer<EngineNetwork>(net).Evaluate(data, Metric.F1(), Metric.RocAuc());
            Assert.NotNull(found.Accuracy);
            Assert.Equal((expected.Accuracy, expected.Metrics["F1"]), (found.Accuracy, found.Metrics["F1"]));
            Assert.Equal(expected.Metrics["ROC AUC"], found.Metrics["ROC AUC"], 1e-3);
        }
    }

    [Fact]
    public void ScoresThatNoOutputShows_AreNamedByConfusion()
    {
        EngineNetwork net = new NetworkBuilder("Net").Input(3).Dense(3, name: "scores").Dense(2, from: "input", name: "other")
            .CrossEntropy(from: "scores").Mse(from: "other").Output("other").Sgd(0.1).Build(3);
        Dataset data = Dataset.FromTargets(new float[6], [3], new float[6], [3]);

        Assert.Contains("'scores', which is no output", Assert.Throws<InvalidOperationException>(() => new Trainer<EngineNetwork>(net)
            .Confusion(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfSeveralLosses_EachMetricMeasuresWhatItFits()
    {
        NetworkModel model = new NetworkBuilder("Mixed").Input(4).Dense(3, name: "kind").CrossEntropy(from: "kind")
            .Dense(2, from: "input", name: "place").Mse(from: "place", name: "distance")
            .Dense(1, from: "input", name: "seen").BinaryCrossEntropyWithLogits(from: "seen", name: "sight").Output("kind, place, seen").Sgd(0.1).ToModel();
        EngineNetwork net = new(model, 1);
        RandomSource random = new(2);
        float[] inputs = [.. Enumerable.Range(0, Count * 4).Select(_ => (float)random.NextGaussian())];
        float[] targets = [.. Enumerable.Range(0, Count).SelectMany(_ => (float[])[random.Next(3), random.NextSingle(), random.NextSingle(), random.Next(2)])];
        Dataset data = Dataset.FromTargets(inputs, [4], targets, [4]);
        float[] outputs = new float[Count * 6];
        net.PredictBatch(inputs, outputs);

        Evaluation evaluation = new Trainer<EngineNetwork>(net).Evaluate(
            data, Metric.MeanAbsoluteError(), Metric.Accuracy().On("crossEntropy1"), Metric.Accuracy().On("sight"), Metric.RootMeanSquaredError().On("distance"));
        Assert.Null(evaluation.Accuracy);
        float[][] rows = [.. outputs.Chunk(6)], goals = [.. targets.Chunk(4)];
        Assert.Equal(rows.Zip(goals, (r, g) => (Math.Abs(r[3] - g[1]) + Math.Abs(r[4] - g[2])) / 2.0).Average(), evaluation.Metrics["MAE"], 1e-5);
        Assert.Equal(rows.Zip(goals, (r, g) => r[..3].ToList().IndexOf(r[..3].Max()) == (int)g[0] ? 1.0 : 0).Average(), evaluation.Metrics["accuracy of crossEntropy1"], 1e-12);
        Assert.Equal(rows.Zip(goals, (r, g) => (r[5] > 0) == (g[3] == 1) ? 1.0 : 0).Average(), evaluation.Metrics["accuracy of sight"], 1e-12);
        ConfusionMatrix named = new Trainer<EngineNetwork>(net).Confusion(data, "crossEntropy1", ["cat", "dog", "eel"]);
        Assert.Equal((Count, evaluation.Metrics["accuracy of crossEntropy1"]), (named.Total, named.Accuracy));
        Assert.Contains("cat  dog  eel", named.ToString(), StringComparison.Ordinal);
        Assert.Equal(["0", "1"], new Trainer<EngineNetwork>(net).Confusion(data, "sight").ClassNames);
        Assert.Contains(
            "has 2 classes, and there are 3 names",
            Message(() => new Trainer<EngineNetwork>(net).Confusion(data, "sight", ["cat", "dog", "eel"])), StringComparison.Ordinal);

        Assert.Contains("On(\"crossEntropy1\")", Message(() => new Trainer<EngineNetwork>(net).Evaluate(data, Metric.F1())), StringComparison.Ordinal);
        Assert.Contains("'distance'", Message(() => new Trainer<EngineNetwork>(net).Evaluate(data, Metric.F1().On("distances"))), StringComparison.Ordinal);
        Assert.Contains("'sight'", Message(() => new Trainer<EngineNetwork>(net).Confusion(data)), StringComparison.Ordinal);
    }

    [Fact]
    public void OfSeveralLosses_SamplesHaveAClassAndALossOfEach()
    {
        EngineNetwork net = new NetworkBuilder("Mixed").Input(4)
            .Dense(3, name: "kind").CrossEntropy(from: "kind", name: "species")
            .Dense(2, from: "input", name: "tags").BinaryCrossEntropyWithLogits(from: "tags", name: "marks").Output("kind, tags").Sgd(0.1).Build(1);
        RandomSource random = new(2);
        float[] inputs = [.. Enumerable.Range(0, 7 * 4).Select(_ => (float)random.NextGaussian())];
        float[] targets = [.. Enumerable.Range(0, 7).SelectMany(_ => (float[])[random.Next(3), random.Next(2), random.Next(2)])];
        Dataset data = Dataset.FromTargets(inputs, [4], targets, [3]);
        float[] outputs = new float[7 * 5];
        net.PredictBatch(inputs, outputs);
        Trainer<EngineNetwork> trainer = new(net);
        IReadOnlyList<SampleLoss> all = trainer.SampleLosses(data);
        IReadOnlyList<SampleLoss> species = trainer.SampleLosses(data, "species"), marks = trainer.SampleLosses(data, "marks");

        for (int i = 0; i < 7; i++)
        {
            float[] row = outputs[(i * 5)..((i + 1) * 5)], goal = targets[(i * 3)..((i + 1) * 3)];
            Assert.Equal((i, (int)goal[0], Array.IndexOf(row[..3], row[..3].Max())), (species[i].Index, species[i].Label, species[i].Predicted));
            Assert.Equal(Math.Log(row[..3].Sum(s => Math.Exp(s))) - row[(int)goal[0]], species[i].Loss, 1e-5);
            Assert.Equal((null, null), (marks[i].Label, marks[i].Predicted));
            Assert.Equal(row[3..].Zip(goal[1..], (s, t) => Math.Log(1 + Math.Exp(t == 1 ? -s : s))).Average(), marks[i].Loss, 1e-5);
            Assert.Equal(all[i].Loss, species[i].Loss + marks[i].Loss, 1e-5);
        }
        Assert.Contains("'species', 'marks'", Message(() => trainer.SampleLosses(data, "kind")), StringComparison.Ordinal);
    }

    [Fact]
    public void ASampleWithoutALabel_HasNoLossAndNoClass()
    {
        EngineNetwork net = new NetworkBuilder("Net").Input(2).Dense(3).CrossEntropy(ignoreIndex: -1, name: "kind").Sgd(0.1).Build(1);
        Dataset data = Dataset.FromLabels([1, 2, 3, 4], [2], [2, -1], [], 3, ignored: -1);
        IReadOnlyList<SampleLoss> losses = new Trainer<EngineNetwork>(net).SampleLosses(data, "kind");
        Assert.Equal((2, new SampleLoss(1, 0, null, null)), (losses[0].Label, losses[1]));
        Assert.Equal(new Trainer<EngineNetwork>(net).SampleLosses(data)[0].Loss, losses[0].Loss, 1e-5);
    }

    [Fact]
    public void LossesThatCompareNoScoresOfClasses_HaveNoAccuracy()
    {
        EngineNetwork net = new NetworkBuilder("Speech").Input(6, 3).LogSoftmax().Ctc(2).Sgd(0).Build(1);
        Dataset data = Dataset.FromLabels([.. Enumerable.Range(0, 18 * 2).Select(i => MathF.Sin(i))], [6, 3], [1, 2, 2, 0], [2], 3);
        Assert.Null(new Trainer<EngineNetwork>(net).Evaluate(data).Accuracy);
        Assert.Throws<ArgumentException>("metrics", () => new Trainer<EngineNetwork>(net).Evaluate(data, Metric.F1()));
    }

    private static string Message(Action action) => Assert.Throws<ArgumentException>(action).Message;

    private static (Dataset Data, float[] Scores) Data(INetwork net, int inputSize)
    {
        RandomSource random = new(7);
        float[] inputs = [.. Enumerable.Range(0, Count * inputSize).Select(_ => (float)random.NextGaussian())];
        float[] scores = new float[Count * net.Info.OutputSize];
        net.PredictBatch(inputs, scores);
        float[] targets = [.. scores.Select((s, i) => s + random.NextGaussian() > 0.3 * (i % 3) ? 1f : 0)];
        return (Dataset.FromTargets(inputs, [inputSize], targets, [net.Info.OutputSize]), scores);
    }

    private static int[] CountsOf(bool[] truth, bool[] taken, int label)
    {
        int[] rows = [.. Enumerable.Range(0, Count).Select(i => (i * Labels) + label)];
        return [rows.Count(i => truth[i] && taken[i]), rows.Count(i => taken[i]), rows.Count(i => truth[i])];
    }

    private static double Auc(bool[] truth, float[] scores, int label)
    {
        int[] rows = [.. Enumerable.Range(0, Count).Select(i => (i * Labels) + label)];
        var pairs = rows.Where(i => truth[i]).SelectMany(i => rows.Where(j => !truth[j]).Select(j => scores[i] > scores[j] ? 1.0 : scores[i] == scores[j] ? 0.5 : 0));
        return pairs.Average();
    }
}

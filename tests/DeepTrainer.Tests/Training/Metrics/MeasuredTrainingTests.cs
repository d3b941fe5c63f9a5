namespace DeepTrainer.Tests;

/// <summary>Metrics measured by <see cref="Trainer{TNetwork}"/>.</summary>
public class MeasuredTrainingTests
{
    private const int Count = 700;

    private static readonly float[] Scores = Random(Count * 3, seed: 1);
    private static readonly int[] Labels = [.. Random(Count, seed: 2).Select(value => (int)(Math.Abs(value) * 10) % 3)];
    private static readonly Dataset Data = Dataset.FromLabels(Scores, [3], Labels, 3);

    private static readonly ClassMetric[] OfClasses =
        [Metric.TopK(2), Metric.F1(), Metric.Precision(Averaging.Weighted), Metric.Recall(Averaging.Binary, 2), Metric.RocAuc(), Metric.Perplexity()];

    [Fact]
    public void ATargetForASequence_IsToldHowToGiveOneVector()
    {
        Dataset values = Dataset.FromTargets(new float[24], [6, 1], new float[4], [1]);
        Dataset labels = Dataset.FromLabels(new float[4 * 18], [6, 3], [0, 1, 2, 0], 3);
        string Told(INetwork network, Dataset data) => Assert.Throws<ArgumentException>(() => new Trainer<INetwork>(network).Evaluate(data)).Message;

        Assert.Contains("1 for each of the 6 steps of 'input' [6, 1]; if a sample has one target, let the last recurrent layer give its last step only (ReturnSequence = false)",
            Told(new Echo([6, 1], TargetKind.Values, 6), values), StringComparison.Ordinal);
        Assert.Contains("1 for each of the 6 steps of 'input' [6, 3]", Told(new Echo([6, 3], TargetKind.ClassIndices, 6), labels), StringComparison.Ordinal);
        Assert.DoesNotContain("steps", Told(new Echo([6], TargetKind.Values, 6), Dataset.FromTargets(new float[24], [6], new float[4], [1])), StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_MeasuresEverySample()
    {
        Evaluation evaluation = new Trainer<Echo>(Classifier()).Evaluate(Data, OfClasses);
        Assert.Equal(Metric.Accuracy().Of(Scores, Labels), evaluation.Accuracy);
        Assert.Equal(OfClasses.Select(metric => metric.Name), evaluation.Metrics.Select(value => value.Name));
        Assert.All(OfClasses, metric => Assert.Equal(metric.Of(Scores, Labels), evaluation.Metrics[metric], 1e-12));
        Assert.Equal(evaluation.Metrics["F1"], evaluation.Metrics[1].Value);
    }

    [Fact]
    public void WithoutMetrics_NoneAreGiven()
    {
        Evaluation evaluation = new Trainer<Echo>(Classifier()).Evaluate(Data);
        Assert.Empty(evaluation.Metrics);
        Assert.Empty(default(Evaluation).Metrics);
        string message = Assert.Throws<KeyNotFoundException>(() => evaluation.Metrics["F1"]).Message;
        Assert.Contains("set the trainer's Metrics", message, StringComparison.Ordinal);
    }

    [Fact]
    public void OneHotTargets_AreClasses()
    {
        Evaluation evaluation = new Trainer<Echo>(new Echo([3], TargetKind.Probabilities, 3)).Evaluate(Data.OneHot(), OfClasses);
        Assert.All(OfClasses, metric => Assert.Equal(metric.Of(Scores, Labels), evaluation.Metrics[metric], 1e-12));
    }

    [Fact]
    public void OutputsTrainedOn0And1_AreRowsOfOneScore()
    {
        float[] targets = [.. Random(Count * 3, seed: 3).Select(value => value > 0.3f ? 1f : 0)];
        Dataset data = Dataset.FromTargets(Scores, [3], targets, [3]);
        Metric[] metrics = [Metric.Accuracy(), Metric.F1(), Metric.RocAuc(), Metric.MeanAbsoluteError(), Metric.RSquared()];
        Evaluation evaluation = new Trainer<Echo>(new Echo([3], TargetKind.Values, 3)).Evaluate(data, metrics);
        int[] labels = [.. targets.Select(target => (int)target)];
        Assert.Null(evaluation.Accuracy);
        Assert.All(metrics.OfType<ClassMetric>(), metric => Assert.Equal(metric.Of(Scores, labels), evaluation.Metrics[metric], 1e-12));
        Assert.All(metrics.OfType<ValueMetric>(), metric => Assert.Equal(metric.Of(Scores, targets, 3), evaluation.Metrics[metric], 1e-12));
    }

    [Fact]
    public void TheHistory_HasTheMetricsOfTheValidationSamples_OrElseOfTheTrainingSamples()
    {
        var trainer = new Trainer<Echo>(Classifier()) { Metrics = [Metric.TopK(2), Metric.F1()] };
        (Dataset train, Dataset validation) = (Data.Subset(..400), Data.Subset(400..));
        History history = trainer.Fit(train, validation, epochs: 2);
        Assert.Equal(2, history.Epochs.Count);
        Assert.All(history.Epochs, epoch => Assert.Equal(Metric.F1().Of(Scores.AsSpan(1200), Labels.AsSpan(400)), epoch.Metrics["F1"], 1e-12));
        EpochResult alone = trainer.Fit(train, epochs: 1).Epochs[0];
        Assert.Equal(Metric.TopK(2).Of(Scores.AsSpan(0, 1200), Labels.AsSpan(0, 400)), alone.Metrics["top-2 accuracy"], 1e-12);
        Assert.Null(alone.TrainAccuracy);
        trainer.MeasureTrainAccuracy = true;
        alone = trainer.Fit(train, epochs: 1).Epochs[0];
        Assert.Equal(Metric.Accuracy().Of(Scores.AsSpan(0, 1200), Labels.AsSpan(0, 400)), alone.TrainAccuracy);
        Assert.Equal(2, alone.Metrics.Count);
    }

    [Fact]
    public void AccuracyAndMetrics_TakeOnePredictionASample()
    {
        Echo network = Classifier();
        new Trainer<Echo>(network) { Metrics = OfClasses }.Fit(Data.Subset(..10), validation: Data, epochs: 3);
        Assert.Equal(3 * Count, network.Predictions);
    }

    [Fact]
    public void Batches_AllocateNothing()
    {
        Echo network = Classifier();
        new Trainer<Echo>(network) { Metrics = [.. OfClasses, Metric.Accuracy()] }.Fit(Data.Subset(..10), validation: Data, epochs: 3, batchSize: 32);
        Assert.Equal(3 * 21, network.Allocated.Count);
        Assert.All(network.Allocated, bytes => Assert.Equal(0, bytes));
    }

    [Fact]
    public void TextProgress_WritesMetricsToo()
    {
        EpochResult result = new(1, 0.5, null, null, null, 0.1f, TimeSpan.FromSeconds(2))
        {
            Metrics = new MetricValues([new MetricValue("F1", 0.9123456), new MetricValue("perplexity", 17.25)]),
        };
        Assert.Equal("loss 0.5, F1 0.91235, perplexity 17.25, 2.00 s", TextProgress.Line(result));
    }

    [Fact]
    public void TheConfusionMatrix_AveragesAsTheMetricsDo()
    {
        ConfusionMatrix matrix = new Trainer<Echo>(Classifier()).Confusion(Data);
        foreach (Averaging? averaging in new Averaging?[] { null, Averaging.Binary, Averaging.Macro, Averaging.Micro, Averaging.Weighted })
        {
            Assert.Equal(Metric.Precision(averaging).Of(Scores, Labels), matrix.Precision(averaging), 1e-12);
            Assert.Equal(Metric.Recall(averaging).Of(Scores, Labels), matrix.Recall(averaging), 1e-12);
            Assert.Equal(Metric.F1(averaging).Of(Scores, Labels), matrix.F1(averaging), 1e-12);
        }
        Assert.Throws<ArgumentOutOfRangeException>("positive", () => matrix.F1(Averaging.Binary, 3));
    }

    [Fact]
    public void PositionsOfASample_AreRows_WhereverTheirClassesAre_WithoutTheIgnored()
    {
        // Two samples of three positions with two classes each: [positions, classes], and the same transposed.
        float[] rows = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        float[] classesFirst = [1, 3, 5, 2, 4, 6, 7, 9, 11, 8, 10, 12];
        int[] labels = [0, 1, 1, 1, -1, 0];
        Dataset data = Dataset.FromLabels(new float[6], [3], labels, [3], 2, ignored: -1);
        var last = new ClassRows(new Echo([3, 2], TargetKind.ClassIndices, 3).Info, data.Format, 2);
        NetworkInfo ignoring = new Echo([2, 3], TargetKind.ClassIndices, 3).Info;
        var first = new ClassRows(ignoring with { Targets = [ignoring.Targets[0] with { Ignored = -1 }] }, data.Format, 2);
        Assert.Equal((2, 3), (last.Width, last.RowsPerSample));
        Assert.Equal((2, 3), (first.Width, first.RowsPerSample));
        last.Get(data.All, rows, out ReadOnlySpan<float> scores, out ReadOnlySpan<int> found);
        Assert.Equal(rows, scores.ToArray());
        Assert.Equal(labels, found.ToArray());
        first.Get(data.All, classesFirst, out scores, out found);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 11, 12], scores.ToArray());
        Assert.Equal([0, 1, 1, 1, 0], found.ToArray());
    }

    [Fact]
    public void WhatDoesNotFit_IsRefusedBeforeTheFirstBatch()
    {
        Dataset values = Dataset.FromTargets([1, 2, 3, 4, 5, 6], [3], [0, 1, 0, 0, 0.5f, 1], [3]);
        var classifier = new Trainer<Echo>(Classifier());
        var regressor = new Trainer<Echo>(new Echo([3], TargetKind.Values, 3));
        Refused("'MAE' compares values, but 'Echo' is trained on classes", () => classifier.Evaluate(Data, Metric.MeanAbsoluteError()));
        Refused("target value 1 of sample 1 is 0.5, not 0 or 1", () => regressor.Evaluate(values, Metric.F1()));
        Refused("Two metrics are called 'F1'", () => classifier.Evaluate(Data, Metric.F1(), Metric.F1()));
        Refused("The 4 largest of 3 scores", () => classifier.Evaluate(Data, Metric.TopK(4)));
        Refused("Metric 0 is null", () => classifier.Evaluate(Data, [null!]));
        regressor.Metrics = [Metric.RocAuc()];
        Refused("needs classes, but 'Echo' is trained on values", () => regressor.Fit(values));
        Assert.Throws<ArgumentNullException>(() => regressor.Metrics = null!);

        static void Refused(string part, Action act) =>
            Assert.Contains(part, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MetricsOfOnesOwn_AreMeasuredLikeTheOthers()
    {
        Evaluation evaluation = new Trainer<Echo>(Classifier()).Evaluate(Data, new LargestLabel());
        Assert.Equal(2, evaluation.Metrics["largest label"]);
    }

    private static Echo Classifier() => new([3], TargetKind.ClassIndices, 1);

    private static float[] Random(int count, int seed)
    {
        var random = new RandomSource(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];
    }

    private sealed class LargestLabel() : ClassMetric("largest label")
    {
        public override ClassAccumulator Begin(int width, int capacity = 0) => new Accumulator(width);

        private sealed class Accumulator(int width) : ClassAccumulator(width)
        {
            private int _largest;

            protected override void AddRows(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
            {
                foreach (int label in labels)
                    _largest = Math.Max(_largest, label);
            }

            protected override void Clear() => _largest = 0;

            protected override double Measure() => _largest;
        }
    }
}

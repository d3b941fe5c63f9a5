using CsCheck;

namespace DeepTrainer.Tests;

public class ClassMetricTests
{
    // Few different scores, so that many are equal; or many different ones.
    private static readonly Gen<(float[][] Scores, int[] Labels)> Rows =
        Gen.Select(Gen.Int[2, 6], Gen.Int[1, 40], Gen.Bool).SelectMany((classes, rows, ties) => Gen.Select(
            (ties ? Gen.Int[-2, 2].Select(i => (float)i) : Gen.Float[-5, 5]).Array[classes].Array[rows],
            Gen.Int[0, classes - 1].Array[rows]));

    [Fact]
    public void Accuracy_IsTheFractionOfRowsWithTheirLargestScoreAtTheirLabel() => Rows.Each((scores, labels) =>
    {
        Same(NaiveMetrics.TopK(scores, labels, 1), Metric.Accuracy(), scores, labels);
        Same(NaiveMetrics.TopK(scores, labels, 1), Metric.TopK(1), scores, labels);
    });

    [Fact]
    public void TopK_TakesTheFirstOfEqualScores() => Rows.Each((scores, labels) =>
    {
        for (int k = 1; k <= scores[0].Length; k++)
            Same(NaiveMetrics.TopK(scores, labels, k), Metric.TopK(k), scores, labels);
    });

    [Fact]
    public void PrecisionRecallAndF1_AreThoseOfTheDefinitions() => Rows.Each((scores, labels) =>
    {
        int[] predicted = [.. scores.Select(NaiveMetrics.Predicted)];
        Three(NaiveMetrics.Macro(predicted, labels), Averaging.Macro);
        Three(NaiveMetrics.WeightedBySupport(predicted, labels), Averaging.Weighted);
        double accuracy = NaiveMetrics.TopK(scores, labels, 1);
        Three((accuracy, accuracy, accuracy), Averaging.Micro);
        for (int c = 0; c < scores[0].Length; c++)
            Three(NaiveMetrics.OfClass(predicted, labels, c), Averaging.Binary, c);
        Three(scores[0].Length == 2 ? NaiveMetrics.OfClass(predicted, labels, 1) : NaiveMetrics.Macro(predicted, labels), null);

        void Three((double Precision, double Recall, double F1) expected, Averaging? averaging, int positive = 1)
        {
            Same(expected.Precision, Metric.Precision(averaging, positive), scores, labels);
            Same(expected.Recall, Metric.Recall(averaging, positive), scores, labels);
            Same(expected.F1, Metric.F1(averaging, positive), scores, labels);
        }
    });

    [Fact]
    public void RocAucOfProbabilities_CountsPairs_EqualOnesHalf() => Rows.Each((scores, labels) =>
    {
        double[][] exact = [.. scores.Select(row => row.Select(score => (double)score).ToArray())];
        double expected = scores[0].Length == 2
            ? NaiveMetrics.Auc([.. exact.Select(row => row[1])], [.. labels.Select(label => label == 1)])
            : NaiveMetrics.AucOneVersusRest(exact, labels);
        Same(expected, Metric.RocAuc(ScoreKind.Probabilities), scores, labels);
    });

    [Fact]
    public void RocAucOfLogits_ComparesSharesAfterSoftmax()
    {
        // Logits far enough from each other that their shares differ as doubles.
        Gen<float> logit = Gen.Int[-5000, 5000].Select(i => i / 1000f);
        Gen.Select(Gen.Int[2, 6], Gen.Int[1, 40]).SelectMany((classes, rows) =>
            Gen.Select(logit.Array[classes].Array[rows], Gen.Int[0, classes - 1].Array[rows])).Each((scores, labels) =>
        {
            double[][] probabilities = [.. scores.Select(NaiveMetrics.Softmax)];
            double expected = scores[0].Length == 2
                ? NaiveMetrics.Auc([.. probabilities.Select(row => row[1])], [.. labels.Select(label => label == 1)])
                : NaiveMetrics.AucOneVersusRest(probabilities, labels);
            Same(expected, Metric.RocAuc(), scores, labels);
        });
    }

    [Fact]
    public void RocAucOfLogits_TellsScoresApartWhoseProbabilitiesRoundTo1()
    {
        // Class 0 beats the others by 60 and by 50: both shares are 1 as doubles. By 900 and 800: e to that is infinite.
        Assert.Equal(1, Metric.RocAuc().Of([60, 0, 0, 50, 0, 0], [0, 1]));
        Assert.Equal(0, Metric.RocAuc().Of([50, 0, 0, 60, 0, 0], [0, 1]));
        Assert.Equal(1, Metric.RocAuc().Of([900, 0, 0, 800, 0, 0], [0, 1]));
    }

    [Fact]
    public void Perplexity_IsEToTheCrossEntropy() => Rows.Each((scores, labels) =>
    {
        double expected = Math.Exp(Enumerable.Range(0, labels.Length).Average(i => -Math.Log(NaiveMetrics.Softmax(scores[i])[labels[i]])));
        Same(expected, Metric.Perplexity(), scores, labels);
        float[][] probabilities = [.. scores.Select(row => NaiveMetrics.Softmax(row).Select(p => (float)p).ToArray())];
        Assert.Equal(expected, Metric.Perplexity(ScoreKind.Probabilities).Of([.. probabilities.SelectMany(row => row)], labels), 1e-5 * expected);
    });

    [Fact]
    public void ARowOfOneLogit_IsARowOfTwoWithA0BeforeIt() =>
        Gen.Select(Gen.Int[-50, 50].Select(i => i / 10f), Gen.Int[0, 1]).Array[1, 40].Each(ARowOfOneLogitIsARowOfTwo);

    [Fact]
    public void ExamplesOfScikitLearn_HaveItsResults()
    {
        // The examples of f1_score, precision_score and recall_score.
        int[] labels = [0, 1, 2, 0, 1, 2];
        float[] predicted = OneHot([0, 2, 1, 0, 0, 1], 3);
        Assert.Equal(0.26666, Metric.F1(Averaging.Macro).Of(predicted, labels), 1e-5);
        Assert.Equal(0.33333, Metric.F1(Averaging.Micro).Of(predicted, labels), 1e-5);
        Assert.Equal(0.26666, Metric.F1(Averaging.Weighted).Of(predicted, labels), 1e-5);
        Assert.Equal(0.22222, Metric.Precision(Averaging.Macro).Of(predicted, labels), 1e-5);
        Assert.Equal(0.33333, Metric.Recall(Averaging.Macro).Of(predicted, labels), 1e-5);
        // roc_auc_score, top_k_accuracy_score.
        Assert.Equal(0.75, Metric.RocAuc(ScoreKind.Probabilities).Of([0.1f, 0.4f, 0.35f, 0.8f], [0, 0, 1, 1]));
        Assert.Equal(0.75, Metric.TopK(2).Of([0.5f, 0.2f, 0.2f, 0.3f, 0.4f, 0.2f, 0.2f, 0.4f, 0.3f, 0.7f, 0.2f, 0.1f], [0, 1, 2, 2]));
    }

    [Fact]
    public void WhereADefinitionDividesBy0_TheResultIsTheDocumentedOne()
    {
        // No row of class 1, none taken for it.
        Assert.Equal(0, Metric.Precision().Of([-1f, -2f], [0, 0]));
        Assert.Equal(0, Metric.Recall().Of([-1f, -2f], [0, 0]));
        Assert.Equal(0, Metric.F1().Of([-1f, -2f], [0, 0]));
        // A class that neither occurs nor is predicted is left out of the mean.
        Assert.Equal(1, Metric.F1(Averaging.Macro).Of(OneHot([0, 2, 2], 4), [0, 2, 2]));
        Assert.Equal(double.NaN, Metric.RocAuc().Of([1f, 2f], [1, 1]));
        Assert.Equal(double.NaN, Metric.RocAuc().Of([1f, 2f], [0, 0]));
        Assert.Equal(double.NaN, Metric.RocAuc().Of(OneHot([0, 1], 3), [2, 2]));
        // Class 2 doesn't occur: the mean is of classes 0 and 1.
        Assert.Equal(1, Metric.RocAuc().Of(OneHot([0, 1], 3), [0, 1]));
        Assert.Equal(double.NaN, Metric.RocAuc().Of([float.NaN, 2f], [0, 1]));
        Assert.Equal(double.PositiveInfinity, Metric.Perplexity(ScoreKind.Probabilities).Of([1f, 0f], [1]));
        Assert.Equal(0, Metric.TopK(1).Of([float.NaN, float.NaN, float.NaN], [0]));
        ClassMetric[] all = [Metric.Accuracy(), Metric.TopK(1), Metric.F1(), Metric.Precision(Averaging.Macro), Metric.RocAuc(), Metric.Perplexity()];
        Assert.All(all, metric => Assert.Equal(double.NaN, metric.Of([], [])));
    }

    [Fact]
    public void LogitsThatOverflowEToThem_HaveAPerplexity()
    {
        Assert.Equal(1, Metric.Perplexity().Of([1000f, 0f, 0f], [0]), 1e-12);
        Assert.Equal(Math.Exp(100), Metric.Perplexity().Of([1100f, 1000f], [1]), Math.Exp(100) * 1e-12);
        Assert.Equal(Math.Exp(100), Metric.Perplexity().Of([-100f], [1]), Math.Exp(100) * 1e-12);
    }

    [Fact]
    public void BatchesGiveWhatTheWholeGives_AndResetForgets() => Rows.Each((scores, labels) =>
    {
        int width = scores[0].Length;
        float[] flat = [.. scores.SelectMany(row => row)];
        foreach (ClassMetric metric in new[] { Metric.Accuracy(), Metric.TopK(2), Metric.F1(), Metric.RocAuc(), Metric.Perplexity() })
        {
            ClassAccumulator run = metric.Begin(width);
            run.Add(flat, labels);
            run.Reset();
            Assert.Equal(double.NaN, run.Result());
            for (int start = 0; start < labels.Length; start += 7)
            {
                int count = Math.Min(7, labels.Length - start);
                run.Add(flat.AsSpan(start * width, count * width), labels.AsSpan(start, count));
            }
            Assert.Equal(labels.Length, run.Rows);
            Assert.Equal(metric.Of(flat, labels), run.Result(), 1e-9);
        }
    }, iter: 30);

    [Fact]
    public void WhatDoesNotFit_IsRefused()
    {
        Refused("3 scores can't be divided into rows for 2 labels", () => Metric.Accuracy().Of([1, 2, 3], [0, 1]));
        Refused("0 scores can't be divided", () => Metric.Accuracy().Of([], [0]));
        Refused("label at index 1 is 2", () => Metric.Accuracy().Of([1, 2, 3, 4], [0, 2]));
        Refused("The 3 largest of 2 scores", () => Metric.TopK(3).Of([1, 2, 3, 4], [0, 1]));
        Refused("positive class must be one of 2", () => Metric.F1(positive: 2).Of([1, 2], [0]));
        Refused("There is no such averaging", () => Metric.F1((Averaging)9).Of([1, 2], [0]));
        Refused("'k'", () => Metric.TopK(0).Of([1, 2], [0]));
        Refused("'positive'", () => Metric.Recall(positive: -1).Of([1, 2], [0]));
        Refused("'width'", () => Metric.Accuracy().Begin(0).Result());
        Refused("2 rows of 3 scores are needed, but there are 5 scores", () => Fill(Metric.Accuracy().Begin(3), new float[5], [0, 1]));

        static void Refused(string part, Func<double> measure) =>
            Assert.Contains(part, Assert.ThrowsAny<ArgumentException>(() => measure()).Message, StringComparison.Ordinal);

        static double Fill(ClassAccumulator run, float[] scores, int[] labels)
        {
            run.Add(scores, labels);
            return run.Result();
        }
    }

    [Fact]
    public void NamesTellMetricsApart() => Assert.Equal(
        ["accuracy", "top-5 accuracy", "F1", "F1 (class 0)", "precision (macro)", "recall (weighted)", "F1 (micro)", "ROC AUC", "perplexity"],
        new Metric[]
        {
            Metric.Accuracy(), Metric.TopK(5), Metric.F1(), Metric.F1(positive: 0), Metric.Precision(Averaging.Macro),
            Metric.Recall(Averaging.Weighted), Metric.F1(Averaging.Micro), Metric.RocAuc(), Metric.Perplexity(),
        }.Select(metric => metric.ToString()));

    private static void ARowOfOneLogitIsARowOfTwo((float, int)[] rows)
    {
        float[] single = [.. rows.Select(row => row.Item1)];
        float[] both = [.. rows.SelectMany(row => new[] { 0, row.Item1 })];
        float[] probabilities = [.. single.Select(x => (float)(1 / (1 + Math.Exp(-x))))];
        int[] labels = [.. rows.Select(row => row.Item2)];
        Func<ScoreKind?, ClassMetric>[] metrics =
        [
            kind => Metric.Accuracy(kind), kind => Metric.F1(scores: kind), kind => Metric.Precision(Averaging.Macro, scores: kind),
            kind => Metric.Recall(Averaging.Weighted, scores: kind), Metric.RocAuc, Metric.Perplexity,
        ];
        foreach (Func<ScoreKind?, ClassMetric> metric in metrics)
        {
            double expected = metric(ScoreKind.Logits).Of(both, labels);
            Assert.Equal(expected, metric(ScoreKind.Logits).Of(single, labels), 1e-9);
            Assert.Equal(expected, metric(ScoreKind.Probabilities).Of(probabilities, labels), 1e-4);
        }
    }

    private static float[] OneHot(int[] predicted, int classes) =>
        [.. predicted.SelectMany(p => Enumerable.Range(0, classes).Select(c => c == p ? 1f : 0))];

    private static void Same(double expected, ClassMetric metric, float[][] scores, int[] labels) =>
        Assert.Equal(
            expected, metric.Of([.. scores.SelectMany(row => row)], labels), double.IsNaN(expected) ? 0 : 1e-12 * Math.Max(1, Math.Abs(expected)));
}

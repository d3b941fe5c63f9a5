using System.Collections.Immutable;
using DeepTrainer.Runtime;

namespace DeepTrainer;

public sealed partial class Trainer<TNetwork>
{
    /// <summary>The mean loss, for classes the fraction of samples classified correctly, and the metrics asked for.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="metrics">What to measure besides: <c>trainer.Evaluate(test, Metric.F1(), Metric.RocAuc())</c>.</param>
    /// <remarks>
    /// Of a source that isn't a dataset, the first pass is measured. Where predictions draw random numbers, each batch has those of draw 0.
    /// A metric of classes looks at rows of scores: one a sample, or one a position where samples have several labels. A network that is
    /// trained on values which are all 0 or 1 has such rows, too: every output is a row of one score.
    /// </remarks>
    /// <exception cref="ArgumentException">The samples or the metrics don't fit the network.</exception>
    public Evaluation Evaluate(IBatchSource data, params IReadOnlyList<Metric> metrics)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(metrics);
        using GuardedWork work = new(Network, Use.Evaluate);
        DataCheck.Run(data, Network, nameof(data));
        DataCheck.KnownClasses(Network, data.Format, nameof(data));
        MetricRun.CheckFit(metrics, Network.Info, data, nameof(metrics));
        using BatchRunner runner = InOrder(data);
        MetricRun run = runner.Begin(accuracy: true, metrics, data.Count);
        double loss = runner.Measure(run, withLoss: true)!.Value;
        return new Evaluation(loss, run.Accuracy()) { Metrics = run.Values() };
    }

    /// <summary>
    /// How often samples (or positions) of one class were taken for another. Independent labels have the classes 0 and 1: of all labels of all
    /// samples, those that are true and those that are taken for it.
    /// </summary>
    /// <param name="data">The samples.</param>
    /// <param name="loss">The loss whose classes are meant, as <see cref="NetworkInfo.Targets"/> names it; not needed if only one has classes.</param>
    /// <param name="classNames">
    /// What the classes are called, if the samples don't say it: of tables with several learned columns <see cref="TableSchema.Texts"/> does.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The samples don't fit the network, there is no such loss with classes, or there are more or fewer names than classes.
    /// </exception>
    /// <exception cref="InvalidOperationException">The network isn't trained on classes.</exception>
    public ConfusionMatrix Confusion(IBatchSource data, string? loss = null, ImmutableArray<string> classNames = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        using GuardedWork work = new(Network, Use.Evaluate);
        DataCheck.Run(data, Network, nameof(data));
        DataCheck.KnownClasses(Network, data.Format, nameof(data));
        TargetInfo target = ClassesOf(loss, nameof(loss));
        int classes = Math.Max(2, target.Classes);
        if (!classNames.IsDefaultOrEmpty && classNames.Length != classes)
            throw new ArgumentException(
                $"'{target.Name}' of '{Network.Info.Name}' has {classes} classes, and there are {classNames.Length} names.", nameof(classNames));
        if (classNames.IsDefaultOrEmpty)
            classNames = data.Format.Classes == classes ? data.Format.ClassNames : Dataset.ClassNumbers(classes);
        var matrix = new ConfusionMatrix(classNames);
        using BatchRunner runner = InOrder(data);
        runner.Count(matrix, target);
        return matrix;
    }

    /// <summary>
    /// The loss and the predicted class of each sample, in the order of the dataset. The largest losses are where wrong labels are found first:
    /// <c>trainer.SampleLosses(train).OrderByDescending(s => s.Loss).Take(20)</c>.
    /// </summary>
    /// <param name="data">The samples.</param>
    /// <param name="loss">
    /// Whose classes are looked at, as <see cref="NetworkInfo.Targets"/> names it, of a network with several losses: the sample's loss is the
    /// cross-entropy of that one then, −ln of the probability that is given to its label (the mean over its labels, without ignored ones; 0 if
    /// all are). Null: all losses together, as they are declared.
    /// </param>
    /// <exception cref="ArgumentException">The samples don't fit the network, or there is no such loss with classes.</exception>
    /// <exception cref="InvalidOperationException">
    /// The network's loss compares samples with each other, so that one alone has none; or classes were asked for, and the network isn't
    /// trained on any.
    /// </exception>
    public IReadOnlyList<SampleLoss> SampleLosses(Dataset data, string? loss = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (loss is null && Network.Info.MaxBatch < int.MaxValue)
            throw new InvalidOperationException($"'{Network.Info.Name}' has a loss that compares samples with each other; one sample alone has none.");
        using GuardedWork work = new(Network, Use.Evaluate);
        DataCheck.Run(data, Network, nameof(data));
        DataCheck.KnownClasses(Network, data.Format, nameof(data));
        TargetInfo? target = loss is not null ? ClassesOf(loss, nameof(loss))
            : MetricTargets.OfClasses(Network.Info) is [{ Ignored: null } only] ? only : null;
        ClassRows? rows = target is null ? null : new ClassRows(Network.Info, data.Format, 1, [target]);
        var losses = new SampleLoss[data.Count];
        float[] output = new float[Network.Info.OutputSize];
        for (int i = 0; i < losses.Length; i++)
        {
            losses[i] = new(i, loss is null ? LossOf(data, i) : 0, null, null);
            if (rows is null || (loss is null && rows.RowsPerSample > 1))
                continue;
            Network.PredictBatch(data.Input(i), output);
            rows.Get(data.All.Slice(i, 1), output, out ReadOnlySpan<float> scores, out ReadOnlySpan<int> labels);
            if (loss is not null)
                losses[i] = losses[i] with { Loss = CrossEntropy(rows, scores, labels) };
            if (rows.RowsPerSample == 1 && labels.Length == 1)
                losses[i] = losses[i] with { Label = labels[0], Predicted = ScoreRow.Predicted(scores, rows.Form.Scores) };
        }
        return losses;
    }

    private double LossOf(Dataset data, int sample) => data.HasLabels
        ? Network.Evaluate(data.Input(sample), data.LabelsOf(sample))
        : Network.Evaluate(data.Input(sample), data.Target(sample));

    private static double CrossEntropy(ClassRows rows, ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        double sum = 0;
        for (int i = 0; i < labels.Length; i++)
            sum -= ScoreRow.LogProbability(scores.Slice(i * rows.Width, rows.Width), labels[i], rows.Form.Scores);
        return sum / Math.Max(1, labels.Length);
    }

    // The loss with classes that goes by a name, or the only one.
    private TargetInfo ClassesOf(string? loss, string argument)
    {
        TargetInfo[] all = MetricTargets.OfClasses(Network.Info);
        if (all.Length == 0)
            throw new InvalidOperationException(Network.Info.Targets.FirstOrDefault(t => t.Scores is not null) is { } hidden
                ? $"'{hidden.Name}' of '{Network.Info.Name}' judges '{hidden.Layer}', which is no output: name it in [Output], or its softmax or sigmoid."
                : $"'{Network.Info.Name}' is trained on values, not on classes.");
        if (loss is null && all.Length == 1)
            return all[0];
        return Array.Find(all, target => target.Name == loss) ?? throw new ArgumentException(
            $"'{Network.Info.Name}' has classes in {string.Join(", ", all.Select(t => $"'{t.Name}'"))}; name one of these losses.", argument);
    }

    private BatchRunner InOrder(IBatchSource data) =>
        new(Network, BatchFeed.InOrder(data, Math.Min(EvaluationBatch, Network.Info.MaxBatch), Network.Info, nameof(data)));
}

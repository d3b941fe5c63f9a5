using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>Trains a network on a dataset, and measures how well it does.</summary>
/// <typeparam name="TNetwork">The network's class.</typeparam>
/// <param name="network">The network.</param>
public sealed class Trainer<TNetwork>(TNetwork network)
    where TNetwork : class, INetwork
{
    private const int EvaluationBatch = 256;

    /// <summary>The network.</summary>
    public TNetwork Network { get; } = network ?? throw new ArgumentNullException(nameof(network));

    /// <summary>
    /// Whether each epoch ends with a prediction for every training sample, to know the fraction classified correctly. It costs
    /// about a third of the time that training takes. False by default.
    /// </summary>
    public bool MeasureTrainAccuracy { get; set; }

    /// <summary>
    /// What else to measure after each epoch, for <see cref="EpochResult.Metrics"/>: <c>trainer.Metrics = [Metric.TopK(5), Metric.F1()]</c>.
    /// The validation samples are measured, or the training samples if there are none.
    /// </summary>
    /// <remarks>
    /// None by default. The predictions for the validation accuracy serve them all; without validation samples, or for a network that has
    /// no accuracy, each epoch ends with a prediction for every sample measured.
    /// </remarks>
    public IReadOnlyList<Metric> Metrics
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(value));
    } = [];

    /// <summary>
    /// How many samples are worked on at once; none at first, for a batch as a whole. Batches that are larger are parted, as evenly as possible, and the parts'
    /// gradients accumulated, so that working memory is that of a part: a step is the same up to rounding. Batch norm takes the statistics of each part, and a loss
    /// that is a mean over labels counts by samples. The network must be an <see cref="IGradientNetwork"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less than 1.</exception>
    public int? MicroBatchSize
    {
        get;
        set => field = value is < 1 ? throw new ArgumentOutOfRangeException(nameof(value), value, "A part of a batch must have at least 1 sample.") : value;
    }

    /// <summary>
    /// Trains for some epochs. Each goes over all samples once, in a new random order; the last batch may be smaller. The same
    /// seed, samples and network give the same weights bit for bit.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The orders are one sequence, which goes on from call to call and through checkpoints: two calls of 3 epochs see the orders of one call of 6, if
    /// seed and number of samples are the same.
    /// </para>
    /// <para>
    /// What was interrupted (cancelled, or saved by <paramref name="progress"/> with <see cref="NetworkFile.SaveCheckpoint(INetwork, string)"/> when the
    /// process ended) goes on with the same call and <paramref name="resume"/>: <c>net.LoadCheckpoint(path); trainer.Fit(train, epochs: 10, resume: true)</c>
    /// ends with the weights, bit for bit, that 10 epochs without interruption give.
    /// </para>
    /// </remarks>
    /// <param name="train">The samples to train on.</param>
    /// <param name="validation">Samples to measure with after each epoch.</param>
    /// <param name="epochs">The number of epochs; at least 1. With <paramref name="resume"/>, those before the interruption are among them.</param>
    /// <param name="batchSize">The number of samples a batch; at least 1.</param>
    /// <param name="seed">The seed of the order of samples.</param>
    /// <param name="earlyStopping">When to end before that; without it all epochs are trained.</param>
    /// <param name="schedule">
    /// The learning rate of every epoch or batch; without it the rate is <see cref="INetwork.LearningRate"/> as it is. The rate that the
    /// network has at first is the schedule's base rate, and it has it again when training ends for whatever reason, so that training can
    /// go on from there; a checkpoint saved by <paramref name="progress"/> has it, too. In between it is the schedule's, and a rate that
    /// <paramref name="progress"/> sets holds until the schedule's next step.
    /// </param>
    /// <param name="scheduleUnit">Whether the schedule's steps are epochs or batches; what is usual for the schedule if null.</param>
    /// <param name="scheduleStart">
    /// The value of <see cref="INetwork.Steps"/> at which the schedule begins. Null is its value now: the schedule begins with this call.
    /// To go on with a schedule in a call of its own, give what it was then: 0, if the network had not been trained before. An epoch that was
    /// not finished is trained again at its rate. <paramref name="resume"/> knows it by itself.
    /// </param>
    /// <param name="progress">Who is told how it goes.</param>
    /// <param name="resume">
    /// Whether to go on with the last call of Fit on this network, be it in this process or in the one that saved the checkpoint it was loaded from:
    /// in the middle of an epoch if it ended there, with its order of samples, its schedule and what that remembers, and early stopping with its
    /// best weights. Give the same arguments as then; <paramref name="epochs"/> may be more. Begins at epoch 1 if there was no such call.
    /// </param>
    /// <param name="cancellationToken">
    /// Ends training after the batch in progress. That is no error: the history so far is returned, with <see cref="History.Cancelled"/> set.
    /// </param>
    /// <returns>
    /// What the epochs gave; with <paramref name="resume"/>, those of this call, and the best of all of them: <see cref="History.BestEpoch"/>.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// An argument is out of range, samples or metrics don't fit the network, or the schedule ends before training does; nothing has been trained.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// Another call of Fit trains this network, another thread is at work on it, or what is to be resumed isn't what the network is now.
    /// </exception>
    /// <exception cref="TrainingDivergedException">
    /// The loss or a weight became infinite or not a number. The network is left as it is then, or as it was at its best if
    /// <see cref="EarlyStopping.RestoreBest"/> is set and an epoch was finished.
    /// </exception>
    public History Fit(
        Dataset train,
        Dataset? validation = null,
        int epochs = 10,
        int batchSize = 32,
        int seed = 0,
        EarlyStopping? earlyStopping = null,
        LearningRateSchedule? schedule = null,
        ScheduleUnit? scheduleUnit = null,
        long? scheduleStart = null,
        ITrainingProgress? progress = null,
        bool resume = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        earlyStopping?.Check(nameof(earlyStopping));
        TrainingState training = TrainingState.Of(Network);
        using IDisposable running = training.Begin(Network.Info.Name);
        using GuardedWork work = new(Network, Use.Fit);
        DataCheck.Run(train, Network, nameof(train));
        if (validation is not null)
            DataCheck.Run(validation, Network, nameof(validation));
        MetricRun.CheckFit(Metrics, Network.Info, validation ?? train, nameof(Metrics));

        DataCheck.Batches(train, Network.Info, batchSize, nameof(batchSize), MicroBatchSize);
        DataCheck.Parts(Network, MicroBatchSize);
        if (validation is not null)
            DataCheck.Memory(validation, Network.Info, batchSize, nameof(batchSize));

        ScheduleRun.CheckStart(Network, scheduleStart);
        RunState? before = Resumed(resume, training.Run, train, batchSize, seed, scheduleStart);
        int batches = BatchRunner.BatchCount(train, batchSize);
        ScheduleRun? rates = schedule is null ? null
            : new ScheduleRun(Network, schedule, scheduleUnit, scheduleStart, epochs, batches, before is null ? null : before.ScheduleFirst ?? 0);
        RunState state = before ?? new RunState { Seed = seed, Samples = train.Count, BatchSize = batchSize };
        var run = new TrainingRun(Network, train, validation, Metrics, epochs, batchSize, training, state)
        {
            EarlyStopping = earlyStopping,
            Schedule = rates,
            Progress = progress,
            MeasureTrainAccuracy = MeasureTrainAccuracy,
            MicroBatchSize = MicroBatchSize,
        };
        return run.Run(cancellationToken);
    }

    // What is gone on with must be what the network and the arguments still are.
    private RunState? Resumed(bool resume, RunState? run, Dataset train, int batchSize, int seed, long? scheduleStart)
    {
        if (!resume)
            return null;
        if (scheduleStart is not null)
            throw new ArgumentException("What is resumed knows where its schedule began; leave scheduleStart out.", nameof(scheduleStart));
        if (run is null)
            return null;
        if (run.Samples != train.Count || run.BatchSize != batchSize || run.Seed != seed)
            throw new ArgumentException(
                $"The training to resume had {run.Samples} samples, batches of {run.BatchSize} and the seed {run.Seed}, but {train.Count} samples, batches of {batchSize} "
                + $"and the seed {seed} were given; give the same, or begin a new training without resume.", nameof(resume));
        if (run.Steps != Network.Steps)
            throw new InvalidOperationException(
                $"The training to resume ended at step {run.Steps} of '{Network.Info.Name}', which has {Network.Steps} steps now: it was trained otherwise since. "
                + "Load its checkpoint, or begin a new training without resume.");
        return run;
    }

    /// <summary>The mean loss, for classes the fraction of samples classified correctly, and the metrics asked for.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="metrics">What to measure besides: <c>trainer.Evaluate(test, Metric.F1(), Metric.RocAuc())</c>.</param>
    /// <remarks>
    /// A metric of classes looks at rows of scores: one a sample, or one a position where samples have several labels. A network that is
    /// trained on values which are all 0 or 1 has such rows, too: every output is a row of one score.
    /// </remarks>
    /// <exception cref="ArgumentException">The samples or the metrics don't fit the network.</exception>
    public Evaluation Evaluate(Dataset data, params IReadOnlyList<Metric> metrics)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(metrics);
        using GuardedWork work = new(Network, Use.Evaluate);
        DataCheck.Run(data, Network, nameof(data));
        MetricRun.CheckFit(metrics, Network.Info, data, nameof(metrics));
        var runner = new BatchRunner(Network, data, Math.Min(EvaluationBatch, Network.Info.MaxBatch));
        MetricRun run = runner.Begin(accuracy: true, metrics);
        runner.Measure(run);
        return new Evaluation(runner.Loss(), run.Accuracy()) { Metrics = run.Values() };
    }

    /// <summary>
    /// How often samples (or positions) of one class were taken for another. Independent labels have the classes 0 and 1: of all labels of all
    /// samples, those that are true and those that are taken for it.
    /// </summary>
    /// <param name="data">The samples.</param>
    /// <param name="loss">The loss whose classes are meant, as <see cref="NetworkInfo.Targets"/> names it; not needed if only one has classes.</param>
    /// <exception cref="ArgumentException">The samples don't fit the network, or there is no such loss with classes.</exception>
    /// <exception cref="InvalidOperationException">The network isn't trained on classes.</exception>
    public ConfusionMatrix Confusion(Dataset data, string? loss = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        using GuardedWork work = new(Network, Use.Evaluate);
        DataCheck.Run(data, Network, nameof(data));
        var runner = new BatchRunner(Network, data, Math.Min(EvaluationBatch, Network.Info.MaxBatch));
        TargetInfo[] targets = MetricTargets.OfClasses(Network.Info);
        if (targets.Length == 0)
            throw new InvalidOperationException(Network.Info.Targets.FirstOrDefault(t => t.Scores is not null) is { } hidden
                ? $"'{hidden.Name}' of '{Network.Info.Name}' judges '{hidden.Layer}', which is no output: name it in [Output], or its softmax or sigmoid."
                : $"'{Network.Info.Name}' is trained on values, not on classes.");
        if (targets.Length > 1 || loss is not null)
            targets = Array.FindAll(targets, target => target.Name == loss);
        if (targets.Length == 0)
            throw new ArgumentException(
                $"'{Network.Info.Name}' has classes in {string.Join(", ", MetricTargets.OfClasses(Network.Info).Select(t => $"'{t.Name}'"))}; name one of these losses.",
                nameof(loss));
        int classes = Math.Max(2, targets[0].Classes);
        var matrix = new ConfusionMatrix(data.Classes == classes ? data.ClassNames : Dataset.ClassNumbers(classes));
        runner.Count(matrix, targets[0]);
        return matrix;
    }
}

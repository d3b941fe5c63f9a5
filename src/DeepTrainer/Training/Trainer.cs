using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>Trains a network on a dataset, and measures how well it does.</summary>
/// <typeparam name="TNetwork">The network's class.</typeparam>
/// <param name="network">The network.</param>
public sealed partial class Trainer<TNetwork>(TNetwork network)
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

    /// <summary>Callbacks of every call of Fit, before those that are given to the call: <c>trainer.Callbacks = [new TextProgress(Console.Out)]</c>.</summary>
    public IReadOnlyList<Callback> Callbacks
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
    /// The processes that train this network together: <c>trainer.Group = mpi</c>, with an <c>MpiGroup</c> of the package <c>DeepTrainer.Mpi</c>. None at first.
    /// </summary>
    /// <remarks>
    /// All call Fit with the same arguments, on networks with the same weights. Each works on its part of every batch, their gradients are added up, and all make the step that
    /// one process would with the whole batch, up to rounding: losses, validation, schedules and early stopping are those of the whole. The network must be an
    /// <see cref="IGradientNetwork"/>. Batch norm takes the statistics of each part, and running averages are those of rank 0. Files and logs are rank 0's work
    /// (<see cref="Callback.OnEveryRank"/>). An exception on one rank ends all (<see cref="IProcessGroup.Abort"/>). Evaluate is each process's own.
    /// </remarks>
    public IProcessGroup? Group { get; set; }

    /// <summary>
    /// Trains for some epochs. Each goes over all samples once; the last batch may be smaller. The same
    /// seed, samples and network give the same weights bit for bit.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The orders are one sequence, which goes on from call to call and through checkpoints: two calls of 3 epochs see the orders of one call of 6, if
    /// seed and number of samples are the same. Of other sources than datasets, which the seed doesn't concern, a call begins with the pass behind those of the last call.
    /// </para>
    /// <para>
    /// What was interrupted, by cancellation or because the process was killed, goes on with the same call and <paramref name="resume"/>:
    /// <c>trainer.Fit(train, epochs: 10, callbacks: [new Checkpoint("run")], resume: "run/last.safetensors")</c> ends, however often it is killed and called again,
    /// with the weights, bit for bit, that 10 epochs without interruption give.
    /// </para>
    /// </remarks>
    /// <param name="train">
    /// The samples to train on: a <see cref="Dataset"/>, in a new random order each epoch, or another source in its own order (<see cref="BatchSource.ShuffleWithin"/>), of which
    /// each sample is checked when it is read.
    /// </param>
    /// <param name="validation">Samples to measure with after each epoch; of a source that isn't a dataset, the first pass, which must end.</param>
    /// <param name="epochs">The number of epochs; at least 1. With <paramref name="resume"/>, those before the interruption are among them.</param>
    /// <param name="batchSize">The number of samples a batch; at least 1.</param>
    /// <param name="seed">The seed of the order of samples.</param>
    /// <param name="schedule">
    /// The learning rate of every epoch or batch; without it the rate is <see cref="INetwork.LearningRate"/> as it is. The rate that the
    /// network has at first is the schedule's base rate, and it has it again when training ends for whatever reason, so that training can
    /// go on from there; a checkpoint saved by a callback has it, too. In between it is the schedule's, and a rate that a callback sets holds until the
    /// schedule's next step.
    /// </param>
    /// <param name="scheduleUnit">Whether the schedule's steps are epochs or batches; what is usual for the schedule if null.</param>
    /// <param name="scheduleStart">
    /// The value of <see cref="INetwork.Steps"/> at which the schedule begins. Null is its value now: the schedule begins with this call.
    /// To go on with a schedule in a call of its own, give what it was then: 0, if the network had not been trained before. An epoch that was
    /// not finished is trained again at its rate. <paramref name="resume"/> knows it by itself.
    /// </param>
    /// <param name="callbacks">What takes part besides: early stopping, checkpoints, logs, the progress line.</param>
    /// <param name="resume">
    /// Whether to go on with the last call of Fit on this network, or the checkpoint to go on from, if the file exists: in the middle of an epoch if it ended
    /// there, with its order of samples, its schedule and what that remembers, and what callbacks remember. Give the same arguments as then;
    /// <paramref name="epochs"/> may be more. Begins at epoch 1 if there was no such call or file.
    /// </param>
    /// <param name="stepsPerEpoch">
    /// The number of batches an epoch, for sources without an end or with very long passes: epochs go on where the one before stopped, pass after pass. Null for one pass
    /// an epoch.
    /// </param>
    /// <param name="cancellationToken">
    /// Ends training after the batch in progress. That is no error: the history so far is returned, with <see cref="History.Cancelled"/> set.
    /// </param>
    /// <returns>
    /// What the epochs gave; with <paramref name="resume"/>, those of this call, and the best of all of them: <see cref="History.BestEpoch"/>.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// An argument is out of range, samples or metrics don't fit the network, or the schedule ends before training does; nothing has been trained. (What a source
    /// gives that isn't a dataset is known when it is read.)
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// Another call of Fit trains this network, another thread is at work on it, or what is to be resumed isn't what the network is now. Of several ranks (<see cref="Group"/>):
    /// they begin unlike, one can't begin, their sources give different samples, or their weights differ after an epoch; it is thrown on all of them.
    /// </exception>
    /// <exception cref="TrainingDivergedException">
    /// The loss or a weight became infinite or not a number. The network is left as it is then, or as it was at its best if
    /// <see cref="EarlyStopping.RestoreBest"/> is set and an epoch was finished.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// The checkpoint to resume is damaged, of another network or of no training; the network is unchanged. Or a source gave samples that
    /// don't fit, after some batches.
    /// </exception>
    public History Fit(
        IBatchSource train,
        IBatchSource? validation = null,
        int epochs = 10,
        int batchSize = 32,
        int seed = 0,
        LearningRateSchedule? schedule = null,
        ScheduleUnit? scheduleUnit = null,
        long? scheduleStart = null,
        IReadOnlyList<Callback>? callbacks = null,
        Resume resume = default,
        int? stepsPerEpoch = null,
        CancellationToken cancellationToken = default)
    {
        JointTraining? joint = Group is { Size: > 1 } group ? new(group) : null;
        return joint?.Run(Network, Train) ?? Train();

        History Train() => Run(joint, train, validation, epochs, batchSize, seed, schedule, scheduleUnit, scheduleStart, callbacks, resume, stepsPerEpoch, cancellationToken);
    }

    private History Run(
        JointTraining? joint,
        IBatchSource train,
        IBatchSource? validation,
        int epochs,
        int batchSize,
        int seed,
        LearningRateSchedule? schedule,
        ScheduleUnit? scheduleUnit,
        long? scheduleStart,
        IReadOnlyList<Callback>? callbacks,
        Resume resume,
        int? stepsPerEpoch,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (stepsPerEpoch is { } steps)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1, nameof(stepsPerEpoch));
            if (train is Dataset)
                throw new ArgumentException("An epoch of a Dataset goes over all its samples; leave stepsPerEpoch out, or train on a subset.", nameof(stepsPerEpoch));
        }
        if (train is not Dataset && SourceChain.IsInOrder(train))
            throw new ArgumentException("Each epoch would go over the dataset in its own order; put Reshuffled(seed) behind the dataset: "
                + "data.Reshuffled(1).Augment(…).", nameof(train));
        IReadOnlyList<Callback> all = [.. Callbacks, .. callbacks ?? []];
        CallbackList.Check(all, Network, nameof(callbacks));
        DataCheck.Run(train, Network, nameof(train));
        if (validation is not null)
        {
            DataCheck.Run(validation, Network, nameof(validation));
            DataCheck.SameClasses(train.Format, validation.Format, nameof(validation));
        }
        MetricRun.CheckFit(Metrics, Network.Info, validation ?? train, nameof(Metrics));

        DataCheck.Batches(train, Network.Info, batchSize, nameof(batchSize), MicroBatchSize, joint?.Group.Size ?? 1);
        if (validation is not null)
            DataCheck.Memory(validation, Network.Info, batchSize, nameof(batchSize));
        bool hasAccuracy = (validation is not null || MeasureTrainAccuracy) && MetricTargets.OfClasses(Network.Info).Length == 1;
        foreach (Callback callback in all)
            callback.GoesBy?.Check(callback.Name, hasAccuracy, Metrics, nameof(callbacks));
        foreach (Objective objective in schedule?.GoesBy ?? [])
            objective.Check(schedule!.GetType().Name, hasAccuracy, Metrics, nameof(schedule));

        if (resume.IsResumed && scheduleStart is not null)
            throw new ArgumentException("What is resumed knows where its schedule began; leave scheduleStart out.", nameof(scheduleStart));
        if (resume.Path is { } path && File.Exists(path))
        {
            NetworkFile.LoadCheckpoint(Network, path, run => CheckResumed(
                run ?? throw new InvalidDataException(
                    $"'{path}' has no training to go on with: it was saved before Fit, or after other training. Load it with LoadCheckpoint, and call Fit without resume."),
                resume, train, batchSize, seed, stepsPerEpoch));
        }
        TrainingState training = TrainingState.Of(Network);
        using IDisposable running = training.Begin(Network.Info.Name);
        using GuardedWork work = new(Network, Use.Fit);
        DataCheck.Parts(Network, MicroBatchSize, all.Any(c => c.NeedsGradients), joint is not null);
        ScheduleRun.CheckStart(Network, scheduleStart);
        RunState? before = Resumed(resume, training.Run, train, batchSize, seed, stepsPerEpoch);
        int? batches = stepsPerEpoch ?? BatchFeed.BatchesOf(train, batchSize);
        ScheduleRun? rates = schedule is null ? null
            : new ScheduleRun(Network, schedule, scheduleUnit, scheduleStart, epochs, batches, before is null ? null : before.ScheduleFirst ?? 0);
        RunState state = before ?? new RunState
        {
            Seed = seed,
            Samples = train.Count ?? 0,
            Contents = ContentsOf(train),
            BatchSize = batchSize,
            StepsPerEpoch = stepsPerEpoch,
            Position = train is Dataset ? null : new() { Pass = training.NextPass },
        };
        RunOptions options = new(Network, train, validation, epochs, batchSize)
        {
            Metrics = Metrics,
            Callbacks = all,
            Schedule = rates,
            MeasureTrainAccuracy = MeasureTrainAccuracy,
            MicroBatchSize = MicroBatchSize,
            StepsPerEpoch = stepsPerEpoch,
            IsResumed = before is not null,
            Joint = joint,
        };
        joint?.Begin([.. RankFacts.Of(Network), .. RankFacts.Of(options, state, training)]);
        using TrainingRun run = new(options, training, state);
        return run.Run(cancellationToken);
    }

    /// <summary>
    /// The same as <see cref="Fit"/>, on a thread of its own: a window stays alive meanwhile. Callbacks are called on that thread.
    /// </summary>
    /// <inheritdoc cref="Fit"/>
    public Task<History> FitAsync(
        IBatchSource train,
        IBatchSource? validation = null,
        int epochs = 10,
        int batchSize = 32,
        int seed = 0,
        LearningRateSchedule? schedule = null,
        ScheduleUnit? scheduleUnit = null,
        long? scheduleStart = null,
        IReadOnlyList<Callback>? callbacks = null,
        Resume resume = default,
        int? stepsPerEpoch = null,
        CancellationToken cancellationToken = default) =>
        // The token isn't the task's: training that is cancelled has a history all the same.
        Task.Factory.StartNew(
            () => Fit(train, validation, epochs, batchSize, seed, schedule, scheduleUnit, scheduleStart, callbacks, resume, stepsPerEpoch, cancellationToken),
            CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    // What is gone on with must be what the network and the arguments still are.
    private RunState? Resumed(Resume resume, RunState? run, IBatchSource train, int batchSize, int seed, int? stepsPerEpoch)
    {
        if (!resume.IsResumed)
            return null;
        if (run is null)
            return null;
        CheckResumed(run, resume, train, batchSize, seed, stepsPerEpoch);
        if (run.Steps != Network.Steps)
            throw new InvalidOperationException(
                $"The training to resume ended at step {run.Steps} of '{Network.Info.Name}', which has {Network.Steps} steps now: it was trained otherwise since. "
                + "Load its checkpoint, or begin a new training without resume.");
        return run;
    }

    private static void CheckResumed(RunState run, Resume resume, IBatchSource train, int batchSize, int seed, int? stepsPerEpoch)
    {
        if (run.StepsPerEpoch != stepsPerEpoch || (run.Position is null) != (train is Dataset))
            throw new ArgumentException("The training to resume had another kind of source, or other stepsPerEpoch; give the same, or begin a new "
                + "training without resume.", nameof(resume));
        if (run.Samples != (train.Count ?? 0) || run.BatchSize != batchSize || run.Seed != seed)
            throw new ArgumentException(
                $"The training to resume had {run.Samples} samples, batches of {run.BatchSize} and the seed {run.Seed}, but {train.Count ?? 0} samples, batches of {batchSize} "
                + $"and the seed {seed} were given; give the same, or begin a new training without resume.", nameof(resume));
        if (run.Contents is { } contents && contents != ContentsOf(train))
            throw new ArgumentException("The training to resume had other samples than these, as many; give the same, prepared alike, or begin a new "
                + "training without resume.", nameof(resume));
    }

    private static uint? ContentsOf(IBatchSource train) => (train as Dataset)?.All.Hash(0);
}

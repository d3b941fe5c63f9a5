using System.Collections.Immutable;
using System.Diagnostics;

namespace DeepTrainer.Lab;

/// <summary>Trains one network and measures it.</summary>
internal sealed class Training
{
    private readonly ExperimentRun _run;
    private readonly DataParts _parts;
    private readonly ExperimentOptions _options;
    private readonly Objective _objective;
    private readonly INetwork _network;
    private readonly ClassMeasure _measure;

    public Training(ExperimentRun run, DataParts parts, ExperimentOptions options, Objective objective)
    {
        (_run, _parts, _options, _objective) = (run, parts, options, objective);
        _network = run.Variant.Create(run.Seed);
        _measure = new(_network, run.Variant.Declaration);
    }

    public RunResult Run(ImmutableSortedDictionary<string, string> configuration, CancellationToken cancellationToken)
    {
        Dataset watched = _parts.Validation ?? _parts.Test;
        Trainer<INetwork> trainer = new(_network) { Metrics = _options.Metrics };
        EpochRecorder recorder = new(_measure, watched, _objective);
        RunResult result = new()
        {
            Variant = _run.Variant.Name,
            Seed = _run.Seed,
            Configuration = configuration,
            Machine = Machine.Current,
            Parameters = _network.Info.ParameterCount,
            MemoryBytes = sizeof(float) * (_network.Parameters.Sum(p => (long)p.Length) + _network.OptimizerState.Sum(p => (long)p.Length)),
        };
        long start = Stopwatch.GetTimestamp();
        try
        {
            int epochs = _run.Variant.WholeSetting(Variant.Epochs, _options.Epochs), batchSize = _run.Variant.WholeSetting(Variant.BatchSize, _options.BatchSize);
            LearningRateSchedule? schedule = _options.Schedule?.Invoke(new(epochs, (_parts.Train.Count + batchSize - 1) / batchSize));
            IReadOnlyList<Callback> callbacks = _options.Callbacks?.Invoke() ?? [];
            CheckSteering(schedule, callbacks);
            History history = trainer.Fit(
                _measure.DataFor(_parts.Train), _measure.DataFor(watched), epochs, batchSize, _run.Seed, schedule,
                callbacks: [.. callbacks, recorder], cancellationToken: cancellationToken);
            if (history.Cancelled)
                throw new OperationCanceledException(cancellationToken);
            result = Timed(result, recorder, start) with { StopReason = history.StopReason };
            return Measured(result, trainer, recorder.Last);
        }
        catch (Exception e) when (e is TrainingDivergedException or NotFiniteNumberException)
        {
            return Timed(result, recorder, start) with { Diverged = e.Message };
        }
    }

    /// <summary>A look into the trained network, of each variant's first seed.</summary>
    public Portrait? Portrait() => _run.Seed == _options.FirstSeed ? Lab.Portrait.Of(_network, _parts.Test) : null;

    // What stops, or picks, by samples that are measured in the end makes results look better than they are.
    private void CheckSteering(LearningRateSchedule? schedule, IReadOnlyList<Callback> callbacks)
    {
        if (_parts.Validation is not null)
            return;
        IEnumerable<(string User, Objective By)> steered = callbacks.Where(c => c.GoesBy is not null).Select(c => (c.Name, c.GoesBy!));
        if (schedule is not null)
            steered = steered.Concat(schedule.GoesBy.Select(by => (schedule.GetType().Name, by)));
        if (steered.FirstOrDefault(s => s.By != Objective.TrainLoss) is (string user, Objective by))
        {
            throw new InvalidOperationException($"'{user}' goes by the {by} of epochs, which without validation samples is that of the test samples, "
                + "and makes results on them look better "
                + "than they are. Give validation samples: new ExperimentData(train, test, validation), or ExperimentData.Split(all, test: 0.2, validation: 0.2).");
        }
    }

    private static RunResult Timed(RunResult result, EpochRecorder recorder, long start) => result with
    {
        Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
        SecondsPerEpoch = recorder.Fastest,
        Epochs = recorder.Epochs,
    };

    private RunResult Measured(RunResult result, Trainer<INetwork> trainer, EpochResult last)
    {
        Evaluation measured = trainer.Evaluate(_measure.DataFor(_parts.Test), _options.Metrics);
        if (!double.IsFinite(measured.Loss))
            throw new NotFiniteNumberException(FormattableString.Invariant($"The loss of the test samples is {measured.Loss}."), measured.Loss);
        ImmutableArray<ImmutableArray<int>> confusion = _measure.Confusion(_parts.Test);
        double? accuracy = ClassMeasure.Accuracy(confusion) ?? measured.Accuracy;
        EpochResult final = last with
        {
            TrainAccuracy = null,
            ValidationLoss = measured.Loss,
            ValidationAccuracy = accuracy,
            Metrics = measured.Metrics,
        };
        double value = _objective.Value(final);
        if (!double.IsFinite(value))
            throw new NotFiniteNumberException(FormattableString.Invariant($"The {_objective} of the test samples is {value}."), value);
        return result with
        {
            Value = value,
            Loss = measured.Loss,
            Accuracy = accuracy,
            Metrics = measured.Metrics.ToImmutableSortedDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal),
            Confusion = confusion,
            ClassNames = confusion.Length == 0 ? [] : _parts.Test.ClassNames,
            WeightsHash = Fingerprint.Of(_network.Parameters),
        };
    }

    /// <summary>Notes what epochs give.</summary>
    private sealed class EpochRecorder(ClassMeasure measure, Dataset watched, Objective objective) : Callback
    {
        private readonly List<RunEpoch> _epochs = [];

        public ImmutableArray<RunEpoch> Epochs => [.. _epochs];

        public EpochResult Last { get; private set; }

        public double Fastest { get; private set; } = double.NaN;

        public override void OnEpoch(TrainingContext training, in EpochResult epoch)
        {
            Last = epoch;
            Fastest = double.IsNaN(Fastest) ? epoch.Elapsed.TotalSeconds : Math.Min(Fastest, epoch.Elapsed.TotalSeconds);
            EpochResult shown = epoch.ValidationAccuracy is not null ? epoch
                : epoch with { ValidationAccuracy = ClassMeasure.Accuracy(measure.Confusion(watched)) };
            _epochs.Add(new(epoch.Epoch, epoch.TrainLoss, epoch.Loss, objective.Value(shown)));
        }
    }
}

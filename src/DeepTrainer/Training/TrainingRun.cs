using System.Diagnostics;

namespace DeepTrainer;

/// <summary>One call of <see cref="Trainer{TNetwork}.Fit"/>: its buffers, its order of samples, its history.</summary>
internal sealed class TrainingRun(
    INetwork network, Dataset train, Dataset? validation, IReadOnlyList<Metric> metrics, int epochs, int batchSize, TrainingState training, RunState state)
{
    private readonly BatchRunner _train = new(network, train, batchSize);
    private readonly BatchRunner? _validation = validation is null ? null : new BatchRunner(network, validation, batchSize);
    private readonly SampleOrder _order = training.OrderOf(state.Seed, train.Count);
    private readonly FiniteCheck _finite = new(network);
    private readonly History _history = new() { BestEpoch = state.BestEpoch };

    private MetricRun? _trainMetrics;
    private MetricRun? _validationMetrics;

    public EarlyStopping? EarlyStopping { get; init; }

    public ITrainingProgress? Progress { get; init; }

    public ScheduleRun? Schedule { get; init; }

    public bool MeasureTrainAccuracy { get; init; }

    public int? MicroBatchSize { get; init; }

    public History Run(CancellationToken cancellationToken)
    {
        _train.PartSize = MicroBatchSize ?? int.MaxValue;
        _trainMetrics = _train.Begin(MeasureTrainAccuracy, _validation is null ? metrics : []);
        _validationMetrics = _validation?.Begin(accuracy: true, metrics);
        Begin();
        try
        {
            Progress?.OnStart(epochs, _train.Batches);
            _history.StoppedEarly = state.StoppedEarly;
            for (int epoch = state.Epoch + 1; epoch <= epochs && !state.StoppedEarly; epoch++)
            {
                if (!RunEpoch(epoch, cancellationToken))
                {
                    _history.Cancelled = true;
                    break;
                }
            }
        }
        finally
        {
            End();
        }
        Progress?.OnEnd(_history);
        return _history;
    }

    private void Begin()
    {
        state.Current?.Restore();
        state.Current = null;
        state.Best = EarlyStopping is { RestoreBest: true } ? state.Best ?? new Snapshot(network) : null;
        _train.TrainLoss.Clear();
        if (state.Batch > 0)
            _train.TrainLoss.Set(state.Losses);
        state.Losses = _train.TrainLoss.State;
        training.Run = state;
        training.OwnRate = Schedule is null ? null : network.LearningRate;
        Schedule?.Begin(state);
        Note();
    }

    // The network goes back to its best, and where it stood is kept for those who go on.
    private void End()
    {
        if (state.Best is { IsTaken: true } best && best.Steps != network.Steps)
        {
            state.Current = new Snapshot(network);
            state.Current.Take();
            best.Restore();
        }
        Note();
        Schedule?.End();
        training.OwnRate = null;
    }

    /// <summary>False if it was cancelled.</summary>
    private bool RunEpoch(int epoch, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        for (int batch = state.Batch + 1; batch <= _train.Batches; batch++)
        {
            if (cancellationToken.IsCancellationRequested)
                return false;
            if (batch == 1)
                BeginEpoch();
            Schedule?.BeforeBatch(epoch, batch);
            int first = (batch - 1) * _train.BatchSize;
            ReadOnlySpan<int> samples = _order.Current.Slice(first, Math.Min(_train.BatchSize, train.Count - first));
            float loss = _train.Train(samples);
            CheckFinite(loss, epoch, batch);
            state.Batch = batch;
            Note();
            Progress?.OnBatch(new BatchResult(epoch, batch, _train.Batches, samples.Length, loss));
        }
        EpochResult result = Measure(epoch, _train.TrainLoss.Value, start);
        _history.Add(result);
        state.BestEpoch = _history.BestEpoch;
        Schedule?.AfterEpoch(result, state);
        WatchLoss(result.Loss);
        (state.Epoch, state.Batch) = (epoch, 0);
        Note();
        Progress?.OnEpoch(result);
        return true;
    }

    private void BeginEpoch()
    {
        _order.Next();
        training.Note(_order);
        _train.TrainLoss.Clear();
    }

    private void Note()
    {
        state.Steps = network.Steps;
        state.Rate = network.LearningRate;
    }

    private EpochResult Measure(int epoch, double trainLoss, long start)
    {
        double? validationLoss = _validation?.Loss();
        if (validationLoss is double value && !double.IsFinite(value))
            throw Diverged($"The validation loss became {value} in epoch {epoch}", epoch, 0, null);
        _train.Measure(_trainMetrics!);
        _validation?.Measure(_validationMetrics!);
        return new EpochResult(
            epoch,
            trainLoss,
            _trainMetrics!.Accuracy(),
            validationLoss,
            _validationMetrics?.Accuracy(),
            network.LearningRate,
            Stopwatch.GetElapsedTime(start))
        {
            Metrics = (_validationMetrics ?? _trainMetrics).Values(),
        };
    }

    private void WatchLoss(double loss)
    {
        if (EarlyStopping is null)
            return;
        if (loss < state.BestLoss - EarlyStopping.MinDelta)
        {
            state.BestLoss = loss;
            state.EpochsWithoutBetter = 0;
            state.Best?.Take();
        }
        else if (++state.EpochsWithoutBetter >= EarlyStopping.Patience)
        {
            state.StoppedEarly = true;
            _history.StoppedEarly = true;
        }
    }

    // A weight that is no number spoils every later loss, so this is the first step that did it.
    private void CheckFinite(float loss, int epoch, int batch)
    {
        string? spoiled = _finite.FirstSpoiled();
        if (!float.IsFinite(loss))
            throw Diverged(
                $"The loss became {loss} in epoch {epoch}, batch {batch} (step {network.Steps})"
                + (spoiled is null ? "" : $", whose step then spoiled '{spoiled}' first"), epoch, batch, spoiled);
        if (spoiled is not null)
            throw Diverged($"'{spoiled}' is no longer finite after epoch {epoch}, batch {batch} (step {network.Steps}), whose loss was {loss}", epoch, batch, spoiled);
    }

    private TrainingDivergedException Diverged(string what, int epoch, int batch, string? spoiled)
    {
        // There is nothing to go on from.
        training.Run = null;
        string now = state.Best is { IsTaken: true } best ? $" The network is as it was after step {best.Steps}, its best." : "";
        return new($"{what}; lower the learning rate ({network.LearningRate}), clip gradients, or scale the inputs.{now}", epoch, batch, _history)
        {
            Step = network.Steps,
            Parameter = spoiled,
        };
    }
}

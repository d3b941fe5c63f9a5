using System.Diagnostics;

namespace DeepTrainer;

/// <summary>One call of <see cref="Trainer{TNetwork}.Fit"/>: its buffers, its order of samples, its history.</summary>
internal sealed class TrainingRun(
    INetwork network, Dataset train, Dataset? validation, IReadOnlyList<Metric> metrics, int epochs, int batchSize, int seed)
{
    private readonly BatchRunner _train = new(network, train, batchSize);
    private readonly BatchRunner? _validation = validation is null ? null : new BatchRunner(network, validation, batchSize);
    private readonly int[] _order = [.. Enumerable.Range(0, train.Count)];
    private readonly RandomSource _random = new(seed);
    private readonly History _history = new();

    private MetricRun? _trainMetrics;
    private MetricRun? _validationMetrics;
    private Snapshot? _best;
    private double _bestLoss = double.PositiveInfinity;
    private int _epochsWithoutBetter;

    public EarlyStopping? EarlyStopping { get; init; }

    public ITrainingProgress? Progress { get; init; }

    public ScheduleRun? Schedule { get; init; }

    public bool MeasureTrainAccuracy { get; init; }

    public History Run(CancellationToken cancellationToken)
    {
        _best = EarlyStopping is { RestoreBest: true } ? new Snapshot(network) : null;
        _trainMetrics = _train.Begin(MeasureTrainAccuracy, _validation is null ? metrics : []);
        _validationMetrics = _validation?.Begin(accuracy: true, metrics);
        Progress?.OnStart(epochs, _train.Batches);
        try
        {
            for (int epoch = 1; epoch <= epochs && !_history.StoppedEarly; epoch++)
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
            _best?.Restore();
            Schedule?.End();
        }
        Progress?.OnEnd(_history);
        return _history;
    }

    /// <summary>False if it was cancelled.</summary>
    private bool RunEpoch(int epoch, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        _random.Shuffle(_order);
        double sum = 0;
        for (int batch = 1; batch <= _train.Batches; batch++)
        {
            if (cancellationToken.IsCancellationRequested)
                return false;
            Schedule?.BeforeBatch(epoch, batch);
            int first = (batch - 1) * _train.BatchSize;
            ReadOnlySpan<int> samples = _order.AsSpan(first, Math.Min(_train.BatchSize, _order.Length - first));
            float loss = _train.Train(samples);
            if (!float.IsFinite(loss))
                throw Diverged($"The loss became {loss} in epoch {epoch}, batch {batch}", epoch, batch);
            sum += (double)loss * samples.Length;
            Progress?.OnBatch(new BatchResult(epoch, batch, _train.Batches, samples.Length, loss));
        }
        EpochResult result = Measure(epoch, sum / _order.Length, start);
        _history.Add(result);
        Schedule?.AfterEpoch(result);
        WatchLoss(result.Loss);
        Progress?.OnEpoch(result);
        return true;
    }

    private EpochResult Measure(int epoch, double trainLoss, long start)
    {
        double? validationLoss = _validation?.Loss();
        if (validationLoss is double value && !double.IsFinite(value))
            throw Diverged($"The validation loss became {value} in epoch {epoch}", epoch, 0);
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
        if (loss < _bestLoss - EarlyStopping.MinDelta)
        {
            _bestLoss = loss;
            _epochsWithoutBetter = 0;
            _best?.Take();
        }
        else if (++_epochsWithoutBetter >= EarlyStopping.Patience)
        {
            _history.StoppedEarly = true;
        }
    }

    private TrainingDivergedException Diverged(string what, int epoch, int batch) =>
        new($"{what}; lower the learning rate ({network.LearningRate}), clip gradients, or scale the inputs.", epoch, batch, _history);
}

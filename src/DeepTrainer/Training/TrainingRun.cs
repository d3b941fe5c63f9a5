using System.Diagnostics;

namespace DeepTrainer;

/// <summary>One call of <see cref="Trainer{TNetwork}.Fit"/>: its buffers, its order of samples, its history, its callbacks.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly INetwork _network;
    private readonly TrainingState _training;
    private readonly RunState _state;
    private readonly ScheduleRun? _schedule;
    private readonly BatchRunner _train;
    private readonly BatchRunner _measured;
    private readonly BatchRunner? _validation;
    private readonly MetricRun _trainMetrics;
    private readonly MetricRun? _validationMetrics;
    private readonly JointTraining? _joint;
    private readonly FiniteCheck _finite;
    private readonly History _history;
    private readonly TrainingContext _context;
    private readonly CallbackList _callbacks;

    public TrainingRun(RunOptions options, TrainingState training, RunState state)
    {
        (_network, _training, _state, _schedule) = (options.Network, training, state, options.Schedule);
        _joint = options.Joint;
        NetworkInfo info = _network.Info;
        _train = new(_network, options.Train is Dataset data
            ? new RandomOrderFeed(data, options.BatchSize, training.OrderOf(state.Seed, data.Count), training)
            : new SourceFeed(options.Train, options.BatchSize, info, "train", options.StepsPerEpoch, state.Position!))
        {
            PartSize = options.MicroBatchSize ?? int.MaxValue,
            Joint = _joint,
        };
        _measured = new(_network, BatchFeed.InOrder(options.Train, options.BatchSize, info, "train", options.StepsPerEpoch));
        _validation = options.Validation is null ? null : new(_network, BatchFeed.InOrder(options.Validation, options.BatchSize, info, "validation"));
        _measured.Joint = _joint;
        _validation?.Joint = _joint;
        _trainMetrics = _measured.Begin(options.MeasureTrainAccuracy, _validation is null ? options.Metrics : [], options.Train.Count);
        _validationMetrics = _validation?.Begin(accuracy: true, options.Metrics, options.Validation!.Count);
        _finite = new(_network);
        _history = new() { BestEpoch = state.BestEpoch };
        _context = new(_network, state, _history)
        {
            Epochs = options.Epochs,
            Batches = _train.Feed.Batches ?? 0,
            BatchSize = _train.Feed.BatchSize,
            Samples = options.StepsPerEpoch is { } steps ? (long)steps * _train.Feed.BatchSize : options.Train.Count ?? 0,
            HasValidation = _validation is not null,
            IsResumed = options.IsResumed,
            IsSavedElsewhere = _joint is { IsFirst: false },
        };
        _callbacks = new(_joint is { IsFirst: false } ? [.. options.Callbacks.Where(c => c.OnEveryRank)] : options.Callbacks, _context);
        _train.Watchers = _callbacks.NeedsGradients ? _callbacks : null;
    }

    public History Run(CancellationToken cancellationToken)
    {
        Begin();
        try
        {
            _callbacks.LoadStates(_state.CallbackStates);
            _callbacks.Start();
            _state.Callbacks = _callbacks;
            while (_state.Epoch < _context.Epochs && !Stops(CancellationToken.None))
            {
                if (!RunEpoch(_state.Epoch + 1, cancellationToken))
                    break;
            }
            _history.Cancelled = _state.StopReason is null && _state.Epoch < _context.Epochs;
        }
        catch (Exception e)
        {
            _context.Error = e;
            throw;
        }
        finally
        {
            End();
        }
        return _history;
    }

    public void Dispose()
    {
        try
        {
            _train.Dispose();
        }
        finally
        {
            _measured.Dispose();
            _validation?.Dispose();
        }
    }

    private void Begin()
    {
        _state.Current?.Restore();
        _state.Current = null;
        _train.TrainLoss.Clear();
        if (_state.Batch > 0)
            _train.TrainLoss.Set(_state.Losses);
        _state.Losses = _train.TrainLoss.State;
        _training.Run = _state;
        _training.OwnRate = _schedule is null ? null : _network.LearningRate;
        _schedule?.Begin(_state);
        Note();
    }

    // The network goes back to what was kept, or has averaged weights, and where training stood is kept for those who go on.
    private void End()
    {
        if (_state.Best is { IsTaken: true } best)
        {
            if (!best.IsSame())
            {
                _state.Current = new(_network);
                _state.Current.Take();
                best.Restore();
            }
        }
        else if (_context.Average is { HasWeights: true } average && _context.Error is null)
        {
            _state.Current = new(_network);
            _state.Current.Take();
            average.SwapIn(_network);
        }
        _history.StopReason = _state.StopReason;
        Note();
        _schedule?.End();
        _training.OwnRate = null;
        try
        {
            _callbacks.End();
        }
        finally
        {
            if (_state.Callbacks is not null)
                _state.CallbackStates = _callbacks.SaveStates();
            _state.Callbacks = null;
        }
    }

    /// <summary>False if it was interrupted.</summary>
    private bool RunEpoch(int epoch, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        _train.Feed.Begin(_state.Batch);
        for (int batch = _state.Batch + 1; ; batch++)
        {
            // Behind the last batch, if that is known, the epoch is measured. Ranks have read by then, so that they can agree on whether there is a batch.
            bool mayStop = batch <= (_train.Feed.Batches ?? int.MaxValue);
            if (mayStop && _joint is null && Stops(cancellationToken))
                return false;
            bool hasBatch = _train.Next(out Samples samples);
            if (mayStop && _joint is not null && Stops(cancellationToken, hasBatch))
                return false;
            if (!hasBatch)
                break;
            _context.Epoch = epoch;
            if (batch == 1)
                BeginEpoch(epoch);
            _schedule?.BeforeBatch(epoch, batch);
            _callbacks.BatchStart();
            float loss = _train.Train(samples);
            CheckFinite(loss, epoch, batch);
            _state.Batch = _context.Batch = batch;
            _train.Feed.Note();
            _training.NextPass = _state.Position is { } position ? position.Pass + 1 : _training.NextPass;
            Note();
            _callbacks.Batch(new BatchResult(epoch, batch, _context.Batches, samples.Count, loss));
        }
        if (Stops(CancellationToken.None))
            return false;
        // Also of an epoch that goes on behind its last batch.
        (_context.Epoch, _context.Batches) = (epoch, _state.Batch);
        _joint?.TakeNotes(_network);
        if (_joint is not null)
            _context.Average?.TakeNotes(_joint);
        _joint?.CheckSame(_network, $"after epoch {epoch}");
        EpochResult result = Measure(epoch, _train.TrainLoss.Value, start);
        _history.Add(result);
        _state.BestEpoch = _history.BestEpoch;
        _schedule?.AfterEpoch(result, _state);
        (_state.Epoch, _state.Batch) = (epoch, 0);
        Note();
        _callbacks.Epoch(result);
        return true;
    }

    // Of several ranks, all stop at the same place.
    private bool Stops(CancellationToken cancellationToken, bool hasBatch = true) =>
        _joint?.Stops(_context, cancellationToken.IsCancellationRequested, hasBatch) ?? (cancellationToken.IsCancellationRequested || _context.IsStopping);

    private void BeginEpoch(int epoch)
    {
        _train.TrainLoss.Clear();
        _context.BeginEpoch(epoch);
        _callbacks.EpochStart();
    }

    private void Note()
    {
        _state.Steps = _network.Steps;
        _state.Rate = _network.LearningRate;
    }

    private EpochResult Measure(int epoch, double trainLoss, long start)
    {
        _callbacks.ValidationStart();
        WeightAverage? average = _context.Average is { HasWeights: true } a ? a : null;
        average?.SwapIn(_network);
        double? validationLoss;
        try
        {
            validationLoss = _validation?.Measure(_validationMetrics!, withLoss: true);
            if (validationLoss is double value && !double.IsFinite(value))
                throw Diverged($"The validation loss became {value} in epoch {epoch}", epoch, 0, null, everywhere: true);
            _measured.Measure(_trainMetrics, withLoss: false);
        }
        finally
        {
            average?.SwapOut(_network);
        }
        _callbacks.ValidationEnd();
        return new EpochResult(
            epoch,
            trainLoss,
            _trainMetrics.Accuracy(),
            validationLoss,
            _validationMetrics?.Accuracy(),
            _network.LearningRate,
            Stopwatch.GetElapsedTime(start))
        {
            Metrics = _context.With((_validationMetrics ?? _trainMetrics).Values()),
        };
    }

    // A weight that is no number spoils every later loss, so this is the first step that did it.
    private void CheckFinite(float loss, int epoch, int batch)
    {
        Parameter? parameter = _finite.FirstSpoiled();
        string? spoiled = parameter?.Name;
        if (!float.IsFinite(loss))
            throw Diverged(
                $"The loss became {loss} in epoch {epoch}, batch {batch} (step {_network.Steps})"
                + (spoiled is null ? "" : $", whose step then spoiled '{spoiled}' first"), epoch, batch, spoiled, everywhere: true);
        // What layers note, such as running averages, is of a rank's own samples: the others may know nothing of it.
        if (parameter is not null)
        {
            throw Diverged(
                $"'{spoiled}' is no longer finite after epoch {epoch}, batch {batch} (step {_network.Steps}), whose loss was {loss}", epoch, batch, spoiled, parameter.IsTrained);
        }
    }

    private TrainingDivergedException Diverged(string what, int epoch, int batch, string? spoiled, bool everywhere)
    {
        // There is nothing to go on from.
        _training.Run = null;
        string now = _state.Best is { IsTaken: true } best ? $" The network is as it was after step {best.Steps}, its best." : "";
        TrainingDivergedException diverged = new($"{what}; lower the learning rate ({_network.LearningRate}), clip gradients, or scale the inputs.{now}", epoch, batch, _history)
        {
            Step = _network.Steps,
            Parameter = spoiled,
        };
        return everywhere && _joint is not null ? _joint.OfAll(diverged) : diverged;
    }
}

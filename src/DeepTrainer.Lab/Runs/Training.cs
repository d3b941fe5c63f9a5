using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DeepTrainer.Lab;

/// <summary>Trains one network and measures it.</summary>
internal sealed class Training(ExperimentRun run, DataParts parts, ExperimentOptions options, Objective objective)
{
    public RunResult Run(ImmutableSortedDictionary<string, string> configuration, CancellationToken cancellationToken)
    {
        INetwork network = run.Variant.Create(run.Seed);
        Dataset train = ClassMeasure.DataFor(network, parts.Train), watched = parts.Validation ?? parts.Test;
        Trainer<INetwork> trainer = new(network) { Metrics = options.Metrics };
        EpochRecorder recorder = new(watched, objective);
        RunResult result = new()
        {
            Variant = run.Variant.Name,
            Seed = run.Seed,
            Configuration = configuration,
            Machine = Machine.Current,
            Parameters = network.Info.ParameterCount,
            MemoryBytes = sizeof(float) * (network.Parameters.Sum(p => (long)p.Length) + network.OptimizerState.Sum(p => (long)p.Length)),
        };
        long start = Stopwatch.GetTimestamp();
        try
        {
            int epochs = run.Variant.WholeSetting(Variant.Epochs, options.Epochs), batchSize = run.Variant.WholeSetting(Variant.BatchSize, options.BatchSize);
            History history = trainer.Fit(
                train, ClassMeasure.DataFor(network, watched), epochs, batchSize, run.Seed, options.Schedule?.Invoke(),
                callbacks: [.. options.Callbacks?.Invoke() ?? [], recorder], cancellationToken: cancellationToken);
            if (history.Cancelled)
                throw new OperationCanceledException(cancellationToken);
            result = result with { StopReason = history.StopReason };
        }
        catch (TrainingDivergedException e)
        {
            return Timed(result, recorder, start) with { Diverged = e.Message };
        }
        return Measured(Timed(result, recorder, start), trainer, recorder.Last);
    }

    private static RunResult Timed(RunResult result, EpochRecorder recorder, long start) => result with
    {
        Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
        SecondsPerEpoch = recorder.Fastest,
        Epochs = recorder.Epochs,
    };

    private RunResult Measured(RunResult result, Trainer<INetwork> trainer, EpochResult last)
    {
        INetwork network = trainer.Network;
        Evaluation measured = trainer.Evaluate(ClassMeasure.DataFor(network, parts.Test), options.Metrics);
        ImmutableArray<ImmutableArray<int>> confusion = ClassMeasure.Confusion(network, parts.Test);
        double? accuracy = ClassMeasure.Accuracy(confusion) ?? measured.Accuracy;
        EpochResult final = last with
        {
            TrainAccuracy = null,
            ValidationLoss = measured.Loss,
            ValidationAccuracy = accuracy,
            Metrics = measured.Metrics,
        };
        return result with
        {
            Value = objective.Value(final),
            Loss = measured.Loss,
            Accuracy = accuracy,
            Metrics = measured.Metrics.ToImmutableSortedDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal),
            Confusion = confusion,
            ClassNames = confusion.Length == 0 ? [] : parts.Test.ClassNames,
            WeightsHash = HashOf(network),
            Portrait = run.Seed == options.FirstSeed ? Portrait.Of(network, parts.Test) : null,
        };
    }

    private static string HashOf(INetwork network)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Parameter parameter in network.Parameters)
            hash.AppendData(MemoryMarshal.AsBytes(parameter.ToArray().AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>Notes what epochs give.</summary>
    private sealed class EpochRecorder(Dataset watched, Objective objective) : Callback
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
                : epoch with { ValidationAccuracy = ClassMeasure.Accuracy(ClassMeasure.Confusion(training.Network, watched)) };
            _epochs.Add(new(epoch.Epoch, epoch.TrainLoss, epoch.Loss, objective.Value(shown)));
        }
    }
}

using System.Globalization;

namespace DeepTrainer.Tests;

/// <summary>Writes down what a trainer tells.</summary>
internal sealed class Recorder : Callback
{
    public List<string> Calls { get; } = [];

    public Action<BatchResult>? Batch { get; init; }

    public Action<EpochResult>? Epoch { get; init; }

    public override void OnStart(TrainingContext training) => Calls.Add(string.Create(CultureInfo.InvariantCulture, $"start {training.Epochs} {training.Batches}"));

    public override void OnBatch(TrainingContext training, in BatchResult batch)
    {
        Calls.Add(string.Create(CultureInfo.InvariantCulture, $"batch {batch.Epoch}.{batch.Batch}/{batch.Batches}: {batch.Samples}"));
        Batch?.Invoke(batch);
    }

    public override void OnEpoch(TrainingContext training, in EpochResult epoch)
    {
        Calls.Add(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch.Epoch}"));
        Epoch?.Invoke(epoch);
    }

    public override void OnEnd(TrainingContext training) => Calls.Add("end");
}

using System.Globalization;

namespace DeepTrainer.Tests;

/// <summary>Writes down what a trainer tells.</summary>
internal sealed class Recorder : ITrainingProgress
{
    public List<string> Calls { get; } = [];

    public Action<BatchResult>? Batch { get; init; }

    public Action<EpochResult>? Epoch { get; init; }

    public void OnStart(int epochs, int batches) => Calls.Add(string.Create(CultureInfo.InvariantCulture, $"start {epochs} {batches}"));

    public void OnBatch(in BatchResult batch)
    {
        Calls.Add(string.Create(CultureInfo.InvariantCulture, $"batch {batch.Epoch}.{batch.Batch}/{batch.Batches}: {batch.Samples}"));
        Batch?.Invoke(batch);
    }

    public void OnEpoch(in EpochResult epoch)
    {
        Calls.Add(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch.Epoch}"));
        Epoch?.Invoke(epoch);
    }

    public void OnEnd(History history) => Calls.Add("end");
}

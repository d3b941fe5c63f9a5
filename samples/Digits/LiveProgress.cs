using DeepTrainer;

namespace Samples;

/// <summary>Shows training on one line of the terminal, over and over.</summary>
internal sealed class LiveProgress : ITrainingProgress
{
    private const int BarWidth = 24;

    private int _epochs;
    private int _written;

    public void OnStart(int epochs, int batches) => _epochs = epochs;

    public void OnEpoch(in EpochResult epoch)
    {
        int done = BarWidth * epoch.Epoch / _epochs;
        string bar = new string('━', done) + new string('─', BarWidth - done);
        string line = $"{bar} epoch {epoch.Epoch}/{_epochs}  loss {epoch.TrainLoss:F3}  validation {epoch.ValidationLoss:F3}, {epoch.ValidationAccuracy:P1}";
        // A line that wraps can't be written over.
        if (Console.WindowWidth > 1 && line.Length >= Console.WindowWidth)
            line = line[..(Console.WindowWidth - 1)];
        Console.Write('\r' + line.PadRight(_written));
        _written = line.Length;
    }

    public void OnEnd(History history) => Console.WriteLine($"\n{history.Epochs.Sum(epoch => epoch.Elapsed.TotalSeconds):F2} s");
}

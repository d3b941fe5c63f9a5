using System.Globalization;

namespace DeepTrainer;

/// <summary>Writes a line for every epoch: <c>new TextProgress(Console.Out)</c>.</summary>
/// <param name="writer">Where to.</param>
public sealed class TextProgress(TextWriter writer) : ITrainingProgress
{
    /// <inheritdoc/>
    public void OnEpoch(in EpochResult epoch)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"epoch {epoch.Epoch}: loss {epoch.TrainLoss:G5}");
        line += Percent("accuracy", epoch.TrainAccuracy);
        if (epoch.ValidationLoss is double loss)
            line += string.Create(CultureInfo.InvariantCulture, $", validation loss {loss:G5}");
        line += Percent("validation accuracy", epoch.ValidationAccuracy);
        foreach (MetricValue metric in epoch.Metrics)
            line += $", {metric}";
        writer.WriteLine($"{line}, {Time(epoch.Elapsed)}");
    }

    // Epochs of small networks take microseconds to milliseconds.
    private static string Time(TimeSpan time) => time.TotalSeconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F2} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s");

    private static string Percent(string name, double? fraction) =>
        fraction is double value ? string.Create(CultureInfo.InvariantCulture, $", {name} {100 * value:F2} %") : "";
}

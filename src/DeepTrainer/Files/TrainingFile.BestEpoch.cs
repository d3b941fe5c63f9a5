using System.Globalization;

namespace DeepTrainer;

// The result of the best epoch: "3 0.42 - 0.5 0.91 0.001 12345", where - is what was not measured; and each metric as "0.93 F1".
internal sealed partial class TrainingFile
{
    private const string BestEpoch = "best_epoch", BestMetric = "best_epoch.metric", NotMeasured = "-";

    private static void Write(EpochResult? best, Dictionary<string, string> metadata)
    {
        if (best is not { } epoch)
            return;
        metadata.Add(Prefix + BestEpoch, string.Create(CultureInfo.InvariantCulture,
            $"{epoch.Epoch} {epoch.TrainLoss:R} {Text(epoch.TrainAccuracy)} {Text(epoch.ValidationLoss)} {Text(epoch.ValidationAccuracy)} "
                + $"{epoch.LearningRate:R} {epoch.Elapsed.Ticks}"));
        for (int i = 0; i < epoch.Metrics.Count; i++)
            metadata.Add(NameOfMetric(i), string.Create(CultureInfo.InvariantCulture, $"{epoch.Metrics[i].Value:R} {epoch.Metrics[i].Name}"));
    }

    // Files of earlier versions have none.
    private EpochResult? ReadBestEpoch()
    {
        if (!Has(BestEpoch))
            return null;
        string[] parts = Text(BestEpoch).Split(' ');
        if (parts.Length != 7 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int epoch)
            || !long.TryParse(parts[6], NumberStyles.None, CultureInfo.InvariantCulture, out long ticks))
            throw Wrong(BestEpoch, $"'{Excerpt.Of(Text(BestEpoch))}' is no result of an epoch");
        return new EpochResult(epoch, Number(1), Optional(2), Optional(3), Optional(4), (float)Number(5), new TimeSpan(ticks)) { Metrics = ReadMetrics() };

        double Number(int part) => Parse(BestEpoch, parts[part]);

        double? Optional(int part) => parts[part] == NotMeasured ? null : Number(part);
    }

    private MetricValues ReadMetrics()
    {
        List<MetricValue> metrics = [];
        while (_file.Metadata.TryGetValue(NameOfMetric(metrics.Count), out string? text))
        {
            string[] parts = text.Split(' ', 2);
            metrics.Add(new(parts.Length == 2 ? parts[1] : "", Parse(BestMetric, parts[0])));
        }
        return new([.. metrics]);
    }

    private static string Text(double? number) => number is { } value ? value.ToString("R", CultureInfo.InvariantCulture) : NotMeasured;

    private static string NameOfMetric(int index) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{BestMetric}{index}");
}

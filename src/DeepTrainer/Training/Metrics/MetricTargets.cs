namespace DeepTrainer;

/// <summary>Which of a network's targets metrics compare with which of its outputs.</summary>
internal static class MetricTargets
{
    /// <summary>The targets that say which classes are right, of layers that are outputs.</summary>
    public static TargetInfo[] OfClasses(NetworkInfo info) => [.. info.Targets.Where(t => t.Scores is not null && OutputOf(info, t) is not null)];

    /// <summary>The targets that are values for each value of an output.</summary>
    public static TargetInfo[] OfValues(NetworkInfo info) =>
        [.. info.Targets.Where(t => t.Kind == TargetKind.Values && t.Scores is null && !IsWeight(info, t) && OutputOf(info, t)?.Size == t.Size)];

    /// <summary>The targets that a metric measures; none if there are no such.</summary>
    /// <exception cref="ArgumentException">There are several, and the metric doesn't say which.</exception>
    public static TargetInfo[] Of(NetworkInfo info, Metric metric, string argument)
    {
        TargetInfo[] fitting = metric is ClassMetric ? OfClasses(info) : OfValues(info);
        // Outputs that are trained on 0 and 1 are rows of one score.
        if (metric is ClassMetric && fitting.Length == 0)
            return [.. OfValues(info).Where(t => metric.Loss is null || t.Name == metric.Loss)];
        if (metric.Loss is not null)
            return [.. fitting.Where(t => t.Name == metric.Loss)];
        if (metric is ClassMetric && fitting.Length > 1)
            throw new ArgumentException(
                $"'{metric.Name}' can be measured on {string.Join(", ", fitting.Select(t => $"'{t.Name}'"))} of '{info.Name}'; say on which by "
                    + $"On(\"{fitting[0].Name}\").", argument);
        return fitting;
    }

    /// <summary>The output that a loss judges, or one that shows the same; null if it judges a layer that no output shows.</summary>
    public static TensorInfo? OutputOf(NetworkInfo info, TargetInfo target) => info.Outputs.FirstOrDefault(output => output.Name == target.Output);

    private static bool IsWeight(NetworkInfo info, TargetInfo target) => info.Targets.Any(other => target.Name == other.Name + ".weight");
}

using System.Runtime.CompilerServices;

namespace DeepTrainer.Lab.Tests;

/// <summary>Points in the plane, around a centre for each class: samples that are learned in milliseconds.</summary>
internal static class Points
{
    public static ExperimentData Data { get; } = (Of(60, 1), Of(51, 2));

    public static ExperimentData WithValidation { get; } = new(Of(60, 1), Of(51, 2), Of(40, 3));

    public static Dataset Of(int count, int seed, int classes = 3)
    {
        RandomSource random = new(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % classes)];
        double angle = 2 * Math.PI / classes;
        float[] inputs = [.. labels.SelectMany(label => (float[])[
            (float)(Math.Cos(label * angle) + (0.5 * random.NextGaussian())), (float)(Math.Sin(label * angle) + (0.5 * random.NextGaussian()))])];
        return Dataset.FromLabels(inputs, [2], labels, classes);
    }

    /// <summary>A folder of the test's own, which is empty.</summary>
    public static string Folder([CallerMemberName] string test = "")
    {
        string folder = Path.Combine(Path.GetTempPath(), "DeepTrainer.Lab.Tests", FormattableString.Invariant($"{test}-{Environment.ProcessId}"));
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return folder;
    }
}

using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Samples;

/// <summary>How fast networks are in the page.</summary>
internal static class Measurement
{
    private const int Batch = 32;

    public static double[] Run()
    {
        Wide wide = new(seed: 1);
        float[] images = new float[Batch * Wide.InputSize], scores = new float[Wide.OutputSize];
        for (int i = 0; i < images.Length; i++)
            images[i] = i * 7919 % 256 / 256f;
        int[] labels = [.. Enumerable.Range(0, Batch).Select(i => i % Wide.OutputSize)];
        return
        [
            Vector128.IsHardwareAccelerated ? 1 : 0,
            Median(() => Digits.Trained.Predict(images.AsSpan(0, Digits.InputSize), scores)),
            Median(() => wide.Predict(images.AsSpan(0, Wide.InputSize), scores)),
            Median(() => wide.TrainBatch(images, labels)),
        ];
    }

    // Microseconds. Browsers' clocks are coarse, so runs are counted until 10 ms have passed; the first of such are for what compiles while it runs.
    private static double Median(Action action)
    {
        const int Warm = 15, Kept = 7;
        List<double> times = [];
        for (int i = 0; i < Warm + Kept; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            int runs = 0;
            do
            {
                action();
                runs++;
            }
            while (Stopwatch.GetElapsedTime(begin).TotalMilliseconds < 10);
            if (i >= Warm)
                times.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds / runs);
        }
        times.Sort();
        return times[times.Count / 2];
    }
}

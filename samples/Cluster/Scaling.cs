using System.Diagnostics;
using System.Globalization;
using DeepTrainer;
using DeepTrainer.Mpi;

namespace Cluster;

/// <summary>How the time of a step grows with the number of ranks, each of which has as many samples: measured here, and by a model for many machines.</summary>
internal static class Scaling
{
    private const int Steps = 60, Warmup = 10;

    private static readonly int[] Measured = [1, 2, 4], Modelled = [1, 2, 4, 8, 16, 64, 256, 1000], Batches = [64, 256, 1024];

    /// <summary>What a rank does when it is measured: rank 0 prints the median of a step's seconds, and of a sum's.</summary>
    public static void Measure(MpiGroup mpi, int samplesOfARank)
    {
        int batch = samplesOfARank * mpi.Size;
        Dataset data = Data.Make(batch, seed: 2);
        Watch watch = new();
        new Trainer<Classifier>(new Classifier(seed: 1)) { Group = mpi }.Fit(data, epochs: Steps, batchSize: batch, callbacks: [watch]);
        double sum = SumOf(mpi, new float[new Classifier(seed: 1).GradientSize]);
        if (mpi.IsFirst)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Median:R} {sum:R}"));
    }

    public static int Run()
    {
        Console.WriteLine($"{new Classifier(seed: 1).GradientSize} weights; {Environment.ProcessorCount} processors");
        Console.WriteLine("| samples a rank | ranks | ms a step | samples/s | of n times one rank | ms of it for the sum |");
        Console.WriteLine("|--:|--:|--:|--:|--:|--:|");
        Dictionary<int, double> alone = [];
        foreach (int batch in Batches)
        {
            foreach (int ranks in Measured)
            {
                if (Start(ranks, batch) is not (double step, double sum))
                    return 1;
                alone.TryAdd(batch, step);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {batch} | {ranks} | {1e3 * step:F2} | {ranks * batch / step:F0} | "
                    + $"{alone[batch] / step:P0} | {(ranks > 1 ? 1e3 * sum : 0):F2} |"));
            }
        }
        Model(alone);
        Console.WriteLine("Cluster: table — OK");
        return 0;
    }

    private static void Model(Dictionary<int, double> alone)
    {
        (string Name, double Latency, double Bytes)[] networks = [("10 Gbit/s Ethernet", 30e-6, 1.1e9), ("100 Gbit/s InfiniBand", 2e-6, 11e9)];
        Console.WriteLine($"\n| network | samples a rank | {string.Join(" | ", Modelled)} |");
        Console.WriteLine($"|---|--:|{string.Concat(Modelled.Select(_ => "--:|"))}");
        foreach ((string name, double latency, double bytes) in networks)
        {
            foreach ((int batch, double compute) in alone)
            {
                CostModel model = new(compute, 4.0 * new Classifier(seed: 1).GradientSize, latency, bytes, AddsPerSecond: 4e9);
                Console.WriteLine($"| {name} | {batch} | {string.Join(" | ", Modelled.Select(n => model.Efficiency(n).ToString("P0", CultureInfo.InvariantCulture)))} |");
            }
        }
    }

    private static (double Step, double Sum)? Start(int ranks, int batch)
    {
        ProcessStartInfo start =
            new("mpirun", ["-n", $"{ranks}", "dotnet", Path.Combine(AppContext.BaseDirectory, "Cluster.dll"), "measure", $"{batch}"]) { RedirectStandardOutput = true };
        try
        {
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0)
            {
                double[] numbers = [.. output.Split(' ', StringSplitOptions.TrimEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
                return (numbers[0], numbers[1]);
            }
            Console.WriteLine($"mpirun ended with {process.ExitCode}: {output}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Console.WriteLine($"mpirun can't be started: {e.Message}. Install MPICH (apt-get install mpich).");
        }
        return null;
    }

    private static double SumOf(MpiGroup mpi, float[] gradient)
    {
        List<double> seconds = [];
        for (int i = 0; i < Steps; i++)
        {
            long before = Stopwatch.GetTimestamp();
            mpi.AllReduce(gradient);
            seconds.Add(Stopwatch.GetElapsedTime(before).TotalSeconds);
        }
        return MedianOf(seconds);
    }

    private static double MedianOf(List<double> seconds) => seconds.Order().ElementAt(seconds.Count / 2);

    /// <summary>The time from the start of a batch to the start of the next one's; an epoch has one batch.</summary>
    private sealed class Watch : Callback
    {
        private readonly List<double> _seconds = [];
        private long _start;

        public double Median => MedianOf(_seconds);

        public override void OnBatchStart(TrainingContext training) => _start = Stopwatch.GetTimestamp();

        public override void OnBatch(TrainingContext training, in BatchResult batch)
        {
            if (batch.Epoch > Warmup)
                _seconds.Add(Stopwatch.GetElapsedTime(_start).TotalSeconds);
        }
    }
}

using System.Globalization;
using System.Runtime;
using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Machine;
using DeepTrainer.Benchmarks.Workloads;

namespace DeepTrainer.Benchmarks.Size;

/// <summary>Milliseconds that the JIT takes for a network's first calls, in a process of their own.</summary>
internal sealed record JitTime(double Predict, double Train)
{
    public const string Command = "jit";

    private const int Processes = 5;

    /// <summary>The medians of several processes.</summary>
    public static JitTime Of(Workload workload)
    {
        double[][] runs = [.. Enumerable.Range(0, Processes).Select(_ => Self.Run([Command, workload.Name]).Split(' ')
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray())];
        return new(runs.Select(run => run[0]).Order().ElementAt(Processes / 2), runs.Select(run => run[1]).Order().ElementAt(Processes / 2));
    }

    /// <summary>What such a process does and prints.</summary>
    public static void Print(string workloadName)
    {
        Workload workload = All.WithCosts.First(each => each.Name == workloadName);
        INetwork network = workload.Generated();
        Pool pool = new(workload with { Operation = Operation.Train, Batch = 2 }, network);
        float[] outputs = new float[network.Info.OutputSize];
        double predict = Measure(() => network.Predict(pool.Inputs[0].AsSpan(0, network.Info.InputSize), outputs));
        double train = Measure(() => TrainContender.Train(network, pool, 0));
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{predict} {train}"));
    }

    private static double Measure(Action call)
    {
        TimeSpan before = JitInfo.GetCompilationTime(currentThread: true);
        call();
        return (JitInfo.GetCompilationTime(currentThread: true) - before).TotalMilliseconds;
    }
}

using BenchmarkDotNet.Attributes;
using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Workloads;

namespace DeepTrainer.Benchmarks.Suites;

/// <summary>Every contender of every workload, its results compared with the others' before anything is timed.</summary>
[MemoryDiagnoser]
public class CompareSuite
{
    private const int Calls = 16;
    private const string Separator = ", ";

    private Contender[] contenders = [];
    private Contender contender = null!;

    /// <summary>A workload and one who does it.</summary>
    [ParamsSource(nameof(Cases))]
    public string Case { get; set; } = "";

    public static IEnumerable<string> Cases =>
        from workload in All.Workloads
        from contender in new[] { Contender.Generated, Contender.Engine, Contender.OnnxRuntime }
        where contender != Contender.OnnxRuntime || workload.Operation != Operation.Train
        select workload.Name + Separator + contender;

    [GlobalSetup]
    public void Start()
    {
        string[] parts = Case.Split(Separator);
        contenders = All.Workloads.Single(workload => workload.Name == parts[0]).Start();
        contender = contenders.Single(each => each.Name == parts[1]);
    }

    [GlobalCleanup]
    public void Stop()
    {
        foreach (Contender each in contenders)
            each.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Calls)]
    public float Run() => contender.Run(Calls);
}

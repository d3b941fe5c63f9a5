using BenchmarkDotNet.Attributes;
using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Workloads;

namespace DeepTrainer.Benchmarks.Suites;

/// <summary>Every contender of every workload, its results compared with the others' before anything is timed.</summary>
[MemoryDiagnoser]
public class CompareSuite
{
    private const int Calls = 16;

    private Contender[] contenders = [];
    private Contender? contender;

    [ParamsSource(nameof(Names))]
    public string Workload { get; set; } = "";

    [Params(Contenders.Contender.Generated, Contenders.Contender.Engine, Contenders.Contender.OnnxRuntime)]
    public string Contender { get; set; } = "";

    public static IEnumerable<string> Names => All.Workloads.Select(workload => workload.Name);

    [GlobalSetup]
    public void Start()
    {
        contenders = All.Workloads.Single(workload => workload.Name == Workload).Start();
        contender = contenders.FirstOrDefault(c => c.Name == Contender);
    }

    [GlobalCleanup]
    public void Stop()
    {
        foreach (Contender each in contenders)
            each.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Calls)]
    public float Run() => (contender ?? throw new NotSupportedException($"{Contender} doesn't do this.")).Run(Calls);
}

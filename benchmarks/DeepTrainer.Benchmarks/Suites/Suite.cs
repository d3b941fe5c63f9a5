using BenchmarkDotNet.Attributes;
using DeepTrainer.Benchmarks.Contenders;

namespace DeepTrainer.Benchmarks.Suites;

/// <summary>What the suites share: the networks, and contenders whose results have been compared before anything is timed.</summary>
[MemoryDiagnoser]
public abstract class Suite
{
    private Contender[] contenders = [];

    [ParamsSource(nameof(Networks))]
    public string Network { get; set; } = "";

    public static IEnumerable<string> Networks => Workload.All.Select(workload => workload.Network).Distinct();

    private protected abstract Operation Operation { get; }

    [GlobalSetup]
    public void Start() => contenders = Workload.Find(Operation, Network).Start();

    [GlobalCleanup]
    public void Stop()
    {
        foreach (Contender contender in contenders)
            contender.Dispose();
    }

    protected float Pass(int contender) => contenders[contender].Pass();
}

using BenchmarkDotNet.Attributes;
using DeepTrainer.Benchmarks.Contenders;

namespace DeepTrainer.Benchmarks.Suites;

/// <summary>Inference, 128 samples a call.</summary>
public class PredictBatchSuite : Suite
{
    private protected override Operation Operation => Operation.PredictBatch;

    [Benchmark(Baseline = true, OperationsPerInvoke = Workload.BatchesInPool)]
    public float Generated() => Pass(0);

    [Benchmark(OperationsPerInvoke = Workload.BatchesInPool)]
    public float Engine() => Pass(1);

    [Benchmark(OperationsPerInvoke = Workload.BatchesInPool)]
    public float OnnxRuntime() => Pass(2);
}

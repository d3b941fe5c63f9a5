using BenchmarkDotNet.Attributes;
using DeepTrainer.Benchmarks.Contenders;

namespace DeepTrainer.Benchmarks.Suites;

/// <summary>One step of training on 32 samples: forward, backward and Adam. ONNX Runtime doesn't train.</summary>
public class TrainBatchSuite : Suite
{
    private protected override Operation Operation => Operation.TrainBatch;

    [Benchmark(Baseline = true, OperationsPerInvoke = Workload.BatchesInPool)]
    public float Generated() => Pass(0);

    [Benchmark(OperationsPerInvoke = Workload.BatchesInPool)]
    public float Engine() => Pass(1);
}

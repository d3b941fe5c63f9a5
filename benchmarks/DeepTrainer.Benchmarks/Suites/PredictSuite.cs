using BenchmarkDotNet.Attributes;
using DeepTrainer.Benchmarks.Contenders;

namespace DeepTrainer.Benchmarks.Suites;

/// <summary>Inference, one sample a call.</summary>
public class PredictSuite : Suite
{
    private protected override Operation Operation => Operation.Predict;

    [Benchmark(Baseline = true, OperationsPerInvoke = Workload.SamplesInPool)]
    public float Generated() => Pass(0);

    [Benchmark(OperationsPerInvoke = Workload.SamplesInPool)]
    public float Engine() => Pass(1);

    [Benchmark(OperationsPerInvoke = Workload.SamplesInPool)]
    public float OnnxRuntime() => Pass(2);
}

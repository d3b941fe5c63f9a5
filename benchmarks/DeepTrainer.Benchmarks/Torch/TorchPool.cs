using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Workloads;
using static TorchSharp.torch;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>The pool's data as tensors.</summary>
internal static class TorchPool
{
    public static TorchTensor[] Inputs(Workload workload, INetwork network, Pool pool)
    {
        long[] shape = workload.Operation == Operation.Step ? [1, pool.Inputs[0].Length, 1] : [workload.Batch, .. Wide(network.Info.InputShape)];
        return pool.Vocabulary is null
            ? [.. pool.Inputs.Select(values => tensor(values, shape))]
            : [.. pool.Inputs.Select(values => tensor(values, shape).to_type(ScalarType.Int64))];
    }

    public static TorchTensor[] Targets(Workload workload, INetwork network, Pool pool) => pool.Labels is { } labels
        ? [.. labels.Select(classes => tensor(classes).to_type(ScalarType.Int64))]
        : [.. pool.Targets.Select(values => tensor(values, [workload.Batch, .. Wide(network.Info.OutputShape)]))];

    private static IEnumerable<long> Wide(IEnumerable<int> shape) => shape.Select(extent => (long)extent);
}

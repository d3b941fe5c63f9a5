using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Workloads;
using DeepTrainer.Engine.Declarations;
using static TorchSharp.torch;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>The pool's data as tensors.</summary>
internal static class TorchPool
{
    /// <summary>For each element of the pool a tensor for each of the network's inputs.</summary>
    public static TorchTensor[][] Inputs(Workload workload, INetwork network, Pool pool) => [.. pool.Inputs.Select(values => Parts(workload, network, pool, values))];

    public static TorchTensor[] Targets(Workload workload, INetwork network, Pool pool) => pool.Labels is { } labels
        ? [.. labels.Select(classes => tensor(classes).to_type(ScalarType.Int64))]
        : [.. pool.Targets.Select(values => tensor(values, [workload.Batch, .. Wide(network.Info.OutputShape)]))];

    // A sample's inputs are one after another.
    private static TorchTensor[] Parts(Workload workload, INetwork network, Pool pool, float[] values)
    {
        int time = workload.Operation == Operation.Step ? (int)DeclarationReader.Read(workload.Declaration).Elements.First(e => e.Kind == "Input").Number("Time") : -1;
        using TorchTensor samples = tensor(values, [workload.Batch, values.Length / workload.Batch]);
        List<TorchTensor> parts = [];
        int offset = 0;
        foreach (TensorInfo input in network.Info.Inputs)
        {
            long[] shape = [workload.Batch, .. input.Shape.Select((extent, axis) => axis == time ? 1L : extent)];
            int size = (int)shape.Skip(1).Aggregate(1L, (a, b) => a * b);
            using TorchTensor part = samples.narrow(1, offset, size).reshape(shape);
            parts.Add(part.to_type(pool.IsIndex[offset] ? ScalarType.Int64 : ScalarType.Float32, copy: true));
            offset += size;
        }
        return [.. parts];
    }

    private static IEnumerable<long> Wide(IEnumerable<int> shape) => shape.Select(extent => (long)extent);
}

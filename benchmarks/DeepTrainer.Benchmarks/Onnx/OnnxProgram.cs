using DeepTrainer.Benchmarks.Workloads;
using DeepTrainer.Onnx;

namespace DeepTrainer.Benchmarks.Onnx;

/// <summary>A model of a network and what a call of it takes and gives.</summary>
/// <param name="Bytes">The model's file.</param>
/// <param name="Inputs">What a call takes: the inputs of a sample, one after another.</param>
/// <param name="Outputs">What it gives.</param>
/// <param name="States">What each call of a stream leaves to the next.</param>
internal sealed record OnnxProgram(
    byte[] Bytes, IReadOnlyList<OnnxValue> Inputs, IReadOnlyList<OnnxValue> Outputs, IReadOnlyList<OnnxState> States)
{
    /// <summary>
    /// What does a workload, with the network's weights. Of untuned networks DeepTrainer's exporter writes it, but for encoders of
    /// transformers: what it makes of attention takes ONNX Runtime a third longer.
    /// </summary>
    public static OnnxProgram Of(Workload workload, INetwork network)
    {
        if (!workload.IsUntuned || OnnxLayers.KnowEncoder(workload))
            return OnnxModel.Of(workload, network);
        byte[] bytes = OnnxExporter.Export(network, new OnnxExportOptions { BatchSize = workload.Batch });
        return new(bytes, Values(network.Info.Inputs), Values(network.Info.Outputs), []);

        OnnxValue[] Values(IEnumerable<TensorInfo> parts) =>
            [.. parts.Select(part => new OnnxValue(part.Name, [workload.Batch, .. part.Shape.Select(extent => (long)extent)]))];
    }
}

/// <summary>A tensor that a call takes or gives.</summary>
/// <param name="Name">What the model calls it.</param>
/// <param name="Shape">Its shape, the samples first.</param>
/// <param name="IsIndices">Whether it numbers the rows of a table, as 64-bit integers.</param>
internal sealed record OnnxValue(string Name, long[] Shape, bool IsIndices = false)
{
    /// <summary>The number of floats of each sample.</summary>
    public int SampleSize => (int)Shape.Skip(1).Aggregate(1L, (a, b) => a * b);
}

/// <summary>An input that takes what an output of the call before left.</summary>
internal sealed record OnnxState(string Input, string Output, long[] Shape);

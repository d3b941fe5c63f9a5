using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;
using DeepTrainer.Onnx.Format;
using DeepTrainer.Onnx.Tests.Runtime;
using DeepTrainer.Onnx.Values;

namespace DeepTrainer.Onnx.Tests.Exporting;

/// <summary>A network and its model.</summary>
internal sealed class Exported
{
    private const double Relative = 1e-5, OfLargest = 2e-5;

    public Exported(INetwork network, OnnxExportOptions? options = null)
    {
        (Network, Model) = (network, NetworkModels.Of(network));
        Bytes = OnnxExporter.Export(network, options);
        File = ModelProto.Parser.ParseFrom(Bytes);
    }

    public INetwork Network { get; }

    public NetworkModel Model { get; }

    public byte[] Bytes { get; }

    public ModelProto File { get; }

    /// <summary>The operators of the graph.</summary>
    public string[] Operators => [.. File.Graph.Node.Select(n => n.OpType)];

    /// <summary>A network with weights as training leaves them: no bias is 0, no running mean either.</summary>
    public static EngineNetwork Trained(NetworkModel model, int seed)
    {
        EngineNetwork network = new(model, seed);
        Random random = new(seed);
        foreach (Parameter parameter in network.Parameters.Where(p => p.Shape.Length > 0))
        {
            bool isVariance = parameter.Name.EndsWith("running_var", StringComparison.Ordinal);
            parameter.CopyFrom([.. parameter.ToArray().Select(v => isVariance ? 0.5f + random.NextSingle() : v + (0.2f * (random.NextSingle() - 0.5f)))]);
        }
        return network;
    }

    /// <summary>Random samples; what numbers rows or positions does so.</summary>
    public float[] Inputs(int batch)
    {
        Random random = new(batch);
        int size = Network.Info.InputSize;
        float[] inputs = [.. Enumerable.Range(0, batch * size).Select(_ => (random.NextSingle() * 4) - 2)];
        foreach (IndexRange range in Model.Indices)
        {
            foreach (int position in Enumerable.Range(0, batch).SelectMany(n => range.Positions.Select(p => (n * size) + p)))
                inputs[position] = random.Next(range.Rows);
        }
        return inputs;
    }

    /// <summary>Null if ONNX Runtime gives for batches of 1, 3 and 17 what the network predicts.</summary>
    public string? Difference(params int[] batches) => (batches.Length == 0 ? [1, 3, 17] : batches).Select(DifferenceOf).FirstOrDefault(d => d is not null);

    /// <summary>What ONNX Runtime gives for random samples.</summary>
    public float[] Run(int batch) => InOrder(Witness.Run(Bytes, Parts(Inputs(batch), batch)), batch);

    private string? DifferenceOf(int batch)
    {
        float[] inputs = Inputs(batch), expected = new float[batch * Network.Info.OutputSize];
        Network.PredictBatch(inputs, expected);
        float[] actual = InOrder(Witness.Run(Bytes, Parts(inputs, batch)), batch);
        return Compared(expected, actual) is { } difference ? $"{batch} samples: {difference}" : null;
    }

    public static string? Compared(float[] expected, float[] actual) =>
        Agreement.Difference(expected, actual, Relative, OfLargest * Math.Max(0.1, expected.Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max()));

    // Each input is a tensor of its own.
    private Dictionary<string, TensorData> Parts(float[] inputs, int batch)
    {
        int size = Network.Info.InputSize;
        return Network.Info.Inputs.Select((input, i) => (File.Graph.Input[i].Name, new TensorData(ElementType.Float, [batch, .. input.Shape],
            [.. Enumerable.Range(0, batch).SelectMany(n => inputs[((n * size) + input.Offset)..((n * size) + input.Offset + input.Size)])])))
                .ToDictionary(p => p.Name, p => p.Item2);
    }

    // All of an output, then all of the next → all outputs of a sample, then all of the next.
    private float[] InOrder(float[] outputs, int batch) =>
        [.. Enumerable.Range(0, batch)
            .SelectMany(n => Network.Info.Outputs.SelectMany(o => outputs[((o.Offset * batch) + (n * o.Size))..((o.Offset * batch) + ((n + 1) * o.Size))]))];
}

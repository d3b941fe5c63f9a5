using System.Globalization;
using System.Runtime.InteropServices;
using DeepTrainer.Benchmarks.Workloads;

namespace DeepTrainer.Benchmarks.Onnx;

/// <summary>
/// A network as an ONNX model, in which operators (<see cref="OnnxLayers"/>) are added one after another. The weights are the generated
/// network's.
/// </summary>
/// <remarks>The numbers of the fields are from https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.</remarks>
internal sealed class OnnxModel
{
    private const string Input = "input", Output = "output";

    // What ONNX 1.12 wrote: the operators used here have not changed since.
    private const int IrVersion = 8, OperatorSetVersion = 17;

    private const int FloatType = 1, IntegerType = 7;

    private readonly INetwork network;
    private readonly ProtobufWriter nodes = new(), tensors = new(), inputs = new(), outputs = new();
    private readonly List<OnnxState> states = [];
    private int values;

    private OnnxModel(INetwork network, int batch, bool isStep)
    {
        this.network = network;
        Batch = batch;
        IsStep = isStep;
    }

    /// <summary>The number of samples a call, known to the session so that it can plan for it.</summary>
    public int Batch { get; }

    /// <summary>Whether a call is one time step.</summary>
    public bool IsStep { get; }

    public static OnnxProgram Of(Workload workload, INetwork network)
    {
        IReadOnlyList<DeclaredLayer> layers = DeclaredLayer.Of(workload.Declaration);
        var model = new OnnxModel(network, workload.Batch, workload.Operation == Operation.Step);
        string value = Input;
        foreach (DeclaredLayer layer in layers)
            value = OnnxLayers.Add(model, layer, value);
        model.Node("Identity", [value], [Output]);
        OnnxValue input = new(Input, model.Whole(layers[0], layers[0].InputShape), IsIndices: layers[0].Kind == "Embedding");
        OnnxValue output = new(Output, model.Whole(layers[^1], layers[^1].OutputShape));
        return new(model.Finish(input, output), [input], [output], model.states);
    }

    /// <summary>Adds an operator with one output; gives the output's name.</summary>
    public string Node(string kind, string[] inputs, params ReadOnlySpan<ProtobufWriter> attributes)
    {
        string output = Fresh(kind);
        Node(kind, inputs, [output], attributes);
        return output;
    }

    /// <summary>Adds an operator.</summary>
    public void Node(string kind, string[] inputs, string[] outputs, params ReadOnlySpan<ProtobufWriter> attributes)
    {
        var node = new ProtobufWriter();
        foreach (string input in inputs)
            node.Text(1, input);
        foreach (string output in outputs)
            node.Text(2, output);
        node.Text(3, Fresh(kind)).Text(4, kind);
        foreach (ProtobufWriter attribute in attributes)
            node.Message(5, attribute);
        nodes.Message(1, node);
    }

    /// <summary>A name that nothing has yet.</summary>
    public string Fresh(string kind) => kind + (++values).ToString(CultureInfo.InvariantCulture);

    /// <summary>The weights of a network's parameter, in PyTorch's shape.</summary>
    public Parameter Parameter(string name) => network.Parameters.Single(p => p.Name == name);

    /// <summary>Adds a parameter as it is.</summary>
    public string Weight(string name) => Constant(Parameter(name).ToArray(), [.. Parameter(name).Shape]);

    public string Constant(float[] content, params int[] shape) => Constant(FloatType, MemoryMarshal.AsBytes<float>(content), shape);

    public string Constant(params long[] content) => Constant(IntegerType, MemoryMarshal.AsBytes<long>(content), [content.Length]);

    /// <summary>Adds an input that starts at zero and takes what the output of the last call left.</summary>
    public string State(string output, params int[] shape)
    {
        string input = Fresh("State");
        states.Add(new(input, output, [.. shape.Select(d => (long)d)]));
        return input;
    }

    private string Constant(int type, ReadOnlySpan<byte> content, int[] shape)
    {
        string name = Fresh("Constant");
        var tensor = new ProtobufWriter();
        foreach (int dimension in shape)
            tensor.Integer(1, dimension);
        // Raw data is little-endian, as are the machines that ONNX Runtime runs on.
        tensors.Message(5, tensor.Integer(2, type).Text(8, name).Bytes(9, content));
        return name;
    }

    private long[] Whole(DeclaredLayer layer, IEnumerable<int> shape) =>
        [Batch, .. shape.Select((extent, axis) => IsStep && axis == layer.TimeAxis ? 1L : extent)];

    private byte[] Finish(OnnxValue input, OnnxValue output)
    {
        inputs.Message(11, Value(Input, input.IsIndices ? IntegerType : FloatType, input.Shape));
        outputs.Message(12, Value(Output, FloatType, output.Shape));
        foreach (OnnxState state in states)
        {
            inputs.Message(11, Value(state.Input, FloatType, state.Shape));
            outputs.Message(12, Value(state.Output, FloatType, state.Shape));
        }
        ProtobufWriter graph = new ProtobufWriter().Append(nodes).Text(2, network.Info.Name).Append(tensors).Append(inputs).Append(outputs);
        return new ProtobufWriter()
            .Integer(1, IrVersion)
            .Text(2, "DeepTrainer.Benchmarks")
            .Message(7, graph)
            .Message(8, new ProtobufWriter().Text(1, "").Integer(2, OperatorSetVersion))
            .ToArray();
    }

    private static ProtobufWriter Value(string name, int type, long[] shape)
    {
        var dimensions = new ProtobufWriter();
        foreach (long dimension in shape)
            dimensions.Message(1, new ProtobufWriter().Integer(1, dimension));
        ProtobufWriter tensorType = new ProtobufWriter().Integer(1, type).Message(2, dimensions);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensorType));
    }
}

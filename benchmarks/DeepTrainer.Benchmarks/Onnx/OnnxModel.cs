using System.Globalization;
using System.Runtime.InteropServices;

namespace DeepTrainer.Benchmarks.Onnx;

/// <summary>Writes a perceptron as an ONNX model: Gemm, Relu, Gemm, Relu, …, Gemm, with the network's weights.</summary>
/// <remarks>The numbers of the fields are from https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.</remarks>
internal static class OnnxModel
{
    public const string Input = "input", Output = "output";

    // What ONNX 1.12 wrote: the operators used here have not changed since.
    private const int IrVersion = 8, OperatorSetVersion = 17;

    private const int FloatType = 1, IntegerAttribute = 2;

    /// <param name="network">Dense layers with a ReLU between each and the next.</param>
    /// <param name="batch">The number of samples a call, known to the session so that it can plan for it.</param>
    public static byte[] Perceptron(INetwork network, int batch)
    {
        ProtobufWriter model = new ProtobufWriter()
            .Integer(1, IrVersion)
            .Text(2, "DeepTrainer.Benchmarks")
            .Message(7, Graph(network, batch))
            .Message(8, new ProtobufWriter().Text(1, "").Integer(2, OperatorSetVersion));
        return model.ToArray();
    }

    private static ProtobufWriter Graph(INetwork network, int batch)
    {
        var graph = new ProtobufWriter();
        List<Parameter> weights = [.. network.Parameters.Where(p => p.Shape.Length == 2)];
        List<Parameter> biases = [.. network.Parameters.Where(p => p.Shape.Length == 1)];
        string value = Input;
        for (int i = 0; i < weights.Count; i++)
        {
            bool last = i == weights.Count - 1;
            string dense = last ? Output : Numbered("dense", i + 1);
            graph.Message(1, Gemm(dense, value, weights[i].Name, biases[i].Name));
            value = dense;
            if (last)
                break;
            value = Numbered("relu", i + 1);
            graph.Message(1, Node("Relu", value, dense));
        }
        graph.Text(2, network.Info.Name);
        foreach (Parameter parameter in network.Parameters)
            graph.Message(5, Tensor(parameter));
        return graph
            .Message(11, Value(Input, batch, network.Info.InputSize))
            .Message(12, Value(Output, batch, network.Info.OutputSize));
    }

    // y = x·Wᵀ + b; W: [out, in], as PyTorch has it.
    private static ProtobufWriter Gemm(string output, string input, string weight, string bias) =>
        Node("Gemm", output, input, weight, bias)
            .Message(5, new ProtobufWriter().Text(1, "transB").Integer(3, 1).Integer(20, IntegerAttribute));

    private static ProtobufWriter Node(string kind, string output, params ReadOnlySpan<string> inputs)
    {
        var node = new ProtobufWriter();
        foreach (string input in inputs)
            node.Text(1, input);
        return node.Text(2, output).Text(3, output).Text(4, kind);
    }

    private static ProtobufWriter Tensor(Parameter parameter)
    {
        var tensor = new ProtobufWriter();
        foreach (int dimension in parameter.Shape)
            tensor.Integer(1, dimension);
        // Raw data is little-endian, as are the machines that ONNX Runtime runs on.
        return tensor.Integer(2, FloatType).Text(8, parameter.Name).Bytes(9, MemoryMarshal.AsBytes<float>(parameter.ToArray()));
    }

    private static ProtobufWriter Value(string name, params ReadOnlySpan<int> shape)
    {
        var dimensions = new ProtobufWriter();
        foreach (int dimension in shape)
            dimensions.Message(1, new ProtobufWriter().Integer(1, dimension));
        ProtobufWriter tensorType = new ProtobufWriter().Integer(1, FloatType).Message(2, dimensions);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensorType));
    }

    private static string Numbered(string name, int number) => name + number.ToString(CultureInfo.InvariantCulture);
}

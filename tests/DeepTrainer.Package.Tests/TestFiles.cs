using System.Text;
using DeepTrainer.Benchmarks.Onnx;

namespace DeepTrainer.Package.Tests;

/// <summary>Files that applications use.</summary>
internal static class TestFiles
{
    private const int Float = 1;

    /// <summary>Weights of Dense(2) of 2 inputs that gives them as they are, with names of classes and the scale of inputs.</summary>
    public static byte[] Sides
    {
        get
        {
            const string Header = """
                {"__metadata__":{"deeptrainer.classes":"[\"left\",\"right\"]","deeptrainer.input.means":"1 1","deeptrainer.input.deviations":"3 2"},"dense1.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"dense1.bias":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}}
                """;
            float[] numbers = [1, 0, 0, 1, 0, 0];
            return [.. BitConverter.GetBytes((long)Header.Length), .. Encoding.ASCII.GetBytes(Header), .. numbers.SelectMany(BitConverter.GetBytes)];
        }
    }

    /// <summary>An ONNX model of an open batch [N, 3], of which each element is multiplied by a factor that is given and shifted by 1, 2 and 3.</summary>
    public static byte[] Model
    {
        get
        {
            ProtobufWriter graph = new ProtobufWriter()
                .Message(1, Node("Mul", "x", "factor", "scaled")).Message(1, Node("Add", "scaled", "shift", "y")).Text(2, "small")
                .Message(5, new ProtobufWriter().Integer(1, 3).Integer(2, Float).Text(8, "shift").Bytes(9, [.. new float[] { 1, 2, 3 }.SelectMany(BitConverter.GetBytes)]))
                .Message(11, Value("x", -1, -1)).Message(11, Value("factor")).Message(12, Value("y", -1, -1));
            return new ProtobufWriter().Integer(1, 8).Text(2, "tests").Message(7, graph).Message(8, new ProtobufWriter().Text(1, "").Integer(2, 17)).ToArray();
        }
    }

    private static ProtobufWriter Node(string type, string first, string second, string result) =>
        new ProtobufWriter().Text(1, first).Text(1, second).Text(2, result).Text(3, type + "1").Text(4, type);

    // A dimension of -1 is open.
    private static ProtobufWriter Value(string name, params int[] shape)
    {
        ProtobufWriter extents = new();
        foreach (int extent in shape)
            extents.Message(1, extent < 0 ? new ProtobufWriter().Text(2, $"open{name}") : new ProtobufWriter().Integer(1, extent));
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, new ProtobufWriter().Integer(1, Float).Message(2, extents)));
    }
}

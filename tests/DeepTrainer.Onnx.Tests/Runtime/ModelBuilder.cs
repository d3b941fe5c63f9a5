using DeepTrainer.Onnx.Format;
using DeepTrainer.Onnx.Values;
using Google.Protobuf;

namespace DeepTrainer.Onnx.Tests.Runtime;

/// <summary>Makes ONNX models in memory.</summary>
internal sealed class ModelBuilder
{
    private readonly ModelProto model = new() { IrVersion = 9, ProducerName = "tests", Graph = new() { Name = "graph" } };
    private int values;

    public ModelBuilder(int opset = 18)
    {
        model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
    }

    public ModelProto Model => model;

    public GraphProto Graph => model.Graph;

    public string Input(string name, int[] shape, ElementType type = ElementType.Float)
    {
        Graph.Input.Add(Info(name, shape, type));
        return name;
    }

    /// <summary>A weight.</summary>
    public string Weight(string name, TensorData data)
    {
        Graph.Initializer.Add(Proto(data, name));
        return name;
    }

    public string Ints(params long[] values) => Weight($"ints{++this.values}", TensorData.OfInts(values));

    public string Floats(params float[] numbers) => Weight($"floats{++values}", new(ElementType.Float, [numbers.Length], numbers));

    /// <summary>A node with an output; attributes are numbers, texts, arrays and graphs.</summary>
    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes) => Nodes(op, 1, inputs, "", attributes)[0];

    public string[] Nodes(string op, int outputs, string[] inputs, string domain, params (string Name, object Value)[] attributes)
    {
        NodeProto node = new() { OpType = op, Domain = domain };
        node.Input.AddRange(inputs);
        node.Output.AddRange(Enumerable.Range(0, outputs).Select(_ => $"{op.ToLowerInvariant()}_{++values}"));
        node.Attribute.AddRange(attributes.Select(a => Attribute(a.Name, a.Value)));
        Graph.Node.Add(node);
        return [.. node.Output];
    }

    public ModelBuilder Output(params string[] names)
    {
        foreach (string name in names)
            Graph.Output.Add(new ValueInfoProto { Name = name });
        return this;
    }

    public byte[] Bytes() => model.ToByteArray();

    public static ValueInfoProto Info(string name, int[] shape, ElementType type)
    {
        TensorShapeProto extents = new();
        extents.Dim.AddRange(shape.Select(e => e < 0 ? new TensorShapeProto.Types.Dimension { DimParam = "N" } : new TensorShapeProto.Types.Dimension { DimValue = e }));
        return new() { Name = name, Type = new TypeProto { TensorType = new() { ElemType = (int)type, Shape = extents } } };
    }

    public static TensorProto Proto(TensorData data, string name = "")
    {
        TensorProto tensor = new() { Name = name, DataType = (int)data.Type };
        tensor.Dims.AddRange(data.Shape.Select(e => (long)e));
        if (data.Type == ElementType.Float)
            tensor.FloatData.AddRange(data.Floats);
        else if (data.Type == ElementType.Int64)
            tensor.Int64Data.AddRange(data.Ints);
        else
            tensor.Int32Data.AddRange(data.Ints.Select(i => (int)i));
        return tensor;
    }

    private static AttributeProto Attribute(string name, object value)
    {
        AttributeProto attribute = new() { Name = name };
        switch (value)
        {
            case int or long:
                (attribute.Type, attribute.I) = (AttributeProto.Types.AttributeType.Int, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case float or double:
                (attribute.Type, attribute.F) = (AttributeProto.Types.AttributeType.Float, Convert.ToSingle(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case string text:
                (attribute.Type, attribute.S) = (AttributeProto.Types.AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            case int[] numbers:
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                attribute.Ints.AddRange(numbers.Select(i => (long)i));
                break;
            case float[] numbers:
                attribute.Type = AttributeProto.Types.AttributeType.Floats;
                attribute.Floats.AddRange(numbers);
                break;
            case string[] texts:
                attribute.Type = AttributeProto.Types.AttributeType.Strings;
                attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                break;
            case GraphProto graph:
                (attribute.Type, attribute.G) = (AttributeProto.Types.AttributeType.Graph, graph);
                break;
            case TensorData data:
                (attribute.Type, attribute.T) = (AttributeProto.Types.AttributeType.Tensor, Proto(data));
                break;
            default:
                throw new ArgumentException($"No attribute can be {value}.", nameof(value));
        }
        return attribute;
    }
}

using Google.Protobuf;

namespace DeepTrainer.Onnx.Exporting;

/// <summary>Adds nodes and tensors to a graph of a model: the whole one, or a loop's body within it.</summary>
/// <param name="graph">The graph.</param>
/// <param name="outer">The graph around it, which has all tensors and names.</param>
internal sealed class GraphWriter(GraphProto graph, GraphWriter? outer = null)
{
    private readonly HashSet<string> names = outer?.names ?? [];
    private readonly Dictionary<string, int> next = outer?.next ?? [];
    private readonly Dictionary<string, string> constants = outer?.constants ?? [];
    private readonly GraphWriter? root = outer?.Outermost;

    public GraphProto Graph => graph;

    /// <summary>The whole model's graph, where what doesn't depend on a loop's step belongs.</summary>
    public GraphWriter Outermost => root ?? this;

    /// <summary>The graph of a body within this one, under names of its own.</summary>
    public GraphWriter Inner(string name) => new(new GraphProto { Name = name }, this);

    /// <summary>A name that is there once, in all graphs.</summary>
    public string Unique(string name)
    {
        if (name.Length == 0)
            name = "value";
        string unique = name;
        for (int i = next.GetValueOrDefault(name, 2); !names.Add(unique); next[name] = ++i)
            unique = $"{name}_{i}";
        return unique;
    }

    /// <summary>Takes a name that must be this one; false if it is taken.</summary>
    public bool Reserve(string name) => names.Add(name);

    /// <summary>Adds a node; its output is called as told.</summary>
    public string Node(string op, string name, string[] inputs, params (string Name, object Value)[] attributes)
    {
        Nodes(op, [name], inputs, attributes);
        return name;
    }

    /// <summary>Adds a node on the way to a value, under a name of its own.</summary>
    public string Step(string op, string name, string[] inputs, params (string Name, object Value)[] attributes) => Node(op, Unique($"{name}/{op}"), inputs, attributes);

    public void Nodes(string op, string[] outputs, string[] inputs, params (string Name, object Value)[] attributes)
    {
        NodeProto node = new() { OpType = op, Name = outputs.First(o => o.Length > 0) };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes.Select(a => Attribute(a.Name, a.Value)));
        graph.Node.Add(node);
    }

    /// <summary>A tensor of floats under a name; an equal constant is made once.</summary>
    public string Floats(string name, IEnumerable<int> shape, ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++)
            System.Buffers.Binary.BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        string unique = Unique(name);
        Add(unique, ElementType.Float, shape, bytes);
        return unique;
    }

    /// <summary>A number.</summary>
    public string Number(double value) => Constant($"number {BitConverter.SingleToInt32Bits((float)value)}", () =>
        Floats(((float)value).ToString("R", CultureInfo.InvariantCulture), [], [(float)value]));

    /// <summary>Whole numbers: axes, shapes, places.</summary>
    public string Ints(params long[] values) => Ints([values.Length], values);

    /// <summary>Whole numbers in a shape.</summary>
    public string Ints(int[] shape, long[] values) => Constant($"ints {Shapes.Text(shape)} {string.Join(',', values)}", () =>
    {
        byte[] bytes = new byte[8 * values.Length];
        for (int i = 0; i < values.Length; i++)
            System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), values[i]);
        string name = Unique(values.Length is > 0 and <= 6 ? $"ints_{string.Join('_', values)}" : "ints");
        Add(name, ElementType.Int64, shape, bytes);
        return name;
    });

    /// <summary>What is made once for all graphs.</summary>
    public string Constant(string key, Func<string> make)
    {
        if (!constants.TryGetValue(key, out string? name))
            constants[key] = name = make();
        return name;
    }

    private void Add(string name, ElementType type, IEnumerable<int> shape, byte[] bytes)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        tensor.Dims.AddRange(shape.Select(e => (long)e));
        Outermost.Graph.Initializer.Add(tensor);
    }

    private static AttributeProto Attribute(string name, object value)
    {
        AttributeProto attribute = new() { Name = name };
        switch (value)
        {
            case bool flag:
                (attribute.Type, attribute.I) = (AttributeProto.Types.AttributeType.Int, flag ? 1 : 0);
                break;
            case int number:
                (attribute.Type, attribute.I) = (AttributeProto.Types.AttributeType.Int, number);
                break;
            case double number:
                (attribute.Type, attribute.F) = (AttributeProto.Types.AttributeType.Float, (float)number);
                break;
            case string text:
                (attribute.Type, attribute.S) = (AttributeProto.Types.AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            case IEnumerable<int> numbers:
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                attribute.Ints.AddRange(numbers.Select(i => (long)i));
                break;
            case IEnumerable<float> numbers:
                attribute.Type = AttributeProto.Types.AttributeType.Floats;
                attribute.Floats.AddRange(numbers);
                break;
            case IEnumerable<string> texts:
                attribute.Type = AttributeProto.Types.AttributeType.Strings;
                attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                break;
            case GraphProto graph:
                (attribute.Type, attribute.G) = (AttributeProto.Types.AttributeType.Graph, graph);
                break;
            default:
                throw new InvalidOperationException($"No attribute can be {value}.");
        }
        return attribute;
    }
}

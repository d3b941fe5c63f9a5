using DeepTrainer.Compiler.Elements;
using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Onnx.Exporting.Layers;

namespace DeepTrainer.Onnx.Exporting;

/// <summary>
/// Writes what values of a graph need: layers that ONNX has operators for as these, everything else primitive by primitive. Values that are known at first, such as
/// inputs, are set.
/// </summary>
internal sealed class GraphExporter(ExportContext context, GraphWriter writer)
{
    private readonly Dictionary<Node, string> values = [];
    private readonly Dictionary<Node, string> wanted = [];

    public ExportContext Context => context;

    public GraphWriter Writer => writer;

    /// <summary>What a value is called in the model.</summary>
    public string this[Node node] => node.IsHostScalar ? writer.Number(context.Host(node)) : values[node];

    /// <summary>Tells what a value is called that is there.</summary>
    public void Set(Node node, string name) => values[node] = name;

    public bool Has(Node node) => values.ContainsKey(node);

    /// <summary>Tells what a value is to be called.</summary>
    public void Want(Node node, string name) => wanted.TryAdd(node, name);

    /// <summary>The name for a value that is being made: the one that is wanted, or one made of its own.</summary>
    public string NameFor(Node node, string? own = null) => wanted.TryGetValue(node, out string? name) ? name : writer.Unique(own ?? node.Name);

    /// <summary>Writes what the roots need, in the order in which the values were made.</summary>
    public void Run(IEnumerable<Node> roots)
    {
        SortedDictionary<int, (Node Node, LayerPart? Part, Action<LayerScope>? Write)> needed = [];
        Stack<Node> open = new(roots);
        while (open.TryPop(out Node? node))
        {
            if (node.IsHostScalar || values.ContainsKey(node) || needed.ContainsKey(node.Id))
                continue;
            if (context.LayerOf(node) is ({ } part, { } write))
            {
                needed[node.Id] = (node, part, write);
                foreach (Node input in part.Inputs.Concat(part.Named.Values))
                    open.Push(input);
                continue;
            }
            needed[node.Id] = (node, null, null);
            foreach (Node input in SoftmaxPattern.Of(node) is var (x, _) ? [x] : node.Inputs)
                open.Push(input);
        }
        PrimitiveWriter primitives = new(this);
        foreach ((Node node, LayerPart? part, Action<LayerScope>? write) in needed.Values)
        {
            if (values.ContainsKey(node))
                continue;
            if (write is not null)
                write(new LayerScope(this, part!));
            if (!values.ContainsKey(node))
                values[node] = Renamed(node, node.Primitive.Accept(primitives, node));
        }
    }

    // A value that is another one seen otherwise may be wanted under a name of its own.
    private string Renamed(Node node, string name) => wanted.TryGetValue(node, out string? own) && own != name ? writer.Node("Identity", own, [name]) : name;
}

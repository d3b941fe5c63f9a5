namespace DeepTrainer.Compiler.Layers;

/// <summary>The tensors that a network's layers keep, in the order in which they ask for them.</summary>
public sealed class LayerTensors
{
    private readonly Dictionary<string, Node> sources = [];
    private readonly Dictionary<string, Node> updated = [];
    private readonly Dictionary<Node, string> names = [];

    public List<ParameterSpec> Specs { get; } = [];

    /// <summary>The layers that can't be trained on fewer samples than these at once.</summary>
    public List<(string Layer, int Samples)> Needs { get; } = [];

    /// <summary>The layers built so far, parts of others too.</summary>
    public List<LayerPart> Parts { get; } = [];

    /// <summary>What buffers become at the end of a step of training.</summary>
    public IEnumerable<(Node Target, Node Value)> Updates =>
        Specs.Where(s => updated.ContainsKey(s.Name)).Select(s => (sources[s.Name], updated[s.Name]));

    /// <summary>The tensor as a weight of the loss's gradient.</summary>
    public Node this[ParameterSpec spec] => sources[spec.Name];

    public ParameterSpec? Find(string name) => Specs.Find(s => s.Name == name);

    /// <summary>Registers a tensor.</summary>
    public Node Add(GraphBuilder g, ParameterSpec spec)
    {
        Specs.Add(spec);
        Node source = sources[spec.Name] = g.Source(SourceKind.Parameter, spec.Name, spec.Shape);
        names[source] = spec.Name;
        return source;
    }

    /// <summary>A registered tensor, as the layers so far leave it.</summary>
    public Node Current(string name) => updated.TryGetValue(name, out Node? value) ? value : sources[name];

    /// <summary>Whether the value is a buffer, or what one has become so far.</summary>
    public bool IsBuffer(Node node) => names.TryGetValue(node, out string? name) && Find(name)!.IsBuffer;

    /// <summary>The buffer's next value.</summary>
    public void Update(Node buffer, Node value)
    {
        string name = names[buffer];
        updated[name] = value;
        names[value] = name;
    }
}

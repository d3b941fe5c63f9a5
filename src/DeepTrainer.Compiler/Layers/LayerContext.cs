namespace DeepTrainer.Compiler.Layers;

/// <summary>The context of a layer: its inputs, and where its weights are registered.</summary>
public sealed class LayerContext(
    GraphBuilder graph, NetworkSpec network, int index, string name, List<Problem> problems,
    ImmutableArray<Node> inputs, ImmutableArray<string> inputNames, bool training, List<ParameterSpec> parameters)
    : ElementContext(graph, network, index, name, problems)
{
    public ImmutableArray<Node> Inputs => inputs;

    public Node Input => inputs[0];

    /// <summary>What the user calls the inputs: "input", "dense1".</summary>
    public ImmutableArray<string> InputNames => inputNames;

    /// <summary>Whether the graph is for training: dropout does nothing in one for inference.</summary>
    public bool Training => training;

    /// <summary>Set where one time step is built instead of all: for layers that have a form for streams.</summary>
    public LayerStream? Stream { get; internal set; }

    /// <summary>A trained tensor, named as PyTorch names it: layer, dot, parameter.</summary>
    public Node Parameter(string parameterName, Shape shape, Initialization initialization)
    {
        string fullName = $"{Name}.{parameterName}";
        parameters.Add(new(fullName, Name, shape, initialization));
        return Graph.Source(SourceKind.Parameter, fullName, shape);
    }
}

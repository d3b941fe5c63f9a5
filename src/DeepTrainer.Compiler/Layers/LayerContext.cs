namespace DeepTrainer.Compiler.Layers;

/// <summary>The context of a layer: its inputs, and where its weights are registered.</summary>
public sealed class LayerContext(
    GraphBuilder graph, NetworkSpec network, int index, string name, List<Problem> problems,
    ImmutableArray<Node> inputs, ImmutableArray<string> inputNames, bool training, LayerTensors tensors, string? owner = null)
    : ElementContext(graph, network, index, name, problems)
{
    public ImmutableArray<Node> Inputs => inputs;

    public Node Input => inputs[0];

    /// <summary>What the user calls the inputs: "input", "dense1".</summary>
    public ImmutableArray<string> InputNames => inputNames;

    /// <summary>The layer whose weights it uses; itself, unless it shares those of another.</summary>
    public string Owner => owner ?? Name;

    /// <summary>Whether the graph is for training: dropout does nothing in one for inference, nor does what a frozen layer does while training.</summary>
    public bool Training => training && !Flag(Layer.Frozen);

    /// <summary>The axis of the input that an option names by a sample's dimension, from the end if negative; null after a report.</summary>
    public int? DimensionOf(Option option)
    {
        int rank = Input.Shape.Rank - 1, axis = (int)Number(option);
        if (!InRange(option, -rank, rank - 1, $"from {Format.Integer(-rank)} to {Format.Integer(rank - 1)}, a dimension of {Shape.Of([.. Input.Shape.PerSample])}"))
            return null;
        return axis < 0 ? axis + rank + 1 : axis + 1;
    }

    /// <summary>A trained tensor, named as PyTorch names it: layer, dot, parameter.</summary>
    public Node Parameter(string parameterName, Shape shape, Initialization initialization) =>
        Kept(parameterName, new(FullName(parameterName), Name, shape, initialization, IsFrozen: Flag(Layer.Frozen)));

    /// <summary>
    /// A tensor that is not trained but kept, saved and loaded with the weights, such as running_mean. Where several layers share it, the
    /// value that the layers before have given it.
    /// </summary>
    public Node Buffer(string bufferName, Shape shape, double initial) =>
        Kept(bufferName, new(FullName(bufferName), Name, shape, new("Constant", initial, 1, 1), IsBuffer: true));

    /// <summary>Gives a buffer its value after this step of training; nothing outside of training.</summary>
    public void Update(Node buffer, Node value)
    {
        if (Training)
            tensors.Update(buffer, value);
    }

    private string FullName(string tensor) => $"{owner ?? Name}.{tensor}";

    // Who shares weights takes those of the owner, which are there already.
    private Node Kept(string tensor, ParameterSpec spec)
    {
        if (owner is null || owner == Name)
            return tensors.Add(Graph, spec);
        ParameterSpec? shared = tensors.Find(spec.Name);
        if (shared is not null && shared.Shape == spec.Shape)
            return tensors.Current(spec.Name);
        string reason = shared is null ? $"it has no '{tensor}'" : $"its '{tensor}' is {shared.Shape} but {spec.Shape} is needed";
        Report(ProblemKinds.CannotShare, Layer.SharedWith, Name, owner, reason);
        return Graph.Source(SourceKind.Parameter, $"{Name}.{tensor}", spec.Shape);
    }
}

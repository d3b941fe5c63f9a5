using DeepTrainer.Compiler.Language;

namespace DeepTrainer.Compiler.Layers;

/// <summary>The context of a layer: its inputs, and where its weights are registered.</summary>
public sealed class LayerContext(
    GraphBuilder graph, Declaration declaration, int index, string layer, List<Problem> problems,
    ImmutableArray<Node> inputs, ImmutableArray<string> inputNames, bool training, LayerTensors tensors, string? owner = null)
    : ElementContext(graph, declaration, index, layer, problems), ITensorKeeper
{
    private ElementSpec? inner;
    private string declared = layer;

    /// <summary>What was declared; within a composite layer what it declares of its part.</summary>
    public override ElementSpec Spec => inner ?? base.Spec;

    public ImmutableArray<Node> Inputs => inputs;

    public Node Input => inputs[0];

    /// <summary>What the user calls the inputs: "input", "dense1".</summary>
    public ImmutableArray<string> InputNames => inputNames;

    /// <summary>The layer whose weights it uses; itself, unless it shares those of another.</summary>
    public string Owner => owner ?? Name;

    /// <summary>Whether the graph is for training: dropout does nothing in one for inference, nor does what a frozen layer does while training.</summary>
    public bool Training => training && !IsFrozen;

    // Said of the whole layer, if this is a part of one.
    private bool IsFrozen => Layer.Frozen.ValueIn(base.Spec)!.Flag!.Value;

    /// <summary>What it gives beside its output, by name.</summary>
    public Dictionary<string, Node> Results { get; } = [];

    /// <summary>Whether anything takes what it gives beside its output under a name.</summary>
    public bool Wants(string result) => inner is null && Declaration.Taken.Contains($"{Name}.{result}");

    /// <summary>Set where one time step is built instead of all: for layers that have a form for streams.</summary>
    public StreamStep? Stream { get; internal set; }

    /// <summary>A value of each sample, of which nothing but that is wanted.</summary>
    public Node? Samples { get; init; }

    /// <summary>The axis of the input that an option names by a sample's dimension, from the end if negative; null after a report.</summary>
    public int? DimensionOf(Option option)
    {
        int rank = Input.Shape.Rank - 1, axis = (int)Number(option);
        if (!InRange(option, -rank, rank - 1, $"from {Format.Integer(-rank)} to {Format.Integer(rank - 1)}, a dimension of {Shape.Of([.. Input.Shape.PerSample])}"))
            return null;
        return axis < 0 ? axis + rank + 1 : axis + 1;
    }

    /// <summary>The axes of the input that an option names by a sample's dimensions, all of them if it names none; null after a report.</summary>
    public int[]? DimensionsOf(Option option)
    {
        int rank = Input.Shape.Rank - 1;
        int[] given = [.. Numbers(option).Select(n => (int)n)], axes = [.. given.Select(a => a < 0 ? a + rank + 1 : a + 1)];
        if (axes.All(a => a >= 1 && a <= rank) && axes.Distinct().Count() == axes.Length)
            return axes.Length == 0 ? [.. Enumerable.Range(1, rank)] : axes;
        Report(ProblemKinds.OutOfRange, option, option.Name, Name, $"[{string.Join(", ", given)}]",
            $"dimensions of {Shape.Of([.. Input.Shape.PerSample])}, each once, from {Format.Integer(-rank)} to {Format.Integer(rank - 1)}");
        return null;
    }

    /// <summary>A value that all samples share, as one that each has.</summary>
    public Node OfEachSample(Node shared) => new TensorScope(this, seesBatch: false, Training, Samples).Batched(shared);

    /// <summary>Some value of each sample in a shape.</summary>
    public Node OfEachSample(Shape shape) => Graph.View(
        Samples!, Shape.Batched([.. shape.Dimensions]), [Affine.Along(0), .. Enumerable.Repeat(Affine.At(0), Samples!.Shape.Rank - 1)]);

    /// <summary>A trained tensor, named as PyTorch names it: layer, dot, parameter; the layer's own name for one without a name.</summary>
    public Node Parameter(string parameterName, Shape shape, Initialization initialization) =>
        Kept(parameterName, new(FullName(parameterName), declared, shape, initialization, IsFrozen: IsFrozen || NamePattern.Matches(Network.Frozen, FullName(parameterName))));

    /// <summary>
    /// A tensor that is not trained but kept, saved and loaded with the weights, such as running_mean. Where several layers share it, the
    /// value that the layers before have given it.
    /// </summary>
    public Node Buffer(string name, Shape shape, double initial) =>
        Kept(name, new(FullName(name), declared, shape, new("Constant", initial, 1, 1), IsBuffer: true));

    /// <summary>A trained tensor that a user's function names; the one that it has made before, if it did.</summary>
    /// <exception cref="TensorException">It was made with another shape.</exception>
    public Node Weight(string tensor, Shape shape, Initialization initialization)
    {
        if ((owner is not null && owner != Name) || tensors.Find(FullName(tensor)) is not { } known)
            return Parameter(tensor, shape, initialization);
        return known.Shape == shape && !known.IsBuffer ? tensors.Current(known.Name)
            : throw new TensorException($"\"{tensor}\" is {(known.IsBuffer ? "a buffer" : known.Shape.ToString())} already; give one of them another name");
    }

    /// <summary>A kept tensor that a user's function names; the one that it has made before, if it did.</summary>
    /// <exception cref="TensorException">It was made with another shape or value, or is a weight.</exception>
    public Node NamedBuffer(string name, Shape shape, double initial)
    {
        if ((owner is not null && owner != Name) || tensors.Find(FullName(name)) is not { } known)
            return Buffer(name, shape, initial);
        return known.IsBuffer && known.Shape == shape && known.Initialization.Value.Equals(initial) ? tensors.Current(known.Name)
            : throw new TensorException($"\"{name}\" is "
                + $"{(known.IsBuffer ? $"a buffer of {known.Shape} that starts with {Format.Number(known.Initialization.Value)}" : "a weight")} "
                    + "already; give one of them another name");
    }

    /// <summary>Whether the value is a buffer, or what one has become so far.</summary>
    public bool IsBuffer(Node node) => tensors.IsBuffer(node);

    /// <summary>Gives a buffer its value after this step of training; nothing outside of training.</summary>
    public void Update(Node buffer, Node value)
    {
        if (Training)
            tensors.Update(buffer, value);
    }

    /// <summary>Notes that a batch for training must have so many samples or more.</summary>
    public void NeedSamples(int samples) => tensors.Needs.Add((declared, samples));

    /// <summary>The same layer in a graph of its own, with tensors of its own: for what is made once and then copied.</summary>
    public (LayerContext Context, LayerTensors Tensors) Apart(GraphBuilder other, Node input)
    {
        LayerTensors apart = new();
        return (new(other, Declaration, Index, Name, Problems, [input], [.. InputNames.Take(1)], training, apart) { Samples = input }, apart);
    }

    /// <summary>
    /// Builds another layer as a part of this one: its parameters are called "encoder.linear1.weight". What the part does not
    /// take is told at this layer.
    /// </summary>
    public Node? Part(string partName, string kind, ImmutableArray<Node> partInputs, params Argument[] arguments) =>
        Part(partName, kind, partInputs, ImmutableDictionary<string, (Node, string)>.Empty, arguments);

    /// <inheritdoc cref="Part(string, string, ImmutableArray{Node}, Argument[])"/>
    public Node? Part(string partName, string kind, ImmutableArray<Node> partInputs, IReadOnlyDictionary<string, (Node Value, string Name)> named, params Argument[] arguments)
    {
        string scope = Graph.Scope;
        LayerContext part = new(Graph, Declaration, Index, $"{Name}.{partName}", Problems, partInputs, [.. partInputs.Select(_ => Name)], training,
            tensors, owner is null ? null : $"{owner}.{partName}")
        {
            inner = new(kind, null, [], arguments.ToEquatableArray()),
            declared = declared,
            Samples = Samples,
            Named = named,
        };
        part.Stream = Stream?.For(part);
        Graph.Scope = part.Name;
        Node? output = ((Layer)Declaration.Catalogue[kind]).Build(part);
        Graph.Scope = scope;
        part.Built(output);
        return output;
    }

    /// <inheritdoc cref="Part(string, string, ImmutableArray{Node}, Argument[])"/>
    public Node? Part(string partName, string kind, Node input, params Argument[] arguments) => Part(partName, kind, [input], arguments);

    /// <summary>Notes what the layer gives.</summary>
    internal void Built(Node? output)
    {
        if (output is not null)
            tensors.Parts.Add(new(Name, Owner, Spec, Declaration.Catalogue[Spec.Kind].Options, inputs, Named.ToDictionary(n => n.Key, n => n.Value.Value), output, Results));
    }

    private string FullName(string tensor) => tensor.Length == 0 ? Owner : $"{Owner}.{tensor}";

    // Who shares weights takes those of the owner, which are there already.
    private Node Kept(string tensor, ParameterSpec spec)
    {
        if (owner is null || owner == Name)
            return tensors.Add(Graph, spec);
        ParameterSpec? shared = tensors.Find(spec.Name);
        if (shared is not null && shared.Shape == spec.Shape)
            return tensors.Current(spec.Name);
        string what = tensor.Length == 0 ? "weight" : tensor;
        string reason = shared is null ? $"it has no '{what}'" : $"its '{what}' is {shared.Shape} but {spec.Shape} is needed";
        Report(ProblemKinds.CannotShare, Layer.SharedWith, Name, owner, reason);
        return Graph.Source(SourceKind.Parameter, $"{Name}.{what}", spec.Shape);
    }
}

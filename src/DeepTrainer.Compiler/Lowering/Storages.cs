using System.Text.RegularExpressions;

namespace DeepTrainer.Compiler.Lowering;

/// <summary>The memory a graph's kernels use, one storage a value, each with a name of its own.</summary>
/// <param name="weights">How weights lie: which of them without padding between rows, and which not as floats.</param>
/// <param name="graph">The graph, whose single numbers have names that no tensor may have.</param>
internal sealed class Storages(WeightLayouts weights, Graph graph)
{
    private readonly Dictionary<Node, Storage> ofNode = [];
    private readonly Dictionary<(Storage, Shape), Storage> aliases = [];
    private readonly Dictionary<(Node, Node), Storage> rings = [];
    private readonly Dictionary<Storage, Storage> beside = [], factors = [];
    private readonly UniqueNames names = new("_");
    private readonly Dictionary<string, Storage> results = [];

    /// <summary>The locals that kernels call the same wherever they have them, besides numbered sums.</summary>
    public static ImmutableArray<string> FixedLocals { get; } =
        ["all", "apart", "band", "block", "blockEnd", "blocks", "count", "from", "group", "lost", "next", "one", "own", "part", "parts", "pending", "rows",
            "stack", "stretch", "sum", "sums", "term", "tile", "time", "to", "total", "totals"];

    // The tensors that callers give, by the names of the parameters in which they come.
    private static readonly HashSet<string> Given = ["input", "prediction", "labels", "targets", Graph.InputGradient, Graph.OutputGradient];

    // What else has a name in generated code: the other parameters, and C#'s words.
    private static readonly HashSet<string> Reserved =
    [
        .. FixedLocals,
        "arena", "asked", "batchSize", "carries", "draw", "drawSeed", "first", "gradientFactor", "gradients", "gradientScale", "kept", "learningRate",
        "options", "padded", "position", "rate", "seed", "state", "step", "stepNumber", "steps", "streamPosition", "team", "weights", "wholeBatch",
        .. CSharp.Words,
    ];

    // Sums and partial results are numbered, a register tile's loops are named after axes, and layouts and copies are told by an ending.
    private static readonly Regex LocalOfTile = new("^((sum|all)[0-9_]*[a-z]?|tile.|key[0-9]+)$|(Columns|ChannelsLast|Along[0-9]+|Copied)$");

    /// <summary>All storages in order of first use.</summary>
    public List<Storage> All { get; } = [];

    /// <summary>The names of single numbers.</summary>
    public HostNumbers Numbers { get; } = new(graph, IsReserved);

    /// <summary>What the kernels compute.</summary>
    public KernelExpressions Expressions { get; } = new();

    /// <summary>A source's memory.</summary>
    public Storage Of(Node source)
    {
        if (ofNode.TryGetValue(source, out Storage? storage))
            return storage;
        SourceKind kind = ((Source)source.Primitive).Kind;
        return ofNode[source] = Add(new(
            NameFor(source.Name, kind is SourceKind.Input or SourceKind.Targets or SourceKind.Labels), source.Name, source.Shape,
            kind is SourceKind.Parameter or SourceKind.State ? StorageKind.Persistent : StorageKind.Caller,
            isInteger: kind == SourceKind.Labels)
        {
            IsFlat = weights.Flat.Contains(source.Name),
            IsCarried = kind == SourceKind.Carry,
            Element = kind == SourceKind.Labels ? ElementType.Int32 : weights.Narrow.TryGetValue(source.Name, out NarrowWeight? narrow) ? narrow.Element : ElementType.Float32,
        });
    }

    /// <summary>The caller's memory for a result: the prediction, or the samples' gradients.</summary>
    public Storage Result(string role, Shape shape) => results.TryGetValue(role, out Storage? storage) ? storage
        : results[role] = Add(new(NameFor(role, isGiven: true), role, shape, StorageKind.Caller));

    /// <summary>Where a computed value is written: its memory, made at first use; for a ring from the new value's place on.</summary>
    public Access Place(Node node, EquatableArray<Affine> at) =>
        new(node.Primitive is Push push ? Ring(node.Inputs[0], node.Inputs[2], push.Length) : MemoryOf(node), at);

    /// <summary>A ring's memory from the place of a number's value on.</summary>
    public Storage Ring(Node ring, Node number, int length)
    {
        Node source = ring.Primitive is Push ? ring.Inputs[0] : ring;
        if (!rings.TryGetValue((source, number), out Storage? storage))
            storage = rings[(source, number)] =
                Add(new(NameFor(source.Name + " now"), source.Name, source.Shape, StorageKind.Caller) { IsCarried = true, Start = (number, length) });
        return storage;
    }

    /// <summary>The memory itself.</summary>
    public Storage MemoryOf(Node node)
    {
        if (!ofNode.TryGetValue(node, out Storage? storage))
        {
            storage = ofNode[node] = Add(new(NameFor(node.Name), node.Name, node.Shape, StorageKind.Temporary)
            {
                Border = node.Primitive is Pad { Value: 0 } pad ? pad : null,
                IsRowByRow = node.Primitive is FirstOccurrences,
                Apart = node.Primitive is Concatenate stack && node.Inputs.Length >= Costs.StoredAtOnce && node.Inputs.Length == node.Shape[stack.Axis] ? stack.Axis : -1,
            });
        }
        return storage;
    }

    /// <summary>Memory in which it is noted, for each row of a table, where a number was met.</summary>
    public Access Seen(Node numbers, int rows) => new(Add(new(NameFor(numbers.Name + " seen"), numbers.Name, Shape.Of(rows), StorageKind.Temporary)), [Affine.At(0)]);

    /// <summary>The node's memory, if it has some; a source's always.</summary>
    public Storage? TryFind(Node node) => node.Primitive is Source { Kind: not (SourceKind.HostScalar or SourceKind.Placeholder) } ? Of(node)
        : ofNode.TryGetValue(node, out Storage? s) ? s : null;

    /// <summary>A stored value's memory under another shape.</summary>
    public Storage Alias(Node node, Shape shape)
    {
        Storage? storage = TryFind(node);
        if (storage is null && node.Primitive is Reshape)
            return Alias(node.Inputs[0], shape);
        storage = storage?.Root ?? throw new InvalidOperationException($"{node} is reshaped but has no storage.");
        storage.Flatten();
        if (!aliases.TryGetValue((storage, shape), out Storage? alias))
            alias = aliases[(storage, shape)] = Add(new(storage.Name, storage.Origin, shape, storage.Kind, storage.IsInteger, storage));
        return alias;
    }

    /// <summary>Memory for what a weight or state will hold, while others still read what it holds.</summary>
    public Storage Beside(Storage target)
    {
        if (!beside.TryGetValue(target, out Storage? next))
            next = beside[target] = Add(new(NameFor(target.Name + " next"), target.Origin, target.Shape, StorageKind.Temporary));
        return next;
    }

    /// <summary>The factor of what is read.</summary>
    public Access FactorsOf(Access access)
    {
        Storage root = access.Storage.Root;
        int channels = weights.Narrow[root.Origin].Channels;
        if (!factors.TryGetValue(root, out Storage? storage))
            storage = factors[root] = Add(new(NameFor(root.Name + " scale"), NarrowWeights.FactorsOf(root.Origin), Shape.Of(root.Shape[channels]), StorageKind.Persistent));
        Shape shape = access.Storage.Shape;
        (int first, int count) = NarrowWeights.DimensionsOf(root.Shape, channels, shape)
            ?? throw new InvalidOperationException($"{access.Storage} has no dimension for channels of {root}.");
        Affine channel = new(0, Enumerable.Range(first, count)
            .Select(d => new Term(d, Enumerable.Range(d + 1, first + count - d - 1).Aggregate(1, (step, inner) => step * shape[inner]))).ToEquatableArray());
        bool isRow = access.Row is not null && access.RowDimension >= first && access.RowDimension < first + count;
        return new(storage, [channel.Of(access.Indices)]) { Row = isRow ? access.Row : null };
    }

    private Storage Add(Storage storage)
    {
        All.Add(storage);
        return storage;
    }

    // A name that no local, parameter or keyword of the generated code has: those are short, or listed here.
    private string NameFor(string name, bool isGiven = false)
    {
        string camel = Format.Camel(Format.Pascal(name));
        if (isGiven && Given.Contains(camel))
            return camel;
        if (IsReserved(camel) || Numbers.Has(camel))
            camel += "Value";
        return names.Of(camel);
    }

    private static bool IsReserved(string camel) => camel.Length < 4 || Given.Contains(camel) || Reserved.Contains(camel) || LocalOfTile.IsMatch(camel);
}

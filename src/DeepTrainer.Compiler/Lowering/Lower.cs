namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// Groups → kernels: every group's expressions are composed down to what memory holds. Values needed by other groups get
/// storage, unless they are cheap to compute again from what has storage anyway. A recurrence becomes the kernels of its step.
/// </summary>
internal sealed class Lower
{
    private readonly Graph graph;
    private readonly KernelNotes notes;
    private readonly Virtuals virtuals;
    private readonly Fuse.Result fused;
    private readonly HashSet<Node> stored = [];
    private readonly Lazy<HashSet<Node>> read;
    private readonly HashSet<Node> outputs = [];
    private readonly ILookup<Node, Node> targets, tables;
    private readonly HashSet<Node> readBySeveral = [], readInSeveral = [];

    private Lower(Graph graph, Storages storages, StepScope? scope, KernelNotes notes)
    {
        this.notes = notes;
        this.graph = graph;
        Storages = storages;
        Scope = scope;
        virtuals = new(graph);
        fused = Fuse.Run(graph, virtuals);
        read = new(() => [.. graph.Nodes.SelectMany(n => n.Inputs), .. graph.Updates.Select(u => u.Value)], isThreadSafe: false);
        foreach ((_, Node output) in graph.Outputs)
            outputs.Add(output);
        targets = graph.Updates.ToLookup(u => u.Value, u => u.Target);
        tables = graph.Updates.Where(u => u.Value.Primitive is ReplaceRows).ToLookup(u => u.Value.Inputs[2], u => u.Value);
        Dictionary<Node, Node> readers = new(graph.Nodes.Length);
        foreach (Node node in graph.Nodes)
        {
            ImmutableArray<Node> inputs = Fuse.ReadInputs(node);
            for (int i = 0; i < inputs.Length; i++)
            {
                if (i == 0 || inputs.IndexOf(inputs[i]) == i)
                    Read(inputs[i], node, readers);
            }
        }
        ChooseStored();
    }

    // By its first reader a value knows that there is another.
    private void Read(Node value, Node reader, Dictionary<Node, Node> readers)
    {
        if (!readers.TryGetValue(value, out Node? first))
        {
            readers[value] = reader;
            return;
        }
        readBySeveral.Add(value);
        if (GroupOf(reader) is null || GroupOf(reader) != GroupOf(first))
            readInSeveral.Add(value);
    }

    public Storages Storages { get; }

    /// <summary>The recurrence whose step this is, if it is one.</summary>
    public StepScope? Scope { get; }

    /// <summary>The kernels in order; <paramref name="storages"/> learns which memory they use.</summary>
    public static ImmutableArray<Kernel> Run(Graph graph, Storages storages) => Run(graph, storages, null, new());

    private static ImmutableArray<Kernel> Run(Graph graph, Storages storages, StepScope? scope, KernelNotes notes)
    {
        Lower lower = new(graph, storages, scope, notes);
        return KernelOrder.Run(graph, storages,
            lower.fused.Groups.Select(g => (g, lower.KernelsOf(g).Where(k => k.Stores.Length + k.InnerStores.Length > 0).ToImmutableArray())).ToArray());
    }

    public Group? GroupOf(Node node) => fused.GroupOf.TryGetValue(node, out Group? group) ? group : null;

    public bool IsStored(Node node) => stored.Contains(node);

    /// <summary>Whether the value goes into several others.</summary>
    public bool IsReadBySeveral(Node node) => readBySeveral.Contains(node);

    /// <summary>Whether several kernels may compute the value, each for itself.</summary>
    public bool IsComputedBySeveral(Node node) => readInSeveral.Contains(node) && !IsStored(node);

    /// <summary>Whether a value is written anywhere.</summary>
    public bool HasHome(Node node) => stored.Contains(node) || outputs.Contains(node) || targets.Contains(node) || fused.Parts.Contains(node) || tables.Contains(node);

    /// <summary>Everywhere a value is written: memory of its own, wholes of which it is a part, what it updates, the outside.</summary>
    public IEnumerable<Access> HomesOf(Node node, EquatableArray<Affine> at, int stepAxis)
    {
        if (stored.Contains(node))
            yield return Storages.Place(node, at);
        if (outputs.Contains(node))
        {
            foreach ((string role, Node output) in graph.Outputs)
            {
                if (output == node && OutputHome(role, node.Shape, at, stepAxis) is { } home)
                    yield return home;
            }
        }
        foreach (Node target in targets[node])
            yield return new(Storages.Of(target), at);
        foreach (Joins.Part part in fused.Parts[node])
        {
            foreach (Access home in HomesIn(part.Whole, part.Place(at), stepAxis))
                yield return home;
        }
    }

    /// <summary>The updates of tables whose new rows the value is.</summary>
    public IEnumerable<Node> TablesWithRows(Node node) => tables[node];

    // The parts of a joined value are written to where it is a part of others. One that is nothing else has no memory of its own.
    private IEnumerable<Access> HomesIn(Node whole, EquatableArray<Affine> place, int stepAxis)
    {
        Access? output = whole.Primitive is not Concatenate ? null
            : graph.Outputs.Where(o => o.Value == whole).Select(o => OutputHome(o.Role, whole.Shape, place, stepAxis)).FirstOrDefault();
        if (output is not null)
            yield return output;
        Joins.Part[] outer = fused.Passing.Contains(whole) ? [.. fused.Parts[whole]] : [];
        foreach (Joins.Part part in outer)
        {
            foreach (Access home in HomesIn(part.Whole, part.Place(place), stepAxis))
                yield return home;
        }
        if (!fused.PartsOnly.Contains(whole) && (output is null || read.Value.Contains(whole)))
            yield return Storages.Place(whole, place);
    }

    private Access? OutputHome(string role, Shape shape, EquatableArray<Affine> at, int stepAxis) =>
        Scope is not null ? new(Storages.MemoryOf(Scope.Scan), Joins.InStep(at, Affine.Along(stepAxis, 1, Scope.After)))
        : role is Graph.Prediction or Graph.InputGradient ? new(Storages.Result(role, shape), at)
        : null;

    private IEnumerable<Kernel> KernelsOf(Group group)
    {
        if (group.Anchor is not { Primitive: Scan scan } node)
            return [new KernelBuilder(this, group, notes.Cleared()).Build()];
        StepScope scope = new(node);
        StepLoop loop = new(node.Id, scan.Steps, scan.Reverse);
        return Run(scan.Body.Graph, Storages, scope, notes).Select(k => k with { Loop = loop });
    }

    private void ChooseStored()
    {
        HashSet<Node> firm = [], outside = [];
        List<Node> looked = [];
        foreach ((string role, Node output) in graph.Outputs)
        {
            if (Graph.IsLoss(role))
                firm.Add(output);
            AddRoot(output);
        }
        foreach ((_, Node value) in graph.Updates)
            AddRoot(value);
        foreach (Node consumer in graph.Nodes)
        {
            foreach (Node value in Virtuals.ReadFromMemory(consumer))
            {
                if (GroupOf(value) is not null)
                    firm.Add(value);
            }
            if (consumer.Primitive is Source or Concatenate or Pad or Push or Latest or ReplaceRows || (consumer.Primitive is View or Reshape && GroupOf(consumer) is null))
                continue;
            ImmutableArray<Node> read = consumer.Primitive is Scan ? consumer.Inputs.RemoveAt(0) : Fuse.ReadInputs(consumer);
            Group? reader = GroupOf(consumer);
            looked.Clear();
            foreach (Node input in read)
                AddUnderlying(input, looked);
            foreach (Node value in looked)
            {
                if (GroupOf(value) is { } own && own != reader)
                    outside.Add(value);
            }
        }
        foreach (Node node in graph.Nodes)
        {
            if (node.Primitive is not (Source or Scan or ScatterAdd) && (firm.Contains(node) || (outside.Contains(node) && !IsCheapToRepeat(node))))
                stored.Add(node);
        }

        void AddRoot(Node root)
        {
            looked.Clear();
            AddUnderlying(root, looked);
            foreach (Node value in looked)
            {
                if (value != root && GroupOf(value) is not null)
                    firm.Add(value);
            }
        }
    }

    // Views and copies pass on what they look at; a joined value stands for itself, its parts being written into it.
    private List<Node> Underlying(Node node)
    {
        List<Node> found = [];
        AddUnderlying(node, found);
        return found;
    }

    private void AddUnderlying(Node node, List<Node> found)
    {
        ImmutableArray<Node> shown = node.Primitive switch
        {
            Map { Body: Expr.Input { Index: 0 } } when node.Shape == node.Inputs[0].Shape => node.Inputs.RemoveRange(1, node.Inputs.Length - 1),
            _ when GroupOf(node) is not null => default,
            Reshape or View or Gather => node.Inputs,
            Map when virtuals.Contains(node) => Fuse.ReadInputs(node),
            _ => default,
        };
        if (shown.IsDefault)
        {
            found.Add(node);
            return;
        }
        foreach (Node input in shown)
            AddUnderlying(input, found);
    }

    private bool IsCheapToRepeat(Node node) => OperationsToRepeat(node, Costs.CheapOperations) <= Costs.CheapOperations;

    // What is computed again with it counts as well; beyond the budget nothing is looked at.
    private double OperationsToRepeat(Node node, int budget)
    {
        if (node.Primitive is not Map { Body: var body } || !Work.IsCheap(body) || (Work.Operations(body) is var own && own > budget))
            return double.PositiveInfinity;
        return own + Fuse.ReadInputs(node).Where(i => !virtuals.Contains(i) || Virtuals.MayChange(i)).SelectMany(Underlying).Sum(u =>
            stored.Contains(u) || Joins.IsWhole(u) || u.Primitive is Latest ? 0
            : GroupOf(u) is null ? double.PositiveInfinity
            : OperationsToRepeat(u, budget - own));
    }
}

/// <summary>What a recurrence's step sees of the graph around it.</summary>
internal sealed class StepScope(Node node)
{
    private readonly Scan scan = (Scan)node.Primitive;

    /// <summary>The recurrence.</summary>
    public Node Scan => node;

    /// <summary>Where the state after a step lies behind the step's number; the state before lies on the other side.</summary>
    public int After => scan.Reverse ? 0 : 1;

    /// <summary>The node around the step that a constant's placeholder stands for; none for the state and the sequences.</summary>
    public Node? Constant(Node placeholder) => scan.Body.Constants.IndexOf(placeholder) is >= 0 and int i ? node.Inputs[1 + scan.Body.Elements.Length + i] : null;

    /// <summary>The node around the step that a placeholder stands for, and the position in it.</summary>
    public (Node Node, EquatableArray<Affine> At) Outside(Node placeholder, EquatableArray<Affine> at, int stepAxis)
    {
        if (placeholder == scan.Body.State)
            return (node, Joins.InStep(at, Affine.Along(stepAxis, 1, 1 - After)));
        int element = scan.Body.Elements.IndexOf(placeholder);
        return element >= 0
            ? (node.Inputs[1 + element], Joins.InStep(at, Affine.Along(stepAxis)))
            : (Constant(placeholder)!, at);
    }
}

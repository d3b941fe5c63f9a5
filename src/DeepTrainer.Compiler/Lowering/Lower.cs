namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// Groups → kernels: every group's expressions are composed down to what memory holds. Values needed by other groups get
/// storage, unless they are cheap to compute again from what has storage anyway.
/// </summary>
internal sealed class Lower
{
    private readonly Graph graph;
    private readonly Storages storages;
    private readonly Virtuals virtuals;
    private readonly ImmutableArray<Group> groups;
    private readonly HashSet<Node> stored = [];
    private readonly Dictionary<Node, Group> groupOf = [];

    private Lower(Graph graph, Storages storages)
    {
        this.graph = graph;
        this.storages = storages;
        virtuals = new(graph);
        groups = Fuse.Run(graph, virtuals);
        foreach (Group group in groups)
        {
            foreach (Node member in group.Inner.Concat(group.Members))
                groupOf[member] = group;
        }
    }

    /// <summary>The kernels in order; <paramref name="storages"/> learns which memory they use.</summary>
    public static ImmutableArray<Kernel> Run(Graph graph, Storages storages)
    {
        Lower lower = new(graph, storages);
        lower.ChooseStored();
        return [.. lower.groups.Select(lower.KernelOf).Where(k => k.Stores.Length + k.InnerStores.Length > 0)];
    }

    private void ChooseStored()
    {
        HashSet<Node> firm = [.. graph.Outputs.Where(o => o.Role != Graph.Prediction).Select(o => o.Value)], outside = [];
        foreach (Node root in graph.Outputs.Select(o => o.Value).Concat(graph.Updates.Select(u => u.Value)))
            firm.UnionWith(Underlying(root).Where(u => u != root && groupOf.ContainsKey(u)));
        foreach (Node consumer in graph.Nodes)
        {
            foreach (Node value in Fuse.ReadInputs(consumer).SelectMany(Underlying).Where(groupOf.ContainsKey))
            {
                if (consumer.Primitive is Contract || Views.ChangesOrder(consumer))
                    firm.Add(value);
                if (consumer.Primitive is not (View or Concatenate or Reshape) && !(groupOf.TryGetValue(consumer, out Group? group) && groupOf[value] == group))
                    outside.Add(value);
            }
        }
        foreach (Node node in graph.Nodes.Where(n => firm.Contains(n) || outside.Contains(n)))
        {
            if (firm.Contains(node) || !IsCheapToRepeat(node))
                stored.Add(node);
        }
    }

    // Views pass on what they look at; a joined value stands for itself, its parts being written into it.
    private IEnumerable<Node> Underlying(Node node) => node.Primitive switch
    {
        Reshape or View => Underlying(node.Inputs[0]),
        Map when virtuals.Contains(node) => Fuse.ReadInputs(node).SelectMany(Underlying),
        _ => [node],
    };

    private bool IsCheapToRepeat(Node node) => node.Primitive is Map map && Cost.IsCheap(map.Body)
        && Fuse.ReadInputs(node).All(i => (virtuals.Contains(i) && i.Primitive is not Source { Kind: SourceKind.Parameter or SourceKind.State })
            || Underlying(i).All(u => stored.Contains(u) || u.Primitive is Concatenate));

    private Kernel KernelOf(Group group)
    {
        Node space = group.Inner.FirstOrDefault() ?? (group.Anchor?.Primitive is Reduce ? group.Anchor.Inputs[0] : group.Members[0]);
        KernelBuilder builder = new(this, group, AxesOf(group, space));
        return builder.Build();
    }

    // A contraction loops over its letters, everything else over the dimensions that are not 1.
    private static ImmutableArray<Axis> AxesOf(Group group, Node space)
    {
        if (group.Anchor?.Primitive is Contract contract)
        {
            Shape a = group.Anchor.Inputs[0].Shape, b = group.Anchor.Inputs[1].Shape;
            return
            [
                .. contract.Result.Concat(contract.Reduced).Select(letter => new Axis(
                    letter.ToString(), contract.ExtentOf(letter, a, b), contract.Result.IndexOf(letter) < 0)).Where(x => x.Extent != 1 || x.IsReduced),
            ];
        }
        EquatableArray<int> reduced = group.Anchor?.Primitive is Reduce reduce ? reduce.Axes : [];
        return
        [
            .. Enumerable.Range(0, space.Shape.Rank).Where(d => space.Shape[d] != 1)
                .Select(d => new Axis(d == 0 && space.Shape.IsBatched ? "n" : NameOf(d, space.Shape), space.Shape[d], reduced.Contains(d))),
        ];
    }

    private static string NameOf(int dimension, Shape shape) =>
        shape.Rank - dimension == 1 ? "i" : ((char)('i' + shape.Rank - dimension - 1)).ToString();

    /// <summary>Builds one kernel: resolves nodes to expressions over operands, on demand.</summary>
    private sealed class KernelBuilder(Lower owner, Group group, ImmutableArray<Axis> axes)
    {
        private readonly List<Operand> operands = [];
        private readonly Dictionary<(Node, EquatableArray<Index>), Expr> resolved = [];

        public Kernel Build()
        {
            Expr? element = null;
            Reduction? reduction = null;
            if (group.Anchor is { } anchor)
                (reduction, element) = Anchor(anchor);
            return new(
                NameOfGroup(), axes, [], reduction, element,
                [.. group.Inner.SelectMany(n => StoresOf(n, inner: true))],
                [.. group.Members.SelectMany(n => StoresOf(n, inner: false))])
            { Operands = [.. operands] };
        }

        private (Reduction, Expr) Anchor(Node anchor)
        {
            if (anchor.Primitive is Reduce reduce)
                return (reduce.Kind, Resolve(anchor.Inputs[0], Identity(anchor.Inputs[0].Shape, inner: true)));
            var contract = (Contract)anchor.Primitive;
            return (Reduction.Sum, Resolve(anchor.Inputs[0], Letters(contract.A)) * Resolve(anchor.Inputs[1], Letters(contract.B)));
        }

        private EquatableArray<Index> Letters(string letters) =>
            letters.Select(l => new Index(axes.IndexOf(axes.FirstOrDefault(a => a.Name == l.ToString())!), 0)).ToEquatableArray();

        /// <summary>Each dimension that is not 1 along its axis.</summary>
        private EquatableArray<Index> Identity(Shape shape, bool inner)
        {
            int[] wide = [.. Enumerable.Range(0, axes.Length).Where(a => inner || !axes[a].IsReduced)];
            int next = 0;
            return shape.Dimensions.Select(d => d == 1 ? Index.At(0) : new Index(wide[next++], 0)).ToEquatableArray();
        }

        private IEnumerable<Store> StoresOf(Node node, bool inner)
        {
            EquatableArray<Index> identity = Identity(node.Shape, inner);
            List<Access> homes = [];
            if (owner.stored.Contains(node))
                homes.Add(owner.storages.Place(node, identity));
            homes.AddRange(owner.graph.Outputs.Where(o => o.Value == node && o.Role == Graph.Prediction)
                .Select(o => new Access(owner.storages.Prediction(node.Shape), identity)));
            homes.AddRange(owner.graph.Updates.Where(u => u.Value == node).Select(u => new Access(owner.storages.Of(u.Target), identity)));
            homes.AddRange(owner.graph.Nodes.Where(n => n.Primitive is Concatenate).SelectMany(n => PartsIn(n, node, identity)));
            foreach (Access home in homes)
                yield return new(node, home, Resolve(node, identity));
        }

        // Where the node is a part of a joined value, or a view of it is.
        private IEnumerable<Access> PartsIn(Node joined, Node node, EquatableArray<Index> identity)
        {
            int axis = ((Concatenate)joined.Primitive).Axis, start = 0;
            foreach (Node part in joined.Inputs)
            {
                if (part == node)
                {
                    int offset = start;
                    yield return owner.storages.Place(joined, identity.Select((index, d) => d == axis ? index.Shift(offset) : index).ToEquatableArray());
                }
                start += part.Shape[axis];
            }
        }

        private Expr Resolve(Node node, EquatableArray<Index> at)
        {
            if (resolved.TryGetValue((node, at), out Expr? known))
                return known;
            return resolved[(node, at)] = ResolveNew(node, at);
        }

        private Expr ResolveNew(Node node, EquatableArray<Index> at)
        {
            if (node.IsHostScalar)
                return node.Primitive is Map { Body: Expr.Constant constant } ? constant : Input(new Operand.Host(node));
            bool here = owner.groupOf.TryGetValue(node, out Group? own) && own == group
                && at == Identity(node.Shape, inner: group.Inner.Contains(node));
            if (here && node == group.Anchor)
                return Input(new Operand.Reduced());
            if ((!here || node.Primitive is Concatenate) && owner.storages.TryFind(node) is { } storage)
                return Input(new Operand.Load(new Access(storage, at)));
            return node.Primitive switch
            {
                Source => Input(new Operand.Load(new Access(owner.storages.Of(node), at))),
                Iota => Input(new Operand.Position(at[0])),
                RandomUniform random => Input(new Operand.Uniform(random, at)),
                Map map => ResolveMap(map, node, at),
                View view => Resolve(node.Inputs[0], at.Select((index, d) => index.Shift(view.Indices[d].Offset)).ToEquatableArray()),
                Reshape when !Views.ChangesOrder(node) => Resolve(node.Inputs[0], Unsqueeze(at, node.Shape, node.Inputs[0].Shape)),
                Reshape => Input(new Operand.Load(new Access(owner.storages.Alias(node.Inputs[0], node.Shape), at))),
                _ => throw new InvalidOperationException($"{node} is needed by {group.Members[0]} but has no storage."),
            };
        }

        private Expr ResolveMap(Map map, Node node, EquatableArray<Index> at)
        {
            SortedSet<int> read = Rewriter.InputsOf(map.Body);
            return Rewriter.Substitute(map.Body, [.. node.Inputs.Select((input, i) => read.Contains(i) ? Resolve(input, Broadcast(at, input.Shape)) : 0)]);
        }

        private static EquatableArray<Index> Broadcast(EquatableArray<Index> at, Shape shape) =>
            shape.Dimensions.Select((extent, d) => extent == 1 ? Index.At(0) : at[at.Count - shape.Rank + d]).ToEquatableArray();

        private static EquatableArray<Index> Unsqueeze(EquatableArray<Index> at, Shape from, Shape to)
        {
            Queue<Index> wide = new(at.Where((_, d) => from[d] != 1));
            return to.Dimensions.Select(d => d == 1 ? Index.At(0) : wide.Dequeue()).ToEquatableArray();
        }

        private Expr.Input Input(Operand operand)
        {
            int index = operands.IndexOf(operand);
            if (index < 0)
            {
                index = operands.Count;
                operands.Add(operand);
            }
            return new(index);
        }

        // Gradients and updates go by what they end in, forward kernels by all the layers they hold.
        private string NameOfGroup()
        {
            string[] names = [.. group.Inner.Concat(group.Members).Select(n => n.Name).Distinct()];
            string last = names[names.Length - 1];
            bool backward = last.EndsWith(".update", StringComparison.Ordinal) || last.EndsWith(".gradient", StringComparison.Ordinal);
            return backward ? Format.Pascal(last) : string.Concat(names.Select(Format.Pascal));
        }
    }
}

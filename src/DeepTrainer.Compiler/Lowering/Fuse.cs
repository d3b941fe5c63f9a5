namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// Graph → groups of nodes that become one kernel each. A contraction or reduction starts a group; maps over the same
/// elements join the group that makes their input, as long as no group would have to run both before and after another.
/// </summary>
internal sealed class Fuse
{
    private readonly Graph graph;
    private readonly Virtuals virtuals;
    private readonly Dictionary<Node, Group> groupOf = [];
    private readonly ILookup<Node, Node> consumers;
    private readonly Dictionary<Node, Node> targetOf;
    private readonly List<Group> groups = [];

    private Fuse(Graph graph, Virtuals virtuals)
    {
        this.graph = graph;
        this.virtuals = virtuals;
        consumers = graph.Nodes.SelectMany(n => n.Inputs.Select(i => (Input: i, Node: n))).ToLookup(p => p.Input, p => p.Node);
        targetOf = graph.Updates.GroupBy(u => u.Value).ToDictionary(u => u.Key, u => u.First().Target);
    }

    /// <summary>The groups in an order in which they can run.</summary>
    public static ImmutableArray<Group> Run(Graph graph, Virtuals virtuals)
    {
        Fuse fuse = new(graph, virtuals);
        foreach (Node node in graph.Nodes.Where(n => !n.IsHostScalar))
            fuse.Place(node);
        foreach (Node root in graph.Outputs.Select(o => o.Value).Concat(graph.Updates.Select(u => u.Value)).Where(r => !fuse.groupOf.ContainsKey(r)))
            fuse.Join(fuse.NewGroup(null, root.Shape), root);
        return fuse.Ordered();
    }

    /// <summary>The inputs that a map's expression reads; others only lend it their shape.</summary>
    public static IEnumerable<Node> ReadInputs(Node node) =>
        node.Primitive is Map map ? Rewriter.InputsOf(map.Body).Select(i => node.Inputs[i]) : node.Inputs;

    private void Place(Node node)
    {
        if (virtuals.Contains(node))
            return;
        switch (node.Primitive)
        {
            case Contract:
                Join(NewGroup(node, node.Shape), node);
                break;
            case Reduce:
                PlaceReduction(node);
                break;
            case Map:
                Join(GroupFor(node), node);
                break;
            case Concatenate:
                PlaceParts(node);
                break;
        }
    }

    // A reduction takes in the element-wise group that makes its input: values are reduced while they are made.
    private void PlaceReduction(Node node)
    {
        Node input = node.Inputs[0];
        Group group = NewGroup(node, node.Shape);
        if (groupOf.TryGetValue(input, out Group? producer) && producer.Anchor is null && input.Primitive is Map && producer.OutputShape == input.Shape)
        {
            group.Inner.AddRange(producer.Members);
            foreach (Node member in producer.Members)
                groupOf[member] = group;
            group.DependsOn.UnionWith(producer.DependsOn);
            foreach (Group other in groups.Where(g => g.DependsOn.Remove(producer)))
                other.DependsOn.Add(group);
            groups.Remove(producer);
        }
        Join(group, node);
    }

    // Parts of a joined value are written into it by the groups that make them.
    private void PlaceParts(Node node)
    {
        foreach (Node part in node.Inputs.Where(i => !groupOf.ContainsKey(i)).Distinct())
            Join(NewGroup(null, part.Shape), part);
    }

    private Group GroupFor(Node node)
    {
        ImmutableArray<Group> candidates =
        [
            .. ReadInputs(node).SelectMany(Producers).Distinct()
                .Where(g => Views.Squeezed(g.OutputShape) == Views.Squeezed(node.Shape) && !WouldLoseLanes(node, g)).OrderByDescending(g => g.Id),
        ];
        HashSet<Group> needed = Dependencies(node);
        return candidates.FirstOrDefault(g => needed.All(n => n == g || !Reaches(n, g))
            && !ReadInputs(node).Any(i => IsInner(i, g))) ?? NewGroup(null, node.Shape);
    }

    // A reduction along each sample ends in one number at a time: what costs much is computed for many samples at once instead.
    private static bool WouldLoseLanes(Node node, Group group) => group.Anchor?.Primitive is Reduce reduce && node.Shape.IsBatched
        && !reduce.Axes.Contains(0) && !Cost.IsCheap(((Map)node.Primitive).Body);

    private static bool IsInner(Node node, Group group) =>
        group.Inner.Contains(node) || (node.Primitive is Reshape or View && IsInner(node.Inputs[0], group));

    private void Join(Group group, Node node)
    {
        group.Members.Add(node);
        groupOf[node] = group;
        group.DependsOn.UnionWith(Dependencies(node).Where(g => g != group));
    }

    // What must have run: the makers of the inputs, and, if the node overwrites a tensor, all who still read it.
    private HashSet<Group> Dependencies(Node node)
    {
        HashSet<Group> needed = [.. ReadInputs(node).SelectMany(Producers)];
        if (targetOf.TryGetValue(node, out Node? target))
            needed.UnionWith(Readers(target));
        return needed;
    }

    private IEnumerable<Group> Producers(Node node) =>
        groupOf.TryGetValue(node, out Group? group) ? [group] : ReadInputs(node).SelectMany(Producers);

    private IEnumerable<Group> Readers(Node source) =>
        consumers[source].Where(c => !targetOf.ContainsKey(c) || targetOf[c] != source)
            .SelectMany(c => groupOf.TryGetValue(c, out Group? group) ? [group] : Readers(c));

    private static bool Reaches(Group from, Group to) => from == to || from.DependsOn.Any(d => Reaches(d, to));

    private Group NewGroup(Node? anchor, Shape outputShape)
    {
        Group group = new(groups.Count == 0 ? 0 : groups.Max(g => g.Id) + 1, anchor, outputShape);
        groups.Add(group);
        return group;
    }

    private ImmutableArray<Group> Ordered()
    {
        List<Group> ordered = [];
        HashSet<Group> done = [];
        foreach (Group group in groups)
            Visit(group);
        return [.. ordered];

        void Visit(Group group)
        {
            if (!done.Add(group))
                return;
            foreach (Group needed in group.DependsOn.OrderBy(g => g.Id))
                Visit(needed);
            ordered.Add(group);
        }
    }
}

/// <summary>Nodes that become one kernel.</summary>
internal sealed class Group(int id, Node? anchor, Shape outputShape)
{
    public int Id => id;

    /// <summary>The contraction or reduction; none for an element-wise group.</summary>
    public Node? Anchor => anchor;

    /// <summary>The shape of what it makes, which all of <see cref="Members"/> share but for extents of 1.</summary>
    public Shape OutputShape => outputShape;

    /// <summary>Maps computed while reducing.</summary>
    public List<Node> Inner { get; } = [];

    /// <summary>The anchor and the maps after it.</summary>
    public List<Node> Members { get; } = [];

    public HashSet<Group> DependsOn { get; } = [];
}

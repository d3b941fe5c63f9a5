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
    private readonly Consumers consumers;
    private readonly ILookup<Node, Node> targetsOf;
    private readonly ILookup<Node, Node> updatesOf;
    private readonly List<Group> groups = [];
    private int nextId;

    private Fuse(Graph graph, Virtuals virtuals)
    {
        this.graph = graph;
        this.virtuals = virtuals;
        consumers = new(graph);
        targetsOf = graph.Updates.ToLookup(u => u.Value, u => u.Target);
        updatesOf = graph.Updates.ToLookup(u => u.Target, u => u.Value);
    }

    /// <summary>Puts every node that is computed into a group.</summary>
    public static Result Run(Graph graph, Virtuals virtuals)
    {
        Fuse fuse = new(graph, virtuals);
        foreach (Node node in graph.Nodes.Where(n => !n.IsHostScalar))
            fuse.Place(node);
        foreach (Node root in graph.Outputs.Select(o => o.Value).Concat(graph.Updates.Select(u => u.Value)).Where(r => !fuse.IsMade(r)))
            fuse.Join(fuse.NewGroup(null, root.Shape), root);
        foreach (Group group in fuse.groups.Where(fuse.IsUpdate).ToArray())
            fuse.JoinUpdate(group);
        return new(
            fuse.Ordered(), fuse.groupOf, graph.Nodes.SelectMany(Joins.Of).Select(fuse.ByMaker).ToLookup(p => p.Value),
            [.. graph.Nodes.Where(fuse.IsPartOnly)], [.. graph.Nodes.Where(fuse.PassesOn)]);
    }

    /// <summary>What came of it.</summary>
    /// <param name="Groups">The groups in an order in which they can run.</param>
    /// <param name="GroupOf">The group of each node that is computed.</param>
    /// <param name="Parts">The parts of joined values by who makes them.</param>
    /// <param name="PartsOnly">Joined values that are parts of other joined values and nothing else.</param>
    /// <param name="Passing">Joined values whose parts are written to where the value is a part as well.</param>
    public sealed record Result(
        ImmutableArray<Group> Groups, IReadOnlyDictionary<Node, Group> GroupOf, ILookup<Node, Joins.Part> Parts, HashSet<Node> PartsOnly, HashSet<Node> Passing);

    /// <summary>The inputs that a map's expression reads; others only lend it their shape.</summary>
    public static ImmutableArray<Node> ReadInputs(Node node)
    {
        if (node.Primitive is not Map map || map.Read.Count == node.Inputs.Length)
            return node.Inputs;
        var read = ImmutableArray.CreateBuilder<Node>(map.Read.Count);
        foreach (int i in map.Read)
            read.Add(node.Inputs[i]);
        return read.MoveToImmutable();
    }

    private void Place(Node node)
    {
        if (virtuals.Contains(node))
            return;
        switch (node.Primitive)
        {
            case Contract or FirstOccurrences:
                Join(NewGroup(node, node.Shape), node);
                break;
            case Reduce:
                PlaceReduction(node);
                break;
            case Map:
                PlaceMap(node);
                break;
            case Concatenate or Pad or Push or Scan or ScatterAdd:
                PlaceJoined(node);
                break;
            case View or Gather when virtuals.IsCopied(node):
                Join(NewGroup(null, node.Shape), node);
                break;
        }
    }

    // A reduction takes in the element-wise group that makes its input: values are reduced while they are made.
    private void PlaceReduction(Node node)
    {
        Node input = node.Inputs[0];
        Group group = NewGroup(node, node.Shape);
        if (groupOf.TryGetValue(input, out Group? producer) && producer.Anchor is null && input.Primitive is Map
            && producer.OutputShape == input.Shape && producer.Operations <= Costs.KernelOperations)
            TakeIn(producer, group, group.Inner);
        Join(group, node);
    }

    // A map takes the element-wise groups that make its inputs into its own: what they make is at hand, and need not be in memory.
    private void PlaceMap(Node node)
    {
        List<Group> producers = ProducersOf(node);
        Group group = GroupFor(node, producers) ?? NewGroup(null, node.Shape);
        Join(group, node, producers);
        if (producers.Count == 0 || (producers.Count == 1 && producers[0] == group))
            return;
        producers.RemoveAll(p => !MayTakeIn(p, group));
        producers.Sort((a, b) => b.Id.CompareTo(a.Id));
        foreach (Group producer in producers)
        {
            if (MayTakeIn(producer, group))
                TakeIn(producer, group, group.Members);
        }
    }

    // Weights and state from weights and state alone.
    private bool IsUpdate(Group group) => IsElementwise(group) && group.Members.Exists(targetsOf.Contains)
        && group.Members.SelectMany(ProducersOf).All(p => p == group);

    // What changes places with others is read and written with them, so that nothing of it waits.
    private void JoinUpdate(Group group)
    {
        // Only such come into question as read what this one overwrites, or overwrite what it reads.
        IEnumerable<Group> near = group.Members.SelectMany(m => targetsOf[m]).SelectMany(Readers)
            .Concat(group.Members.SelectMany(m => ReadInputs(m)).SelectMany(i => updatesOf[i]).SelectMany(Producers));
        Group? other = near.Distinct().OrderBy(g => g.Id).FirstOrDefault(g => g != group && g.IsOpen && Views.AreAlike(g.OutputShape, group.OutputShape)
            && (Overwrites(g, group) || Overwrites(group, g))
            && group.DependsOn.All(d => d == g || !d.Needs(g)) && g.DependsOn.All(d => d == group || !d.Needs(group)));
        if (other is not null)
            TakeIn(group, other, other.Members);
    }

    private bool Overwrites(Group writer, Group reader) => writer.Members.SelectMany(m => targetsOf[m]).Intersect(reader.Members.SelectMany(m => ReadInputs(m))).Any();

    private static bool IsElementwise(Group group) => group.IsOpen && group.Anchor is null;

    private bool MayTakeIn(Group producer, Group group) => producer != group && producer.Operations + group.Operations <= Costs.KernelOperations
        && IsElementwise(producer) && IsElementwise(group)
        && Views.AreAlike(producer.OutputShape, group.OutputShape)
        && !producer.Needs(group)
        && group.Members.TrueForAll(m => AreInPlace(m, producer))
        && group.DependsOn.All(d => d == producer || !d.Needs(producer));

    private void TakeIn(Group producer, Group group, List<Node> members)
    {
        members.InsertRange(0, producer.Members);
        group.Operations += producer.Operations;
        foreach (Node member in producer.Members)
            groupOf[member] = group;
        group.Replace(producer);
        // It is one of the last.
        groups.RemoveAt(groups.LastIndexOf(producer));
    }

    // Parts of a joined value are written into it by the groups that make them; what is around or under them is there before.
    private void PlaceJoined(Node node)
    {
        Group? fill = node.Primitive switch
        {
            Pad pad => NewGroup(null, node.Shape, (node, pad.Value)),
            ScatterAdd => NewGroup(null, node.Shape, (node, 0)),
            _ => null,
        };
        if (node.Primitive is ScatterAdd && node.Inputs.Length > 2)
            fill!.DependOn(Producers(node.Inputs[2]));
        Group? last = null;
        foreach (Joins.Part part in Joins.Of(node))
        {
            Node maker = MakerOf(part.Value);
            if (!groupOf.ContainsKey(maker) && !PassesOn(maker))
                Join(NewGroup(null, maker.Shape), maker);
            foreach (Node piece in PiecesOf(maker))
            {
                Group own = groupOf[piece];
                if (fill is not null)
                    own.DependOn([fill]);
                // What is made element by element is made together.
                if (last is not null && MayTakeIn(last, own))
                    TakeIn(last, own, own.Members);
                last = own;
            }
        }
        if (node.Primitive is not (Scan or ScatterAdd))
            return;
        Group group = NewGroup(node, node.Shape);
        Join(group, node);
        if (fill is not null)
            group.DependOn([fill]);
    }

    // A part that is another's elements in the same place is written by the other's maker.
    private Node MakerOf(Node part) => groupOf.ContainsKey(part) || !Views.IsSqueeze(part) ? part
        : MakerOf(part.Inputs[0]) is var maker && (groupOf.ContainsKey(maker) || PassesOn(maker)) ? maker : part;

    // The makers of a part, which may be joined of parts itself.
    private IEnumerable<Node> PiecesOf(Node maker) => groupOf.ContainsKey(maker) ? [maker] : maker.Inputs.SelectMany(i => PiecesOf(MakerOf(i)));

    // What is joined, and then surrounded by a border, is joined within the border.
    private bool PassesOn(Node node) => IsPartOnly(node) || (node.Primitive is Concatenate && consumers[node].Any(c => c.Primitive is Pad));

    private bool IsPartOnly(Node node) => node.Primitive is Concatenate && IsJoinedOnly(node);

    private bool IsJoining(Node consumer) => consumer.Primitive is Concatenate or Pad || (Views.IsSqueeze(consumer) && IsJoinedOnly(consumer));

    private bool IsJoinedOnly(Node node) => consumers[node] is { Count: > 0 } readers && readers.All(IsJoining)
        && graph.Outputs.All(o => o.Value != node) && !targetsOf.Contains(node);

    private Joins.Part ByMaker(Joins.Part part)
    {
        Node maker = MakerOf(part.Value);
        return maker == part.Value ? part
            : part with { Value = maker, Place = at => part.Place(Joins.Unsqueeze(at, maker.Shape, part.Value.Shape)) };
    }

    // The output may be joined of parts, which are then written to where the output goes; a ring is what it updates.
    private bool IsMade(Node root) => groupOf.ContainsKey(root) || root.Primitive is Push or ReplaceRows
        || (root.Primitive is Concatenate && graph.Outputs.Any(o => o.Value == root));

    // The last of the groups that may take a map; none if it is one by itself.
    private Group? GroupFor(Node node, List<Group> producers)
    {
        List<Group>? needed = null;
        Group? found = null;
        foreach (Group group in producers)
        {
            if ((found is null || group.Id > found.Id) && MayTake(group, node) && IsReady(group, needed ??= Dependencies(node, producers)))
                found = group;
        }
        return found;
    }

    private bool MayTake(Group group, Node node) => group.IsOpen && group.Operations + OperationsOf(node) <= Costs.KernelOperations
        && Views.AreAlike(group.OutputShape, node.Shape) && !WouldLoseLanes(node, group) && AreInPlace(node, group);

    // Whether nothing that is needed needs the group itself.
    private static bool IsReady(Group group, List<Group> needed)
    {
        foreach (Group other in needed)
        {
            if (other != group && other.Needs(group))
                return false;
        }
        return true;
    }

    private bool AreInPlace(Node node, Group group)
    {
        foreach (Node input in ReadInputs(node))
        {
            if (!IsInPlace(input, group))
                return false;
        }
        return true;
    }

    // What the group makes is at hand element by element: another element, or one on the way to a reduction, is not.
    private bool IsInPlace(Node input, Group group) => groupOf.TryGetValue(input, out Group? own)
        ? own != group || !group.Inner.Contains(input)
        : Views.IsSqueeze(input) ? IsInPlace(input.Inputs[0], group)
        : !ProducersOf(input).Contains(group);

    // A reduction along each sample ends in one number at a time: what costs much is computed for many samples at once instead.
    private static bool WouldLoseLanes(Node node, Group group) => group.Anchor?.Primitive is Reduce reduce && node.Shape.IsBatched
        && !reduce.Axes.Contains(0) && !Work.IsCheap(((Map)node.Primitive).Body);

    private static int OperationsOf(Node node) => node.Primitive is Map map ? Work.Operations(map.Body) : 1;

    private void Join(Group group, Node node) => Join(group, node, ProducersOf(node));

    private void Join(Group group, Node node, List<Group> producers)
    {
        group.Members.Add(node);
        group.Operations += OperationsOf(node);
        groupOf[node] = group;
        group.DependOn(Dependencies(node, producers));
    }

    // What must have run: the makers of the inputs, and, if the node overwrites a tensor, all who still read it.
    private List<Group> Dependencies(Node node, List<Group> producers)
    {
        if (!targetsOf.Contains(node))
            return producers;
        List<Group> needed = [.. producers];
        foreach (Node target in targetsOf[node])
            needed.AddRange(Readers(target));
        return needed;
    }

    // The makers of what the node reads.
    private List<Group> ProducersOf(Node node)
    {
        ImmutableArray<Node> read = ReadInputs(node);
        List<Group> found = new(read.Length);
        foreach (Node input in read)
            AddProducers(input, found);
        return found;
    }

    private List<Group> Producers(Node node)
    {
        List<Group> found = [];
        AddProducers(node, found);
        return found;
    }

    // What is computed anew wherever it is needed is made of sources alone.
    private void AddProducers(Node node, List<Group> found)
    {
        if (groupOf.TryGetValue(node, out Group? group))
        {
            if (!found.Contains(group))
                found.Add(group);
        }
        else if (!virtuals.Contains(node))
        {
            foreach (Node input in ReadInputs(node))
                AddProducers(input, found);
        }
    }

    private IEnumerable<Group> Readers(Node source) =>
        consumers[source].Where(c => !targetsOf[c].Contains(source))
            .SelectMany(c => groupOf.TryGetValue(c, out Group? group) ? [group] : Readers(c));

    private Group NewGroup(Node? anchor, Shape outputShape, (Node, double)? fill = null)
    {
        Group group = new(nextId++, anchor, outputShape) { Fill = fill };
        groups.Add(group);
        return group;
    }

    // Groups depend on each other as deep as the network is, beyond what a compiler's stack has room for.
    private ImmutableArray<Group> Ordered()
    {
        var ordered = ImmutableArray.CreateBuilder<Group>(groups.Count);
        HashSet<Group> done = [];
        Stack<(Group Group, Group[] Needed, int Next)> open = new();
        foreach (Group group in groups)
        {
            Open(group);
            while (open.Count > 0)
            {
                (Group top, Group[] needed, int next) = open.Pop();
                while (next < needed.Length && done.Contains(needed[next]))
                    next++;
                if (next == needed.Length)
                {
                    ordered.Add(top);
                    continue;
                }
                open.Push((top, needed, next + 1));
                Open(needed[next]);
            }
        }
        return ordered.ToImmutable();

        void Open(Group group)
        {
            if (!done.Add(group))
                return;
            Group[] needed = [.. group.DependsOn];
            if (needed.Length > 1)
                Array.Sort(needed, (a, b) => a.Id.CompareTo(b.Id));
            open.Push((group, needed, 0));
        }
    }
}

namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// The nodes that are computed anew wherever they are needed, so that they have no memory and no kernel: sources, positions, random
/// numbers, views of such, and cheap maps of such, but for what must be read from memory.
/// </summary>
internal sealed class Virtuals
{
    private readonly HashSet<Node> nodes = [];
    private readonly Dictionary<Node, int> operations = [];
    private readonly HashSet<Node> inMemory = [];

    public Virtuals(Graph graph)
    {
        foreach (Node node in graph.Nodes)
            inMemory.UnionWith(ReadFromMemory(node));
        foreach ((_, Node output) in graph.Outputs)
            inMemory.Add(output);
        foreach ((_, Node value) in graph.Updates)
            inMemory.Add(value);
        foreach (Node node in graph.Nodes)
        {
            if (IsVirtual(node))
                nodes.Add(node);
        }
    }

    public bool Contains(Node node) => nodes.Contains(node);

    /// <summary>Whether a view has to become a copy: what is reshaped must lie in memory in its own order.</summary>
    public bool IsCopied(Node node) => inMemory.Contains(node) && node.Primitive is View or Gather;

    /// <summary>
    /// What a node reads from memory, not computing it on the way: factors of products, sequences and constants of recurrences, tables in the order of
    /// their rows, and what is reshaped.
    /// </summary>
    public static IEnumerable<Node> ReadFromMemory(Node node) => node.Primitive switch
    {
        Contract => node.Inputs.SelectMany(Views.Looked),
        Gather => [.. Views.Squeezes(node.Inputs[0]), .. Views.Looked(node.Inputs[1])],
        Scan => node.Inputs.Skip(1).SelectMany(Views.Looked),
        ScatterAdd => node.Inputs.Where((_, i) => i != 1).SelectMany(Views.Looked),
        ReplaceRows => Views.Looked(node.Inputs[1]),
        Reshape when Views.ChangesOrder(node) => Views.Squeezes(node.Inputs[0]),
        _ => [],
    };

    /// <summary>
    /// Whether it shows a tensor that a step overwrites: read again later, it would be another. An update waits for those who read the
    /// tensor, but not for those who compute once more what one of them computes.
    /// </summary>
    public static bool MayChange(Node node) => Views.End(node).Primitive is Source { Kind: SourceKind.Parameter or SourceKind.State };

    // A chain of such maps would be computed anew as a whole by each of its readers, and looked through for each of its nodes.
    private bool IsShort(Node node, Map map)
    {
        int all = Work.Operations(map.Body);
        foreach (Node input in Fuse.ReadInputs(node))
            all += operations.TryGetValue(Views.End(input), out int known) ? known : 0;
        operations[node] = all;
        return all <= Costs.VirtualOperations;
    }

    private bool IsLasting(Node input) => nodes.Contains(input) && !MayChange(input);

    private bool IsVirtual(Node node) => node.IsHostScalar || node.Primitive switch
    {
        Source or Iota or RandomUniform => true,
        Reshape or View => nodes.Contains(node.Inputs[0]) && !inMemory.Contains(node),
        Map map => !inMemory.Contains(node) && Work.IsCheap(map.Body)
            && Fuse.ReadInputs(node).All(IsLasting) && IsShort(node, map),
        _ => false,
    };
}

/// <summary>Nodes that show other nodes' elements: what they look at, and how.</summary>
internal static class Views
{
    /// <summary>Whether the reshape has other dimensions than what it looks at, not counting extents of 1.</summary>
    public static bool ChangesOrder(Node node) => node.Primitive is Reshape && !AreAlike(node.Shape, node.Inputs[0].Shape);

    /// <summary>Whether the node is another's elements in the same place, but for extents of 1.</summary>
    public static bool IsSqueeze(Node node) => node.Primitive is Reshape && !ChangesOrder(node);

    /// <summary>Whether shapes are the same but for extents of 1: [N, 1] and [N] have the same elements.</summary>
    public static bool AreAlike(Shape a, Shape b)
    {
        int i = 0, j = 0;
        while (true)
        {
            while (i < a.Rank && a[i] == 1)
                i++;
            while (j < b.Rank && b[j] == 1)
                j++;
            if (i == a.Rank || j == b.Rank)
                return i == a.Rank && j == b.Rank;
            if (a[i++] != b[j++])
                return false;
        }
    }

    /// <summary>The node at the end of a chain of views.</summary>
    public static IEnumerable<Node> Looked(Node node) => [End(node)];

    /// <inheritdoc cref="Looked"/>
    public static Node End(Node node)
    {
        while (node.Primitive is Reshape or View)
            node = node.Inputs[0];
        return node;
    }

    /// <summary>The node whose elements these are in the same order.</summary>
    public static IEnumerable<Node> Squeezes(Node node) => node.Primitive is Reshape ? Squeezes(node.Inputs[0]) : [node];
}

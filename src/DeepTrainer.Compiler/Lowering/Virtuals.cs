namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// The nodes that are computed anew wherever they are needed, so that they have no memory and no kernel: sources, positions, random
/// numbers, views of such, and cheap maps of such, but for what a product or another shape reads from memory.
/// </summary>
internal sealed class Virtuals
{
    private readonly HashSet<Node> nodes = [];

    public Virtuals(Graph graph)
    {
        HashSet<Node> inMemory =
        [
            .. graph.Nodes.Where(n => n.Primitive is Contract || Views.ChangesOrder(n)).SelectMany(n => n.Inputs.SelectMany(Views.Looked)),
            .. graph.Outputs.Select(o => o.Value), .. graph.Updates.Select(u => u.Value),
        ];
        foreach (Node node in graph.Nodes)
        {
            if (IsVirtual(node, inMemory))
                nodes.Add(node);
        }
    }

    public bool Contains(Node node) => nodes.Contains(node);

    private bool IsVirtual(Node node, HashSet<Node> inMemory) => node.IsHostScalar || node.Primitive switch
    {
        Source or Iota or RandomUniform => true,
        Reshape or View => nodes.Contains(node.Inputs[0]),
        Map map => !inMemory.Contains(node) && Cost.IsCheap(map.Body)
            && Fuse.ReadInputs(node).All(i => nodes.Contains(i) && i.Primitive is not Source { Kind: SourceKind.Parameter or SourceKind.State }),
        _ => false,
    };
}

/// <summary>Nodes that show other nodes' elements: what they look at, and how.</summary>
internal static class Views
{
    /// <summary>Whether the view has other dimensions than what it looks at, not counting extents of 1.</summary>
    public static bool ChangesOrder(Node node) => node.Primitive is Reshape && Squeezed(node.Shape) != Squeezed(node.Inputs[0].Shape);

    /// <summary>The shape without extents of 1: [N, 1] and [N] have the same elements.</summary>
    public static Shape Squeezed(Shape shape) => new(shape.Dimensions.Where(d => d != 1).ToEquatableArray());

    /// <summary>The node at the end of a chain of views.</summary>
    public static IEnumerable<Node> Looked(Node node) => node.Primitive is Reshape or View ? Looked(node.Inputs[0]) : [node];
}

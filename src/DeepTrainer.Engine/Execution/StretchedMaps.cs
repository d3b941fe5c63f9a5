namespace DeepTrainer.Engine.Execution;

/// <summary>
/// Elementwise values that are much larger than all they are made of and are only reduced: all pairs of two tensors, a row for each place that looks at all of them. They are
/// computed stretch by stretch where they are reduced, and have no memory.
/// </summary>
internal sealed class StretchedMaps
{
    // Smaller ones cost less than what it takes to find them.
    private const long FewestValues = 1 << 14;

    private readonly Dictionary<Node, Node> readers = [];

    public StretchedMaps(Graph graph)
    {
        HashSet<Node> wanted = [.. graph.Outputs.Select(o => o.Value), .. graph.Updates.Select(u => u.Value)];
        ILookup<Node, Node> uses = graph.Nodes.SelectMany(n => n.Inputs.Select(i => (Input: i, User: n))).ToLookup(u => u.Input, u => u.User);
        foreach (Node node in graph.Nodes.Where(n => n.Primitive is Map && !n.IsHostScalar && !wanted.Contains(n) && n.Shape.SampleSize >= FewestValues))
        {
            Node[] users = [.. uses[node]];
            if (users.Length == 1 && users[0].Primitive is Reduce && node.Inputs.All(i => i.Shape.SampleSize < node.Shape.SampleSize))
                readers[node] = users[0];
        }
    }

    public bool Contains(Node node) => readers.ContainsKey(node);

    /// <summary>The node that what a node reads is really read by.</summary>
    public Node ReaderOf(Node node) => readers.TryGetValue(node, out Node? reader) ? reader : node;
}

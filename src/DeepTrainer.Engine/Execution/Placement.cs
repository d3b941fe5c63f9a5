namespace DeepTrainer.Engine.Execution;

/// <summary>Graph → a storage for each node. A reshape shares its input's; a value that nobody needs any more hands its own on.</summary>
internal static class Placement
{
    public static Dictionary<Node, Storage<T>> Run<T>(Graph graph, IReadOnlyDictionary<string, Storage<T>> tensors, StretchedMaps stretched)
    {
        Dictionary<Node, int> lastUse = LastUses(graph, stretched);
        ILookup<int, Node> dying = lastUse.ToLookup(use => use.Value, use => use.Key);
        Dictionary<Node, Storage<T>> storages = [];
        StorageRecycler<T> recycler = new();
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            Node node = graph.Nodes[i];
            storages[node] = Owner(node) is var owner && owner != node ? storages[owner]
                : node.Primitive is Source { Kind: SourceKind.Parameter or SourceKind.State } source ? tensors[source.Name]
                : node.Primitive is Source || stretched.Contains(node) ? StorageRecycler<T>.New(node.Shape)
                : recycler.Take(node.Shape);
            foreach (Node dead in dying[i].Where(n => IsTemporary(n) && !stretched.Contains(n)))
                recycler.Return(dead.Shape, storages[dead]);
        }
        return storages;
    }

    /// <summary>The node whose elements these are: another one for a reshape.</summary>
    public static Node Owner(Node node) => node.Primitive is Reshape && !node.IsHostScalar ? Owner(node.Inputs[0]) : node;

    /// <summary>Inputs are filled before a run begins, so their memory is nobody else's; parameters and state outlive it.</summary>
    private static bool IsTemporary(Node node) => node.Primitive is not Source;

    private static Dictionary<Node, int> LastUses(Graph graph, StretchedMaps stretched)
    {
        Dictionary<Node, int> lastUse = [], places = graph.Nodes.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i);
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            lastUse.TryAdd(Owner(graph.Nodes[i]), i);
            int read = places[stretched.ReaderOf(graph.Nodes[i])];
            foreach (Node input in graph.Nodes[i].Inputs)
                lastUse[Owner(input)] = Math.Max(read, lastUse.GetValueOrDefault(Owner(input)));
        }
        foreach (Node root in graph.Outputs.Select(o => o.Value).Concat(graph.Updates.Select(u => u.Value)))
            lastUse[Owner(root)] = int.MaxValue;
        return lastUse;
    }
}

using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// How weights lie: outputs side by side, since the forward product and the weight gradient both run over them in lanes. That is
/// the longest dimension of a weight which its first contraction keeps.
/// </summary>
public static class WeightLayouts
{
    /// <summary>The layouts of weights that don't lie row by row, the same in all of a network's graphs.</summary>
    public static ImmutableDictionary<string, Layout> Run(IEnumerable<Graph> graphs)
    {
        Dictionary<string, Layout> layouts = [];
        HashSet<string> rowByRow = [];
        foreach ((Node node, Func<Node, Node> outside) in graphs.SelectMany(g => Nodes(g, n => n)))
        {
            if (Views.ChangesOrder(node))
                rowByRow.UnionWith(Views.Looked(node).Select(outside).Where(IsParameter).Select(n => n.Name));
            if (node.Primitive is not Contract contract)
                continue;
            foreach ((Node operand, string letters) in new[] { (node.Inputs[0], contract.A), (node.Inputs[1], contract.B) })
            {
                var (source, indices) = Traced(operand, [.. letters.Select((_, d) => Affine.Along(d))], outside);
                if (IsParameter(source) && !layouts.ContainsKey(source.Name) && Kept(source.Shape, indices, letters, contract) is { } layout)
                    layouts[source.Name] = layout;
            }
        }
        return layouts.Where(l => !rowByRow.Contains(l.Key)).ToImmutableDictionary();
    }

    private static Layout? Kept(Shape shape, ImmutableArray<Affine> indices, string letters, Contract contract) =>
        Enumerable.Range(0, shape.Rank).Where(d => shape.Rank > 1 && shape[d] > 1 && indices[d].Terms.Any(t => contract.Result.IndexOf(letters[t.Axis]) >= 0))
            .OrderByDescending(d => shape[d]).Select(d => (Layout?)new Layout(d)).FirstOrDefault();

    // The value that a factor shows, and where each of its dimensions is read.
    private static (Node Source, ImmutableArray<Affine> Indices) Traced(Node node, ImmutableArray<Affine> at, Func<Node, Node> outside) => node.Primitive switch
    {
        View view => Traced(node.Inputs[0], [.. view.Indices.Select(i => i.Of([.. at]))], outside),
        DeepTrainer.Compiler.Primitives.Source { Kind: SourceKind.Placeholder } => (outside(node), at),
        _ => (node, at),
    };

    private static bool IsParameter(Node node) => node.Primitive is Source { Kind: SourceKind.Parameter };

    // All nodes, those of recurrences' steps too, whose constants stand for nodes outside.
    private static IEnumerable<(Node Node, Func<Node, Node> Outside)> Nodes(Graph graph, Func<Node, Node> outside)
    {
        foreach (Node node in graph.Nodes)
        {
            yield return (node, outside);
            if (node.Primitive is not Scan scan)
                continue;
            StepScope scope = new(node);
            foreach ((Node, Func<Node, Node>) inner in Nodes(scan.Body.Graph, n => scope.Constant(n) is { } constant ? outside(constant) : n))
                yield return inner;
        }
    }
}

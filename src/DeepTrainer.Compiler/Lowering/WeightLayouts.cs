using DeepTrainer.Compiler.Passes;

namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// How weights lie: outputs side by side, since the forward product and the weight gradient both run over them in lanes. That is
/// the longest dimension of a weight which its first contraction keeps.
/// </summary>
/// <param name="Layouts">The layouts of weights and state that don't lie row by row, by name.</param>
/// <param name="Flat">Those that are seen under other shapes, so that their rows must follow each other without padding.</param>
public sealed record WeightLayouts(ImmutableDictionary<string, Layout> Layouts, ImmutableHashSet<string> Flat)
{
    /// <summary>The weights that are kept as another type than float32, by name.</summary>
    internal ImmutableDictionary<string, NarrowWeight> Narrow { get; init; } = ImmutableDictionary<string, NarrowWeight>.Empty;

    /// <summary>Whether convolutions may be computed by Winograd's algorithm where that pays.</summary>
    public bool Winograd { get; init; } = true;

    /// <summary>The layouts, the same in all of a network's graphs.</summary>
    public static WeightLayouts Run(IEnumerable<Graph> graphs)
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
        HashSet<string> viewed = [.. graphs.SelectMany(g => g.Nodes).Where(n => n.Primitive is not (Contract or Map or Reduce)).SelectMany(n => n.Inputs).Select(n => n.Name)];
        ILookup<string, Shape> shapes = graphs.SelectMany(g => g.Nodes).Where(IsParameter).ToLookup(n => n.Name, n => n.Shape);
        return new(
            layouts.Where(l => !rowByRow.Contains(l.Key))
                .ToImmutableDictionary(l => l.Key, l => viewed.Contains(l.Key) || !shapes.Contains(l.Key) ? l.Value : InPanels(shapes[l.Key].First(), l.Value)),
            [.. rowByRow]);
    }

    // Large matrices lie in panels, so that what a tile reads is one stretch of memory.
    private static Layout InPanels(Shape shape, Layout layout) =>
        shape.Rank >= 2 && shape.SampleSize >= Costs.PanelFloats && shape[layout.Inner] % Costs.PanelWidth == 0 ? layout with { Block = Costs.PanelWidth } : layout;

    /// <summary>The same for tensors that belong to others: state lies as its parameter does, so that both are walked in step.</summary>
    public WeightLayouts With(IEnumerable<(string Name, string Parameter)> states)
    {
        var all = states.ToImmutableArray();
        return this with
        {
            Layouts = Layouts.AddRange(all.Where(s => Layouts.ContainsKey(s.Parameter)).Select(s => new KeyValuePair<string, Layout>(s.Name, Layouts[s.Parameter]))),
            Flat = Flat.Union(all.Where(s => Flat.Contains(s.Parameter)).Select(s => s.Name)),
        };
    }

    /// <summary>
    /// The same for a step's sums over samples: gradients lie as their weights do, unless the step sees them under other shapes; they and other sums lie row after row.
    /// </summary>
    public WeightLayouts With(StepInChunks step)
    {
        HashSet<string> viewed = [.. new[] { step.Before, step.Chunk, step.After }.OfType<Graph>().SelectMany(g => g.Nodes).Where(Views.ChangesOrder)
            .SelectMany(Views.Looked).Select(n => n.Name)];
        ILookup<bool, SampleSum> sums = step.Sums.ToLookup(s => s.Parameter is not null && !viewed.Contains(s.Name));
        WeightLayouts all = With(sums[true].Select(s => (s.Name, s.Parameter!)));
        return all with { Flat = all.Flat.Union(sums[false].Select(s => s.Name)) };
    }

    private static Layout? Kept(Shape shape, ImmutableArray<Affine> indices, string letters, Contract contract) =>
        Enumerable.Range(0, shape.Rank).Where(d => shape.Rank > 1 && shape[d] > 1 && indices[d].Terms.Any(t => contract.Result.IndexOf(letters[t.Axis]) >= 0))
            .OrderByDescending(d => shape[d]).Select(d => (Layout?)new Layout(d)).FirstOrDefault();

    /// <summary>The value that a factor shows, and where each of its dimensions is read.</summary>
    internal static (Node Source, ImmutableArray<Affine> Indices) Traced(Node node, ImmutableArray<Affine> at, Func<Node, Node> outside) => node.Primitive switch
    {
        View view => Traced(node.Inputs[0], [.. view.Indices.Select(i => i.Of([.. at]))], outside),
        DeepTrainer.Compiler.Primitives.Source { Kind: SourceKind.Placeholder } => (outside(node), at),
        _ => (node, at),
    };

    private static bool IsParameter(Node node) => node.Primitive is Source { Kind: SourceKind.Parameter };

    /// <summary>All nodes, those of recurrences' steps too, whose constants stand for nodes outside.</summary>
    internal static IEnumerable<(Node Node, Func<Node, Node> Outside)> Nodes(Graph graph, Func<Node, Node> outside)
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

namespace DeepTrainer.Compiler.Lowering;

/// <summary>A weight that is kept as another type than float32.</summary>
/// <param name="Element">What it is kept as.</param>
/// <param name="Channels">Its dimension of channels, each of which has a factor if <see cref="ElementType.HasFactors"/>.</param>
internal sealed record NarrowWeight(ElementType Element, int Channels);

/// <summary>
/// Which weights a network keeps as a narrow type: those of two dimensions and more that are factors of products, or tables whose rows are taken. Their channels are a
/// dimension that products keep, so that factors are applied to finished sums.
/// </summary>
internal static class NarrowWeights
{
    /// <summary>What a weight's factors are called.</summary>
    public static string FactorsOf(string weight) => weight + "_scale";

    /// <summary>The narrow weights by name.</summary>
    /// <param name="graphs">All graphs that read them.</param>
    /// <param name="element">The type.</param>
    /// <param name="weights">The names of the network's weights.</param>
    public static ImmutableDictionary<string, NarrowWeight> Of(IReadOnlyCollection<Graph> graphs, ElementType element, ImmutableHashSet<string> weights)
    {
        List<(Node Weight, Func<int, bool> Keeps)> uses = [];
        List<(Node Weight, Shape Seen)> seen = [];
        HashSet<string> numbered = [];
        foreach ((Node node, Func<Node, Node> outside) in graphs.SelectMany(g => WeightLayouts.Nodes(g, n => n)))
        {
            if (Views.ChangesOrder(node) && IsWeight(outside(Views.Squeezes(node).Single())))
                seen.Add((outside(Views.Squeezes(node).Single()), node.Shape));
            if (node.Primitive is Gather && ParameterOf(node.Inputs[0], outside) is { } table)
            {
                uses.Add((table, _ => true));
                if (IsReshaped(node.Inputs[0]))
                    numbered.Add(table.Name);
            }
            if (node.Primitive is not Contract contract)
                continue;
            foreach ((Node operand, string letters) in new[] { (node.Inputs[0], contract.A), (node.Inputs[1], contract.B) })
            {
                if (ParameterOf(operand, outside) is { } factor)
                    uses.Add((factor, d => Keeps(operand, letters, contract, outside, factor, d)));
            }
        }
        return uses.GroupBy(u => u.Weight.Name)
            .Select(used => (used.Key, Narrow: Chosen(used.Key, used.First().Weight.Shape, [.. used.Select(u => u.Keeps)],
                [.. seen.Where(s => s.Weight.Name == used.Key).Select(s => s.Seen)])))
            .Where(n => n.Narrow is not null).ToImmutableDictionary(n => n.Key, n => n.Narrow!);

        NarrowWeight? Chosen(string name, Shape shape, Func<int, bool>[] keeps, Shape[] views)
        {
            if (!element.HasFactors)
                return new(element, 0);
            // The rows of a table under another shape are no channels, and no rows of channels either.
            int[] possible = numbered.Contains(name) ? [] : [.. Enumerable.Range(0, shape.Rank).Where(d => views.All(v => DimensionsOf(shape, d, v) is not null))];
            return possible.Length == 0 ? null : new(element, possible.OrderByDescending(d => keeps.Count(k => k(d))).ThenBy(d => d).First());
        }

        bool IsWeight(Node node) => node.Primitive is Source { Kind: SourceKind.Parameter } && node.Shape.Rank > 1 && weights.Contains(node.Name)
            && !weights.Contains(FactorsOf(node.Name));

        // What is looked at, through views and into recurrences' steps.
        Node? ParameterOf(Node node, Func<Node, Node> outside)
        {
            Node looked = Views.Looked(node).Single(), around = looked.Primitive is Source { Kind: SourceKind.Placeholder } ? outside(looked) : looked;
            return IsWeight(around) ? around : around == looked ? null : ParameterOf(around, n => n);
        }
    }

    /// <summary>
    /// The dimensions of a tensor that make up one of another with the same elements in the same order: those of [2, 4, 8] that make up
    /// dimension 0 of [8, 8] are the first two. None where they are part of others.
    /// </summary>
    public static (int First, int Count)? DimensionsOf(Shape whole, int dimension, Shape seen)
    {
        long behind = whole.Dimensions.Skip(dimension + 1).Aggregate(1L, (product, d) => product * d), after = 1, inside = 1;
        int end = seen.Rank;
        while (end > 0 && after < behind)
            after *= seen[--end];
        int first = end;
        while (first > 0 && inside < whole[dimension])
            inside *= seen[--first];
        return after == behind && inside == whole[dimension] ? (first, end - first) : null;
    }

    private static bool IsReshaped(Node node) => Views.ChangesOrder(node) || (node.Primitive is Reshape or View && IsReshaped(node.Inputs[0]));

    // Whether no position along the dimension is summed over.
    private static bool Keeps(Node operand, string letters, Contract contract, Func<Node, Node> outside, Node weight, int dimension)
    {
        (Node source, ImmutableArray<Affine> indices) = WeightLayouts.Traced(operand, [.. letters.Select((_, d) => Affine.Along(d))], outside);
        return Views.Squeezes(source).Contains(weight) && DimensionsOf(weight.Shape, dimension, source.Shape) is var (first, count)
            && indices.Skip(first).Take(count).All(at => at.Terms.All(t => contract.Result.IndexOf(letters[t.Axis]) >= 0));
    }
}

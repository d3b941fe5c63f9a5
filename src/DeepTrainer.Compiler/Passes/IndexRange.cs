namespace DeepTrainer.Compiler.Passes;

/// <summary>
/// Inputs of a sample that number the rows of a table or count positions, at the positions start, start + step, …: what is not a whole number from 0 to
/// rows - 1 there is the caller's mistake, told before any work.
/// </summary>
public sealed record IndexRange(int Start, int Count, int Step, int Rows)
{
    /// <summary>The positions in a sample.</summary>
    public IEnumerable<int> Positions => Enumerable.Range(0, Count).Select(i => Start + (i * Step));

    /// <summary>The statement of generated code that checks an argument, of which a sample has so many floats.</summary>
    public string Check(string argument, string size, string network) =>
        $"rt::Check.Indices({argument}, {size}, {Format.Integer(Start)}, {Format.Integer(Count)}, {Format.Integer(Step)}, {Format.Integer(Rows)}, "
            + $"nameof({network}), nameof({argument}));";

    /// <summary>Graph → the inputs that reach a table's row numbers unchanged, or are known to be such numbers; each once, with its smallest table.</summary>
    public static ImmutableArray<IndexRange> Of(Graph graph, IEnumerable<(Node Numbers, int Rows)>? known = null)
    {
        SortedDictionary<int, int> rows = [];
        foreach ((Node numbers, int count) in graph.Nodes.Where(n => n.Primitive is Gather).Select(n => (n.Inputs[1], n.Inputs[0].Shape[0])).Concat(known ?? []))
        {
            foreach (int position in Seen(numbers) ?? [])
                rows[position] = rows.TryGetValue(position, out int other) ? Math.Min(other, count) : count;
        }
        return [.. rows.GroupBy(r => r.Value, r => r.Key).SelectMany(table => Runs([.. table], table.Key))];
    }

    // Which position of the input each element of the value is; null if it is computed.
    private static int[]? Seen(Node node) => node.Primitive switch
    {
        Source { Kind: SourceKind.Input } => [.. Enumerable.Range(0, (int)node.Shape.SampleSize)],
        Reshape => Seen(node.Inputs[0]),
        View view => Seen(node.Inputs[0]) is { } positions ? [.. Elements(view, node.Inputs[0].Shape).Select(e => positions[e])] : null,
        _ => null,
    };

    // The elements of x that a view shows, in the order in which it does.
    private static IEnumerable<int> Elements(View view, Shape x)
    {
        int[] extents = [.. view.Shape.Dimensions], at = new int[extents.Length];
        for (long element = 0; element < view.Shape.SampleSize; element++)
        {
            int position = 0;
            for (int d = 1; d < x.Rank; d++)
                position = (position * x[d]) + view.Indices[d].Offset + view.Indices[d].Terms.Sum(t => t.Step * at[t.Axis]);
            yield return position;
            for (int axis = extents.Length - 1; axis > 0 && ++at[axis] == extents[axis]; axis--)
                at[axis] = 0;
        }
    }

    private static IEnumerable<IndexRange> Runs(int[] positions, int rows)
    {
        for (int first = 0, count; first < positions.Length; first += count)
        {
            int step = first + 1 < positions.Length ? positions[first + 1] - positions[first] : 1;
            count = 1;
            while (first + count < positions.Length && positions[first + count] - positions[first + count - 1] == step)
                count++;
            yield return new(positions[first], count, count == 1 ? 1 : step, rows);
        }
    }
}

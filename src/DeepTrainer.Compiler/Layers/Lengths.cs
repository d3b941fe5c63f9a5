namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// How many positions of each sample's sequence count, as another layer or input tells it: [1], a number from 0 to the number of positions. What
/// is behind them is padding.
/// </summary>
internal static class Lengths
{
    /// <summary>The layer that tells it; all positions count without one.</summary>
    public static readonly Option Option = new("Lengths", "") { NamesLayer = true };

    /// <summary>Whether what is named can be a length of each sample, if anything is; else notes the mistake.</summary>
    public static bool Fit(ElementContext c, Option option)
    {
        if (c.At(option) is not { } lengths || lengths.Shape.SampleSize == 1)
            return true;
        c.Report(ProblemKinds.OutOfRange, option, option.Name, c.Name, $"'{c.Named[option.Name].Name}' of shape {Sample(lengths)}", "a layer or input of one number a sample, [1]");
        return false;
    }

    /// <summary>1 for positions that count and 0 for padding, the positions along an axis of a shape: [N, 1, T, 1].</summary>
    public static Node Counts(GraphBuilder g, Node lengths, int positions, int axis, int rank)
    {
        g.Count(lengths, positions + 1);
        int[] Along(int extent) => [.. Enumerable.Range(1, rank - 1).Select(a => a == axis ? extent : 1)];
        Node position = g.Reshape(g.Iota(positions), Shape.Of([1, .. Along(positions)]));
        return g.Named("counts", () => g.Map((p, length) => (p < length).Then(1, 0), position, g.Reshape(lengths, Shape.Batched(Along(1)))));
    }

    /// <summary>What a sum, a mean or a maximum along an axis makes of the positions that count; 0 where none does.</summary>
    public static Node Reduce(GraphBuilder g, Reduction kind, bool isMean, Node x, int axis, Node lengths)
    {
        Node counts = Counts(g, lengths, x.Shape[axis], axis, x.Shape.Rank);
        Node kept = g.Named("counted", () => g.Map((value, m) => (m > 0).Then(value, kind == Reduction.Sum ? 0 : double.NegativeInfinity), x, counts));
        Node reduced = g.Reduce(kind, kept, axis), number = g.Named("number", () => g.Reduce(Reduction.Sum, counts, axis));
        return isMean ? g.Map((sum, n) => sum / Functions.Max(n, 1), reduced, number)
            : kind == Reduction.Sum ? reduced
            : g.Map((largest, n) => (n > 0).Then(largest, 0), reduced, number);
    }

    private static string Sample(Node node) => Shape.Of([.. node.Shape.PerSample]).ToString();
}

namespace DeepTrainer.Compiler.Graphs;

/// <content>Sums of products, and what can be multiplied afterwards.</content>
public sealed partial class GraphBuilder
{
    // Products of products are looked through: squares of squares have exponentially many factors.
    private const int MaxDepth = 3;

    // Σ(x·f) = f·Σx for factors that are the same along the axes: Σx is often there already.
    private Node? SumTimesCommonFactors(Node x, int[] axes)
    {
        ILookup<bool, Node> factors = FactorsOf(x, IsCommon, MaxDepth).ToLookup(IsCommon);
        if (!factors[false].Any() || factors[true].All(f => f.IsHostScalar))
            return null;
        // What is summed may have fewer dimensions, but must be as long as x along the axes: a factor may lend its length alone.
        Node summed = Product(factors[false]);
        int missing = x.Shape.Rank - summed.Shape.Rank;
        if (axes.Any(a => a < missing || summed.Shape[a - missing] != x.Shape[a]))
            return null;
        // What is left is not looked through once more: it would be, down to the network's input, for each of its layers.
        int[] left = [.. axes.Select(a => a - missing)];
        Node product = Product([summed.Primitive is Reduce ? Reduce(Reduction.Sum, summed, left) : Reduced(Reduction.Sum, summed, left), .. factors[true]]);
        return product.Shape == axes.Aggregate(x.Shape, (shape, axis) => shape.With(axis, 1)) ? product : null;

        bool IsCommon(Node factor) => axes.All(a => a - x.Shape.Rank + factor.Shape.Rank is var d && (d < 0 || factor.Shape[d] == 1));

        Node Product(IEnumerable<Node> all) => Map(all.Select((_, i) => (Expr)new Expr.Input(i)).Aggregate((p, f) => p * f), [.. all]);
    }

    // What a node multiplies; a product that has no wanted factor is one by itself. One with a gradient of its own (or none) is not looked through.
    private List<Node> FactorsOf(Node x, Func<Node, bool> wanted, int depth)
    {
        if (depth == 0 || x.Primitive is not Map { Body: var body, Slope: null } || IsDetached(x))
            return [x];
        List<Node> factors = [.. ExprSimplifier.FactorsOf(body).SelectMany(f => f is Expr.Input { Index: var i } ? FactorsOf(x.Inputs[i], wanted, depth - 1) : [Reading(f)])];
        if (!factors.Exists(f => wanted(f)))
            return [x];
        seenThrough.Add(x);
        return factors;

        Node Reading(Expr factor)
        {
            int[] read = [.. factor.Inputs];
            return Map(Rewriter.Substitute(factor, [.. x.Inputs.Select((_, i) => (Expr)new Expr.Input(Math.Max(0, Array.IndexOf(read, i))))]), [.. read.Select(i => x.Inputs[i])]);
        }
    }
}

using static DeepTrainer.Compiler.Expressions.Condition;

namespace DeepTrainer.Compiler.Passes;

/// <summary>
/// What a lazy optimizer does otherwise: rows of a table whose gradient is 0 keep their weights and their state. Which rows these are follows from the gradient alone,
/// so that a step of sums of gradients does the same as one of a batch.
/// </summary>
internal static class LazyRows
{
    /// <summary>Whether a gradient, or a sum that gradients are added to, is made of rows by number: then most of its rows have none in a step.</summary>
    public static bool IsOfRows(Node gradient, Node? sum = null)
    {
        UnmetRow unmet = new(gradient.Shape, n => n.Primitive is ScatterAdd);
        return unmet.Of(gradient) is { } formula && unmet.Sums.Count > 0 && (sum is null ? formula is Expr.Constant { Value: 0 } : unmet.IsLeaf(formula, sum));
    }

    /// <summary>Gives rows without a gradient the weights and state that they had. A gradient that is no number isn't 0.</summary>
    public static void Keep(GraphBuilder g, Node gradient, List<(Node Target, Node Value)> updates)
    {
        Node largest = g.Reduce(Reduction.Max, g.Map(Functions.Abs, gradient), [.. Enumerable.Range(1, gradient.Shape.Rank - 1)]);
        for (int i = 0; i < updates.Count; i++)
        {
            if (updates[i].Target.Shape == gradient.Shape)
                updates[i] = (updates[i].Target, g.Map((kept, x, size) => Equal(size, 0).Then(kept, x), updates[i].Target, updates[i].Value, largest));
        }
    }
}

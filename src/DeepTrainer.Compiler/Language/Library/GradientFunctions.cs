namespace DeepTrainer.Compiler.Language.Library;

/// <summary>What decides on gradients, and takes them.</summary>
internal static class GradientFunctions
{
    /// <summary>The value, through which nothing flows back.</summary>
    public static Node StopGradient(TensorCall c) => c.Graph.DetachedCopy(c.Tensor(0));

    /// <summary>WithGradientOf(value, surrogate): the first one's value with the second one's gradient.</summary>
    public static Node WithGradientOf(TensorCall c)
    {
        Node value = c.Tensor(0), surrogate = c.Tensor(1);
        return value.Shape == surrogate.Shape ? c.Graph.Make(new Map(new Expr.Input(1)) { Slope = 1 }, surrogate, c.Graph.DetachedCopy(value))
            : throw new TensorException($"WithGradientOf({c.Scope.TextOf(value)}, {c.Scope.TextOf(surrogate)}): both must have one shape");
    }

    /// <summary>Gradient(of, with): ∂Σof / ∂with.</summary>
    public static Node Gradient(TensorCall c) => c.Scope.Gradient(c.Tensor(0), c.Tensor(1));
}

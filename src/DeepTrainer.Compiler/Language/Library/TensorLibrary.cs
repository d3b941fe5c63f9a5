namespace DeepTrainer.Compiler.Language.Library;

/// <summary>The functions that users' functions of tensors can call. A further one is a line here, and a method of the runtime's Functional.</summary>
public static class TensorLibrary
{
    private static readonly ImmutableDictionary<string, Func<TensorCall, object?>> Functions = new Dictionary<string, Func<TensorCall, object?>>
    {
        ["Sum"] = Reductions.Sum,
        ["Mean"] = Reductions.Mean,
        ["Max"] = Reductions.Max,
        ["Min"] = Reductions.Min,
        ["Variance"] = Reductions.Variance,
        ["StandardDeviation"] = Reductions.StandardDeviation,
        ["Norm"] = Reductions.Norm,
        ["LogSumExp"] = Reductions.LogSumExp,
        ["Product"] = Reductions.Product,
        ["ArgMax"] = Reductions.ArgMax,
        ["TopK"] = Reductions.TopK,
        ["CumulativeSum"] = Reductions.CumulativeSum,
        ["Softmax"] = Reductions.Softmax,
        ["LogSoftmax"] = Reductions.LogSoftmax,
        ["Reshape"] = Shaping.Reshape,
        ["Flatten"] = Shaping.Flatten,
        ["Transpose"] = Shaping.Transpose,
        ["Permute"] = Shaping.Permute,
        ["Squeeze"] = Shaping.Squeeze,
        ["Unsqueeze"] = Shaping.Unsqueeze,
        ["BroadcastTo"] = Shaping.BroadcastTo,
        ["Pad"] = Shaping.Pad,
        ["Concat"] = Shaping.Concat,
        ["Stack"] = Shaping.Stack,
        ["Split"] = Shaping.Split,
        ["Repeat"] = Shaping.Repeat,
        ["Flip"] = Shaping.Flip,
        ["Roll"] = Shaping.Roll,
        ["Windows"] = Shaping.Windows,
        ["Diagonal"] = Shaping.Diagonal,
        ["Slice"] = Shaping.Slice,
        ["Contract"] = Products.Contract,
        ["MatMul"] = Products.MatMul,
        ["Linear"] = Products.Linear,
        ["Weight"] = Sources.Weight,
        ["Buffer"] = Sources.Buffer,
        ["Update"] = Sources.Update,
        ["Constant"] = Sources.Constant,
        ["Zeros"] = Sources.Zeros,
        ["Ones"] = Sources.Ones,
        ["Range"] = Sources.Range,
        ["Identity"] = Sources.Identity,
        ["CausalMask"] = Sources.CausalMask,
        ["OneHot"] = Sources.OneHot,
        ["Gather"] = Sources.Gather,
        ["TakeAlong"] = Sources.TakeAlong,
        ["ScatterAdd"] = Sources.ScatterAdd,
        ["BatchSize"] = Sources.BatchSize,
        ["BatchMean"] = Sources.BatchMean,
        ["AllSamples"] = Sources.AllSamples,
        ["SampleNumber"] = Sources.SampleNumber,
        ["IsTraining"] = Sources.IsTraining,
        ["Uniform"] = Sources.Uniform,
        ["Normal"] = Sources.Normal,
        ["Bernoulli"] = Sources.Bernoulli,
        ["Gumbel"] = Sources.Gumbel,
        ["StopGradient"] = GradientFunctions.StopGradient,
        ["WithGradientOf"] = GradientFunctions.WithGradientOf,
        ["Gradient"] = GradientFunctions.Gradient,
        ["Layer"] = LayerCalls.Layer,
    }.ToImmutableDictionary();

    /// <summary>All names, formulas over numbers included.</summary>
    public static IEnumerable<string> Names => Functions.Keys.Concat(Elementwise.Formulas.Keys.Select(k => k.Name)).Distinct();

    /// <summary>The function's result: a node, an array of nodes, or a value known while compiling; null of what gives nothing.</summary>
    /// <exception cref="TensorException">The arguments don't fit.</exception>
    public static object? Call(TensorScope scope, string function, ImmutableArray<object?> arguments)
    {
        TensorCall call = new(scope, function, arguments);
        object? result = Functions.TryGetValue(function, out Func<TensorCall, object?>? known) ? known(call)
            : Elementwise.Apply(call) ?? throw new TensorException($"there is no function {function} with {Format.Integer(arguments.Length)} arguments");
        foreach (Node node in result is Node single ? [single] : (result as object?[] ?? []).OfType<Node>())
            CheckSize(scope, function, node);
        return result;
    }

    // Extents that overflow have come out as negative ones.
    private static void CheckSize(TensorScope scope, string function, Node node)
    {
        if (node.Shape.Rank > Limits.MaxDimensions)
            throw new TensorException($"{function} gives {scope.TextOf(node)}: there can be {Format.Integer(Limits.MaxDimensions)} axes, the batch among them");
        if (node.Shape.PerSample.Any(e => e < 1 && !Shape.IsOpen(e)) || node.Shape.PerSample.Where(e => !Shape.IsOpen(e)).Aggregate(1.0, (size, e) => size * e) > Limits.MaxValues)
            throw new TensorException($"{function} gives {scope.TextOf(node)}: that is more than {Format.Grouped(Limits.MaxValues)} values");
    }

    /// <summary>The formula of a function over single numbers; null if it has none.</summary>
    public static Expr? Formula(string function, params Expr[] arguments) =>
        Elementwise.Formulas.TryGetValue((function, arguments.Length), out Func<Expr[], Expr>? formula) ? formula(arguments) : null;
}

namespace DeepTrainer.Onnx.Folding;

/// <summary>
/// Computes nodes whose inputs are known: mostly the arithmetic of shapes. What it doesn't know is left to the network, to which such inputs are
/// constants as others are.
/// </summary>
internal static class ConstantEvaluator
{
    private static readonly Dictionary<string, Func<NodeContext, TensorData[]?>> Operators =
        new([.. FoldArithmetic.Operators, .. FoldShaping.Operators, .. FoldIndexing.Operators, .. FoldReductions.Operators]);

    // What only moves a weight leaves it a weight.
    private static readonly HashSet<string> Movements = ["Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Cast", "CastLike"];

    /// <summary>Gives the node's outputs, if they can be known.</summary>
    public static bool Fold(NodeContext n)
    {
        if (!Operators.TryGetValue(n.Operator, out Func<NodeContext, TensorData[]?>? evaluate))
            return false;
        for (int i = 0; i < n.InputCount; i++)
        {
            if (n.Has(i) && n.Input(i) is not ConstantValue)
                return false;
        }
        if (evaluate(n) is not { } results)
            return false;
        // what is computed of the extent of an open batch is computed for two samples, too
        bool isOfBatch = Enumerable.Range(0, n.InputCount).Any(i => n.Input(i) is ConstantValue { OfTwo: not null });
        TensorData[]? two = isOfBatch ? n.OfTwoSamples(() => evaluate(n)) : results;
        if (two is null)
            return false;
        string? name = Movements.Contains(n.Operator) && n.Input(0) is ConstantValue { Initializer: { } weight, Data.IsFloat: true } ? weight : null;
        for (int i = 0; i < results.Length; i++)
            n.Give(i, isOfBatch ? ConstantValue.Of(results[i], two[i], results[i].IsFloat ? name : null) : new ConstantValue(results[i], results[i].IsFloat ? name : null));
        return true;
    }
}

namespace DeepTrainer.Onnx.Operators;

/// <summary>Losses over class numbers.</summary>
internal static class Losses
{
    public static IReadOnlyList<Operator> All { get; } = [new("NegativeLogLikelihoodLoss", n => Loss(n, isLogarithm: true)),
        new("SoftmaxCrossEntropyLoss", n => Loss(n, isLogarithm: false))];

    // x [N, C, positions…], numbers [N, positions…]: -Σ w · log p of the class, and what is ignored weighs nothing.
    private static void Loss(NodeContext n, bool isLogarithm)
    {
        TensorValue x = n.Tensor(0), numbers = n.Tensor(1);
        int classes = x.Shape[1];
        string full = n.Full(x), labels = n.Full(numbers);
        int[] perLabel = numbers.Shape;
        VariableValue logs = n.Add(n.OutputName(1), isLogarithm ? $"+{full}" : $"LogSoftmax({full}, 1)", x.Type, x.Shape);
        n.Give(1, logs);
        int[] order = [0, x.Rank - 1, .. Enumerable.Range(1, x.Rank - 2)];
        VariableValue chosen = n.Add("chosen", $"OneHot({labels}, {classes}){(x.Rank > 2 ? $".Permute({Literals.List(order)})" : "")}", ElementType.Bool, x.Shape);
        VariableValue losses = n.Add(n.OutputName(0), $"-Sum(Where({chosen.Name}, {logs.Name}, 0), 1)", x.Type, perLabel);
        string? weight = null;
        if (n.Has(2))
            weight = $"Sum({chosen.Name} * {NodeContext.Reshaped(n.Full(n.Tensor(2)), [classes, .. WindowSpec.Ones(x.Rank - 2)])}, 1)";
        if (n.HasAttribute("ignore_index"))
            weight = $"Where(Equal({labels}, {n.Int("ignore_index", 0)}), 0, {weight ?? "1"})";
        if (weight is not null)
            weight = n.Add("weights", weight, x.Type, perLabel).Name;
        string product = weight is null ? losses.Name : $"{losses.Name} * {weight}";
        string reduction = n.Choice("reduction", "mean", "sum", "none");
        if (reduction == "none")
            n.Give(0, product == losses.Name ? $"+{product}" : product, x.Type, perLabel);
        else if (reduction == "sum")
            n.Give(0, $"Sum({product})", x.Type, []);
        else
            n.Give(0, weight is null ? $"Mean({product})" : $"Sum({product}) / Sum({weight})", x.Type, []);
    }
}

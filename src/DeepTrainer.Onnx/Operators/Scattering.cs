namespace DeepTrainer.Onnx.Operators;

/// <summary>What puts elements at numbered places.</summary>
internal static class Scattering
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        new("ScatterElements", ScatterElements), new("Scatter", ScatterElements), new("ScatterND", ScatterNd), new("TensorScatter", TensorScatter),
    ];

    private static string Reduction(NodeContext n) => n.Text("reduction", "none") switch
    {
        "none" => "",
        "add" => "Sum",
        "mul" => "Multiply",
        "min" => "Minimum",
        "max" => "Maximum",
        var other => throw n.Unsupported($"the reduction '{other}'"),
    };

    private static void ScatterElements(NodeContext n)
    {
        TensorValue x = n.Tensor(0), numbers = n.Tensor(1), updates = n.Tensor(2);
        int axis = Specs.Axis(n, x.Rank, 0);
        if (numbers.Rank != x.Rank || !numbers.Shape.SequenceEqual(updates.Shape))
            throw n.Fail($"{numbers.Text} numbers and {updates.Text} don't fit {x.Text}");
        if (numbers.Size == 0)
        {
            n.Give(0, x);
            return;
        }
        numbers = Indexing.FromEnd(n, numbers, x.Shape[axis]);
        n.Give(0, $"Scatter{Reduction(n)}({n.Full(x)}, {axis}, {n.Full(numbers)}, {n.Full(updates)})", x.Type, x.Shape);
    }

    // Elements of the axes that the numbers are about are rows, as many as there are places.
    private static void ScatterNd(NodeContext n)
    {
        TensorValue x = n.Tensor(0), numbers = n.Tensor(1), updates = n.Tensor(2);
        if (numbers.Rank == 0 || numbers.Shape[^1] > x.Rank)
            throw n.Fail($"{numbers.Text} numbers don't fit {x.Text}");
        int depth = numbers.Shape[^1], rows = (int)Shapes.Size(numbers.Shape[..^1]), width = (int)Shapes.Size(x.Shape[depth..]), count = (int)Shapes.Size(x.Shape[..depth]);
        if (rows == 0)
        {
            n.Give(0, x);
            return;
        }
        TensorValue places = Shaping.Reshaped(n, n.OutputName(0), Indexing.Places(n, numbers, x.Shape[..depth]), [rows, 1]);
        TensorValue table = Shaping.Reshaped(n, n.OutputName(0), x, [count, width]), values = Shaping.Reshaped(n, n.OutputName(0), updates, [rows, width]);
        VariableValue wide = n.Add(n.OutputName(0) + "_place", $"{n.Full(places)}.BroadcastTo({rows}, {width})", ElementType.Int64, [rows, width]);
        VariableValue result = n.Add(n.OutputName(0), $"Scatter{Reduction(n)}({n.Full(table)}, 0, {n.Full(wide)}, {n.Full(values)})", x.Type, [count, width]);
        n.Give(0, Shaping.Reshaped(n, n.OutputName(0), result, x.Shape));
    }

    // Updates take the place of as many elements along an axis, from a number on that each sample has.
    private static void TensorScatter(NodeContext n)
    {
        TensorValue x = n.Tensor(0), updates = n.Tensor(1);
        int axis = Specs.Axis(n, x.Rank, -2), count = updates.Shape[axis], batch = x.Shape[0];
        bool isCircular = n.Text("mode", "linear") == "circular";
        int[] alongAxis = [.. Enumerable.Repeat(1, x.Rank)], alongBatch = [.. alongAxis.With(0, batch)];
        VariableValue numbers = n.Add(n.OutputName(0) + "_number", $"Range({count}).Reshape({Literals.List(alongAxis.With(axis, count))})",
            ElementType.Int64, alongAxis.With(axis, count));
        if (n.Has(2))
            numbers = n.MapStep(n.OutputName(0) + "_number", ElementType.Int64, "{0} + {1}", numbers, Shaping.Reshaped(n, n.OutputName(0), n.Tensor(2), alongBatch));
        if (isCircular)
            numbers = n.MapStep(n.OutputName(0) + "_number", ElementType.Int64, $"{{0}} % {x.Shape[axis]}", numbers);
        n.Give(0, $"Scatter({n.Full(x)}, {axis}, {n.Full(numbers)}.BroadcastTo({Literals.List(updates.Shape)}), {n.Full(updates)})", x.Type, x.Shape);
    }
}

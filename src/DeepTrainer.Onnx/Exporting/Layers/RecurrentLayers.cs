using DeepTrainer.Compiler.Elements;

namespace DeepTrainer.Onnx.Exporting.Layers;

/// <summary>
/// Recurrent layers, an operator for each layer of a stack, over steps in front of samples. Weights are those of both directions in ONNX's order of gates, under names of
/// their own: "lstm1.l0.W".
/// </summary>
internal static class RecurrentLayers
{
    public static IEnumerable<KeyValuePair<string, LayerTable.Choice>> All { get; } =
    [
        Of(new("Lstm", "LSTM", 2, [0, 3, 1, 2], ["RecurrentActivation", "Activation", "Activation"])), Of(new("Gru", "GRU", 1, [1, 0, 2], ["RecurrentActivation", "Activation"])),
        Of(new("Rnn", "RNN", 1, [0], ["Nonlinearity"])),
    ];

    private static readonly string[] Activations = ["Tanh", "Sigmoid", "Relu", "Softsign"], StateNames = ["h", "c"];

    /// <summary>A kind of cell.</summary>
    /// <param name="Kind">The layer.</param>
    /// <param name="Operator">The operator.</param>
    /// <param name="States">How many states.</param>
    /// <param name="Order">For each gate of ONNX's, in its order, which of PyTorch's it is.</param>
    /// <param name="Activations">The options that say what gates go through.</param>
    private sealed record Cell(string Kind, string Operator, int States, int[] Order, string[] Activations);

    private static KeyValuePair<string, LayerTable.Choice> Of(Cell cell) => new(cell.Kind, (p, _) =>
        p.Lacks("Lengths") && cell.Activations.All(a => Activations.Contains(p.Text(a))) ? s => Write(s, cell) : null);

    private static void Write(LayerScope s, Cell cell)
    {
        LayerPart part = s.Part;
        int layers = (int)part.Number("Layers"), units = (int)part.Number("Units"), directions = part.Flag("Bidirectional") ? 2 : 1, steps = s.Shape[1], features = s.Shape[2];
        string sequence = s.Step("Transpose", [s.Input()], LayerScope.Order(1, 0, 2)); // [T, N, F]
        string[] initial = [.. Enumerable.Range(1, part.Inputs.Length - 1).Select(i => s.Step("Transpose", [s.Input(i)], LayerScope.Order(1, 0, 2)))]; // [layers · D, N, H]
        List<string>[] ends = [.. Enumerable.Range(0, cell.States).Select(_ => new List<string>())];
        for (int layer = 0; layer < layers; layer++, features = directions * units)
        {
            string name = $"{s.Name}/l{layer}";
            string[] outputs = [s.Writer.Unique(name), .. Enumerable.Range(0, cell.States).Select(i => s.Writer.Unique($"{name}/{StateNames[i]}"))];
            string[] states = [.. initial.Select(v => s.Step("Slice", [v, s.Writer.Ints(layer * directions), s.Writer.Ints((layer + 1) * directions), s.Writer.Ints(0)]))];
            string bias = part.Flag("Bias") ? Weights(s, cell, layer, directions, "B", 1, "bias_ih", "bias_hh") : "";
            string[] inputs = [sequence, Weights(s, cell, layer, directions, "W", features, "weight_ih"),
                Weights(s, cell, layer, directions, "R", units, "weight_hh"), bias, "", .. states];
            string[] activations = [.. Enumerable.Repeat(cell.Activations.Select(part.Text), directions).SelectMany(a => a)];
            (string, object)[] reset = cell.Operator == "GRU" ? [("linear_before_reset", part.Flag("ResetAfter"))] : [];
            s.Writer.Nodes(cell.Operator, outputs, [.. inputs.AsSpan(0, LastGiven(inputs) + 1)],
                [("hidden_size", units), ("direction", directions == 2 ? "bidirectional" : "forward"), ("activations", activations), .. reset]);
            for (int i = 0; i < cell.States; i++)
                ends[i].Add(outputs[1 + i]);
            // [T, D, N, H] → [T, N, D · H]
            sequence = directions == 1 ? s.Step("Squeeze", [outputs[0], s.Writer.Ints(1)])
                : s.Step("Reshape", [s.Step("Transpose", [outputs[0]], LayerScope.Order(0, 2, 1, 3)), s.Writer.Ints(steps, -1, directions * units)]);
        }
        if (part.Flag("ReturnSequence"))
            s.Give("Transpose", [sequence], LayerScope.Order(1, 0, 2));
        else
            s.Give("Gather", [sequence, s.Writer.Ints([], [steps - 1])], ("axis", 0));
        foreach ((string state, Compiler.Graphs.Node value) in part.Results)
        {
            List<string> own = ends[Array.IndexOf(StateNames, state)];
            string all = own.Count == 1 ? own[0] : s.Step("Concat", [.. own], ("axis", 0));
            if (!s.Graph.Has(value))
                s.Graph.Set(value, s.Writer.Node("Transpose", s.Graph.NameFor(value, $"{part.Name}.{state}"), [all], LayerScope.Order(1, 0, 2)));
        }
    }

    private static int LastGiven(string[] inputs) => Array.FindLastIndex(inputs, i => i.Length > 0);

    // The weights of all directions, each one's parameters one after another, with the rows of each gate in ONNX's order.
    private static string Weights(LayerScope s, Cell cell, int layer, int directions, string name, int columns, params string[] parameters) =>
        s.Writer.Constant($"{s.Part.Owner} {layer} {name}", () =>
        {
            List<float> all = [];
            for (int d = 0; d < directions; d++)
            {
                foreach (string parameter in parameters)
                {
                    float[] values = s.Values($"{parameter}_l{layer}{(d == 1 ? "_reverse" : "")}");
                    int gate = values.Length / cell.Order.Length;
                    foreach (int from in cell.Order)
                        all.AddRange(values.AsSpan(from * gate, gate));
                }
            }
            int rows = all.Count / directions / columns;
            return s.Writer.Floats($"{s.Part.Owner}.l{layer}.{name}", columns == 1 && name == "B" ? [directions, rows] : [directions, rows, columns], [.. all]);
        });
}

namespace DeepTrainer.Onnx.Operators;

/// <summary>
/// Recurrent layers: the built-in ones where a sample is one sequence and weights, gates and outputs are those of PyTorch, whose order the weights get;
/// else a loop over the steps.
/// </summary>
internal static class Recurrences
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        new("LSTM", n => Recurrence(n, new("Lstm", 4, [0, 2, 3, 1], 2, ["Sigmoid", "Tanh", "Tanh"]))),
        new("GRU", n => Recurrence(n, new("Gru", 3, [1, 0, 2], 1, ["Sigmoid", "Tanh"]))),
        new("RNN", n => Recurrence(n, new("Rnn", 1, [0], 1, ["Tanh"]))),
    ];

    /// <summary>A kind of cell.</summary>
    /// <param name="Name">The built-in layer.</param>
    /// <param name="Gates">How many rows of weights each unit has.</param>
    /// <param name="Order">For each gate of PyTorch's, in its order, which of ONNX's it is.</param>
    /// <param name="States">How many states.</param>
    /// <param name="Activations">What gates go through unless the node says else.</param>
    private sealed record Cell(string Name, int Gates, int[] Order, int States, string[] Activations);

    private static void Recurrence(NodeContext n, Cell cell)
    {
        TensorValue x = n.Tensor(0), w = n.Tensor(1), r = n.Tensor(2);
        if (x.Rank != 3 || w.Rank != 3 || r.Rank != 3)
            throw n.Fail($"{x.Text} is no batch of sequences, or {w.Text} and {r.Text} are no weights");
        bool isBatchFirst = n.Int("layout", 0) == 1;
        string direction = n.Choice("direction", "forward", "reverse", "bidirectional");
        int directions = direction == "bidirectional" ? 2 : 1, units = r.Shape[2];
        n.Ignore("hidden_size");
        n.Int("output_sequence", 0);
        if (w.Shape[0] != directions || r.Shape[0] != directions || w.Shape[1] != cell.Gates * units || w.Shape[2] != x.Shape[2])
            throw n.Fail($"{w.Text} and {r.Text} are no weights for {x.Text}, {direction}");
        TensorValue sequence = isBatchFirst ? Shaping.Ordered(n, n.OutputName(0), x, [1, 0, 2]) : x;
        TensorValue?[] states = [.. Enumerable.Range(5, cell.States).Select(n.Optional)];
        if (isBatchFirst)
            states = [.. states.Select(s => s is null ? null : Shaping.Ordered(n, n.OutputName(0), s, [1, 0, 2]))];
        TensorValue? lengths = n.Known(4) is { } known && known.Ints.All(l => l == sequence.Shape[0]) ? null : n.Optional(4);
        Settings settings = new(cell, n, units, direction, lengths, isBatchFirst);
        if (settings.IsLayer && sequence.Shape[1] == 1 && sequence is VariableValue && w is ConstantValue && r is ConstantValue
            && n.Optional(3) is null or ConstantValue && !(cell.States == 2 && n.Wants(2)))
            AsLayer(n, settings, sequence, (ConstantValue)w, (ConstantValue)r, (ConstantValue?)n.Optional(3), states);
        else
            AsLoop(n, settings, sequence, w, r, n.Optional(3), states);
    }

    /// <summary>What a node says of its cells.</summary>
    private sealed class Settings
    {
        public Settings(Cell cell, NodeContext n, int units, string direction, TensorValue? lengths, bool isBatchFirst)
        {
            (Cell, Units, Direction, Lengths, IsBatchFirst) = (cell, units, direction, lengths, isBatchFirst);
            Directions = direction == "bidirectional" ? 2 : 1;
            Activations = n.TextList("activations") is { Length: > 0 } given ? given : [.. Enumerable.Repeat(cell.Activations, Directions).SelectMany(a => a)];
            (Alpha, Beta) = (n.FloatList("activation_alpha") ?? [], n.FloatList("activation_beta") ?? []);
            Clip = n.Float("clip", 0);
            InputForget = cell.Name == "Lstm" && n.Flag("input_forget");
            ResetBehind = cell.Name == "Gru" && n.Flag("linear_before_reset");
            Peepholes = cell.Name == "Lstm" ? n.Optional(7) : null;
            if (Activations.Length != cell.Activations.Length * Directions)
                throw n.Fail($"it has {Activations.Length} activations, not {cell.Activations.Length * Directions}");
            bool isUsual = Enumerable.Range(0, Activations.Length)
                .All(i => string.Equals(Activations[i], cell.Activations[i % cell.Activations.Length], StringComparison.OrdinalIgnoreCase));
            bool isRelu = cell.Name == "Rnn" && Activations.All(a => string.Equals(a, "Relu", StringComparison.OrdinalIgnoreCase));
            Nonlinearity = isRelu ? ", nonlinearity: ActivationKind.Relu" : "";
            IsLayer = (isUsual || isRelu) && Clip == 0 && !InputForget && Peepholes is null && lengths is null && Alpha.Length + Beta.Length == 0;
        }

        public Cell Cell { get; }

        public int Units { get; }

        public string Direction { get; }

        public int Directions { get; }

        public TensorValue? Lengths { get; }

        public bool IsBatchFirst { get; }

        public string[] Activations { get; }

        public float[] Alpha { get; }

        public float[] Beta { get; }

        public double Clip { get; }

        public bool InputForget { get; }

        public bool ResetBehind { get; }

        public TensorValue? Peepholes { get; }

        public string Nonlinearity { get; }

        public bool IsLayer { get; }
    }

    private static void AsLayer(NodeContext n, Settings s, TensorValue sequence, ConstantValue w, ConstantValue r, ConstantValue? b, TensorValue?[] states)
    {
        int steps = sequence.Shape[0], units = s.Units, directions = s.Directions;
        string layer = n.Context.Method.LayerName(w.Initializer is { } name && Convolutions.WithoutWeight(name) != name
            ? Convolutions.WithoutWeight(name) : n.OutputName(0) is { Length: > 0 } output ? output : s.Cell.Name);
        n.Context.Work(w.Size + r.Size);
        if (n.Context.Method.IsKept(w))
            n.Context.Notes.Add($"{w.Initializer}: several recurrent layers of the model share these weights; in the network each has its own, which training makes different.");
        for (int d = 0; d < directions; d++)
        {
            string end = d == 1 ? "_l0_reverse" : "_l0";
            n.Context.Method.Keep(layer, "weight_ih" + end, Ordered(w.Data, d, s.Cell, units, w.Shape[2], 0), w.Initializer);
            n.Context.Method.Keep(layer, "weight_hh" + end, Ordered(r.Data, d, s.Cell, units, units, 0));
            if (b is null)
                continue;
            n.Context.Method.Keep(layer, "bias_ih" + end, Ordered(b.Data, d, s.Cell, units, 1, 0));
            n.Context.Method.Keep(layer, "bias_hh" + end, Ordered(b.Data, d, s.Cell, units, 1, s.Cell.Gates * units));
        }
        VariableValue x = (VariableValue)Shaping.Reshaped(n, n.InputName(0), sequence, [steps, sequence.Shape[2]]);
        bool isReverse = s.Direction == "reverse";
        string input = isReverse ? $"Flip({n.Full(x)}, 0)" : n.Full(x);
        string initial = "";
        if (states.Any(v => v is not null && !(v is ConstantValue { Data: { } data } && Enumerable.Range(0, data.Length).All(i => data[i] == 0))))
            initial =
                string.Concat(
                    states.Select((v, i) => $", {(i == 0 ? "h0" : "c0")}: "
                        + $"{(v is null ? $"Zeros({directions}, {units})" : n.Full(Shaping.Reshaped(n, n.InputName(5 + i), v, [directions, units])))}"));
        string options =
            $"{initial}{(directions == 2 ? ", bidirectional: true" : "")}{(b is null ? ", bias: false" : "")}"
            + $"{s.Nonlinearity}{(s.Cell.Name == "Gru" && !s.ResetBehind ? ", resetAfter: false" : "")}";
        VariableValue made = n.Add(n.OutputName(0), $"{s.Cell.Name}({input}, {units}{options}, name: {Literals.Text(layer)})", sequence.Type, [steps, directions * units]);
        if (n.Wants(0))
        {
            VariableValue inOrder = isReverse ? n.Add(n.OutputName(0), $"Flip({made.Name}, 0)", made.Type, made.Shape) : made;
            TensorValue y = Shaping.Reshaped(n, n.OutputName(0), inOrder, [steps, directions, 1, units]);
            n.Give(0, s.IsBatchFirst ? Shaping.Ordered(n, n.OutputName(0), y, [2, 0, 1, 3]) : y);
        }
        if (n.Wants(1))
        {
            string last = directions == 1 ? $"{made.Name}[^1]" : $"Concat(0, {made.Name}[^1, ..{units}], {made.Name}[0, {units}..])";
            VariableValue end = n.Add(n.OutputName(1), last, made.Type, [directions * units]);
            n.Give(1, Shaping.Reshaped(n, n.OutputName(1), end, s.IsBatchFirst ? [1, directions, units] : [directions, 1, units]));
        }
    }

    // The rows of each gate in PyTorch's order; biases are rows of one element, those of the state behind the others.
    private static TensorData Ordered(TensorData data, int direction, Cell cell, int units, int columns, int first)
    {
        int perDirection = data.Length / data.Shape[0];
        int[] rows = [.. cell.Order.SelectMany(gate => Enumerable.Range(gate * units, units)).Select(row => row + first)];
        int[] shape = columns == 1 && data.Shape.Length == 2 ? [rows.Length] : [rows.Length, columns];
        return data.Pick(shape, [.. rows.SelectMany(row => Enumerable.Range((direction * perDirection) + (row * columns), columns))]);
    }

    private static void AsLoop(NodeContext n, Settings s, TensorValue sequence, TensorValue w, TensorValue r, TensorValue? b, TensorValue?[] states)
    {
        int steps = sequence.Shape[0], batch = sequence.Shape[1], units = s.Units, each = s.Cell.Activations.Length;
        List<TensorValue> ys = [];
        List<TensorValue>[] ends = [.. states.Select(_ => new List<TensorValue>())];
        for (int d = 0; d < s.Directions; d++)
        {
            string Part(TensorValue value, string name) => n.Full(Sequences.Element(n, name, value, 0, d));
            string[] initial = [.. states.Select((v, i) => v is null ? $"Zeros({batch}, {units})" : Part(v, n.InputName(5 + i)))];
            string bias = b is null ? "null" : Part(b, n.InputName(3));
            string lengths = s.Lengths is null ? "null" : n.Full(Shaping.Reshaped(n, n.InputName(4), s.Lengths, [batch, 1]));
            string activations = $"[{string.Join(", ", s.Activations[(d * each)..((d + 1) * each)].Select(a => Literals.Text(a.ToLowerInvariant())))}]";
            string numbers = Numbers(s, d * each, each);
            string reverse = Literals.Flag(s.Direction == "reverse" || d == 1);
            string extra = s.Cell.Name switch
            {
                "Lstm" => $"{(s.Peepholes is null ? "null" : Part(s.Peepholes, n.InputName(7)))}, {Literals.Flag(s.InputForget)}, ",
                "Gru" => $"{Literals.Flag(s.ResetBehind)}, ",
                _ => "",
            };
            string code = $"{s.Cell.Name}Steps({n.Full(sequence)}, {Part(w, n.InputName(1))}, {Part(r, n.InputName(2))}, {bias}, "
                + $"{string.Join(", ", initial)}, {extra}{lengths}, {reverse}, {activations}, {numbers}, {Literals.Number(s.Clip)})";
            int[] state = [batch, units];
            VariableValue[] made =
                n.AddSeveral(code, [(n.OutputName(0), sequence.Type, [steps, batch, units], false),
                    .. states.Select((_, i) => (n.OutputName(1 + i), sequence.Type, state, false))]);
            ys.Add(made[0]);
            for (int i = 0; i < states.Length; i++)
                ends[i].Add(made[1 + i]);
        }
        TensorValue y = Shaping.Joined(n, n.OutputName(0), [.. ys.Select(v => Shaping.Reshaped(n, n.OutputName(0), v, [steps, 1, batch, units]))], 1);
        n.Give(0, s.IsBatchFirst ? Shaping.Ordered(n, n.OutputName(0), y, [2, 0, 1, 3]) : y);
        for (int i = 0; i < states.Length; i++)
        {
            TensorValue end = Shaping.Joined(n, n.OutputName(1 + i), [.. ends[i].Select(v => Shaping.Reshaped(n, n.OutputName(1 + i), v, [1, batch, units]))], 0);
            n.Give(1 + i, s.IsBatchFirst ? Shaping.Ordered(n, n.OutputName(1 + i), end, [1, 0, 2]) : end);
        }
    }

    // α and β of the activations that have them, in their order.
    private static string Numbers(Settings s, int first, int count)
    {
        int nextAlpha = 0, nextBeta = 0;
        List<string> numbers = [];
        for (int i = 0; i < s.Activations.Length; i++)
        {
            (bool hasAlpha, bool hasBeta, double alpha, double beta) = s.Activations[i].ToUpperInvariant() switch
            {
                "LEAKYRELU" => (true, false, 0.01, 0.0),
                "ELU" => (true, false, 1, 0),
                "THRESHOLDEDRELU" => (true, false, 1, 0),
                "HARDSIGMOID" => (true, true, 0.2, 0.5),
                "AFFINE" => (true, true, 1, 0),
                "SCALEDTANH" => (true, true, 1, 1),
                _ => (false, false, 0, 0),
            };
            if (hasAlpha && nextAlpha < s.Alpha.Length)
                alpha = s.Alpha[nextAlpha++];
            if (hasBeta && nextBeta < s.Beta.Length)
                beta = s.Beta[nextBeta++];
            if (i >= first && i < first + count)
                numbers.AddRange([Literals.Number(alpha), Literals.Number(beta)]);
        }
        return $"new double[] {{ {string.Join(", ", numbers)} }}";
    }
}

namespace DeepTrainer.Onnx.Operators;

/// <summary>Attention and what goes with it.</summary>
internal static class Attentions
{
    public static IReadOnlyList<Operator> All { get; } = [new("Attention", Attention), new("RotaryEmbedding", Rotary)];

    // softmax(softcap(q·kᵀ·scale) + mask)·v, over heads; what was there before comes in front of keys and values.
    private static void Attention(NodeContext n)
    {
        n.Ignore("softmax_precision");
        TensorValue q = n.Tensor(0), k = n.Tensor(1), v = n.Tensor(2);
        bool isFlat = q.Rank == 3;
        if (isFlat)
        {
            int heads = (int)n.Int("q_num_heads", 0), shared = (int)n.Int("kv_num_heads", 0);
            (q, k, v) = (Parted(n, q, heads), Parted(n, k, shared), Parted(n, v, shared));
        }
        n.Ignore("q_num_heads", "kv_num_heads");
        int before = n.Has(4) ? n.Tensor(4).Shape[2] : 0;
        if (n.Has(4))
            (k, v) = (Shaping.Joined(n, n.OutputName(1), [n.Tensor(4), k], 2), Shaping.Joined(n, n.OutputName(2), [n.Tensor(5), v], 2));
        n.Give(1, k);
        n.Give(2, v);
        int groups = q.Shape[1] / k.Shape[1], rows = q.Shape[2], columns = k.Shape[2];
        (k, v) = (Repeated(n, k, groups), Repeated(n, v, groups));
        double scale = n.Float("scale", 0) is var given && given != 0 ? given : 1 / Math.Sqrt(q.Shape[3]), cap = n.Float("softcap", 0);
        TensorValue turned = Shaping.Ordered(n, n.InputName(1), k, [0, 1, 3, 2]);
        TensorValue scores = n.MapStep("scores", q.Type, $"{{0}} * {Literals.Number(scale)}", Products.Product(n, "products", q, turned));
        List<TensorValue> stages = [scores];
        if (cap > 0)
            scores = n.MapStep("scores", q.Type, $"{Literals.Number(cap)} * Tanh({{0}} / {Literals.Number(cap)})", scores);
        TensorValue capped = scores;
        scores = Masked(n, scores, rows, columns, before);
        stages.Add(n.Opset < 24 && cap == 0 ? scores : capped);
        stages.Add(scores);
        Operand operand = n.Of(scores);
        VariableValue weights = n.Add("attention", $"Softmax({operand.Code})", scores.Type, scores.Shape, operand.DropsLead);
        stages.Add(weights);
        if (n.Wants(3))
            n.Give(3, stages[(int)Math.Clamp(n.Int("qk_matmul_output_mode", 0), 0, 3)]);
        n.Ignore("qk_matmul_output_mode");
        TensorValue result = Products.Product(n, n.OutputName(0), weights, v);
        if (isFlat)
            result = Shaping.Reshaped(n, n.OutputName(0), Shaping.Ordered(n, n.OutputName(0), result, [0, 2, 1, 3]), [result.Shape[0], rows, result.Shape[1] * result.Shape[3]]);
        n.Give(0, result);
    }

    private static TensorValue Masked(NodeContext n, TensorValue scores, int rows, int columns, int before)
    {
        if (n.Flag("is_causal") && n.Has(6))
            throw n.Unsupported("is_causal with nonpad_kv_seqlen, of which the standard doesn't say which positions are the last,");
        if (n.Flag("is_causal"))
            scores = n.MapStep("scores", scores.Type, $"Where(Range({columns}) - Range({rows}).Unsqueeze(1) <= {before}, {{0}}, float.NegativeInfinity)", scores);
        if (n.Optional(3) is { } mask)
        {
            bool isFlag = mask.Type == ElementType.Bool;
            int missing = columns - mask.Shape[^1];
            if (missing > 0 && mask.Shape[^1] > 1)
                mask = Borders.Padded(n, n.InputName(3), mask, [.. Enumerable.Repeat((0, 0), mask.Rank - 1), (0, missing)], "constant", isFlag ? 0 : double.NegativeInfinity);
            scores = n.MapStep("scores", scores.Type, isFlag ? "Where({1}, {0}, float.NegativeInfinity)" : "{0} + {1}", scores, mask);
        }
        if (n.Optional(6) is { } lengths)
            scores = n.MapStep("scores", scores.Type, $"Where(Range({columns}) < {{1}}, {{0}}, float.NegativeInfinity)", scores,
                Shaping.Reshaped(n, n.InputName(6), lengths, [lengths.Shape[0], 1, 1, 1]));
        return scores;
    }

    // [N, L, heads · E] → [N, heads, L, E]
    private static TensorValue Parted(NodeContext n, TensorValue x, int heads) => heads < 1 || x.Shape[2] % heads != 0 ? throw n.Fail($"{heads} heads don't part {x.Text}")
        : Shaping.Ordered(n, n.OutputName(0), Shaping.Reshaped(n, n.OutputName(0), x, [x.Shape[0], x.Shape[1], heads, x.Shape[2] / heads]), [0, 2, 1, 3]);

    // Heads of keys and values that several heads of queries share.
    private static TensorValue Repeated(NodeContext n, TensorValue x, int groups)
    {
        if (groups <= 1)
            return x;
        int[] s = x.Shape;
        TensorValue apart = Shaping.Reshaped(n, n.OutputName(0), x, [s[0], s[1], 1, s[2], s[3]]);
        return Shaping.Reshaped(n, n.OutputName(0), Shaping.Stretched(n, n.OutputName(0), apart, [s[0], s[1], groups, s[2], s[3]]), [s[0], s[1] * groups, s[2], s[3]]);
    }

    private static void Rotary(NodeContext n)
    {
        TensorValue x = n.Tensor(0), cos = n.Tensor(1), sin = n.Tensor(2);
        int heads = (int)n.Int("num_heads", 0), given = (int)n.Int("rotary_embedding_dim", 0);
        bool isFlat = x.Rank == 3, isInterleaved = n.Flag("interleaved");
        int[] original = x.Shape;
        if (isFlat)
            x = heads < 1 || original[2] % heads != 0 ? throw n.Fail($"{heads} heads don't part {x.Text}")
                : Shaping.Reshaped(n, n.OutputName(0), x, [original[0], original[1], heads, original[2] / heads]);
        else
            x = Shaping.Ordered(n, n.OutputName(0), x, [0, 2, 1, 3]); // [N, L, heads, E]
        int width = given > 0 ? given : x.Shape[3], half = width / 2;
        (cos, sin) = (AtPositions(n, cos, 1, half), AtPositions(n, sin, 2, half));
        TensorValue turned = Part(n, x, 0, 1, width);
        AxisSlice[] first = [isInterleaved ? new(3, 0, 2, half) : new(3, 0, 1, half)], second = [isInterleaved ? new(3, 1, 2, half) : new(3, half, 1, half)];
        TensorValue a = Shaping.Sliced(n, "first", turned, first), b = Shaping.Sliced(n, "second", turned, second);
        TensorValue real = n.MapStep("real", x.Type, "{1} * {0} - {3} * {2}", a, cos, b, sin), imaginary = n.MapStep("imaginary", x.Type, "{3} * {0} + {1} * {2}", a, cos, b, sin);
        TensorValue result;
        if (isInterleaved)
        {
            int[] apart = [.. real.Shape, 1];
            result = Shaping.Reshaped(n, n.OutputName(0),
                Shaping.Joined(n, n.OutputName(0), [Shaping.Reshaped(n, "real", real, apart), Shaping.Reshaped(n, "imaginary", imaginary, apart)], 4), turned.Shape);
        }
        else
        {
            result = Shaping.Joined(n, n.OutputName(0), [real, imaginary], 3);
        }
        if (width < x.Shape[3])
            result = Shaping.Joined(n, n.OutputName(0), [result, Part(n, x, width, 1, x.Shape[3] - width)], 3);
        n.Give(0, isFlat ? Shaping.Reshaped(n, n.OutputName(0), result, original) : Shaping.Ordered(n, n.OutputName(0), result, [0, 2, 1, 3]));
    }

    private static TensorValue Part(NodeContext n, TensorValue x, int start, int step, int count) => Shaping.Sliced(n, "part", x, [new(3, start, step, count)]);

    // A row of the table for each position: [N, L, 1, E / 2].
    private static TensorValue AtPositions(NodeContext n, TensorValue table, int input, int half)
    {
        TensorValue rows = table;
        if (n.Optional(3) is { } positions)
        {
            rows = n.Add(n.InputName(input), $"Gather({n.Full(table)}, {n.Full(positions)})",
                table.Type, [.. positions.Shape, table.Shape[^1]]);
        }
        if (rows.Shape[^1] != half)
            rows = Shaping.Sliced(n, n.InputName(input), rows, [new(rows.Rank - 1, 0, 1, half)]);
        return Shaping.Reshaped(n, n.InputName(input), rows, [rows.Shape[0], rows.Shape[1], 1, half]);
    }
}

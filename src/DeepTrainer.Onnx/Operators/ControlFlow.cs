namespace DeepTrainer.Onnx.Operators;

/// <summary>Branches, of which one is imported or both are, and loops, which are unrolled.</summary>
internal static class ControlFlow
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        new("If", If) { CanFold = false }, new("Loop", Loop) { CanFold = false, Limits = "the number of steps is known while importing" }, new("Scan", Scan) { CanFold = false },
    ];

    // Where the condition isn't known, both branches are computed, and one is chosen element by element.
    private static void If(NodeContext n)
    {
        GraphProto then = n.GraphOf("then_branch"), otherwise = n.GraphOf("else_branch");
        if (n.Known(0) is { } condition)
        {
            Give(n, n.Graph.RunInner(condition[0] != 0 ? then : otherwise, []));
            return;
        }
        Value[] a = n.Graph.RunInner(then, []), b = n.Graph.RunInner(otherwise, []);
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] is not TensorValue left || i >= b.Length || b[i] is not TensorValue right || !left.Shape.SequenceEqual(right.Shape))
            {
                n.Constant(0);
                throw n.Unsupported("a condition that isn't known while importing, with branches whose results have other shapes");
            }
            TensorValue chooser = Shaping.Reshaped(n, n.OutputName(i), n.Tensor(0), []);
            n.Give(i, n.MapStep(n.OutputName(i), left.Type, "Where({0}, {1}, {2})", chooser, left, right) with { Batch = BatchAxes.Of(left) ?? BatchAxes.Of(right) });
        }
    }

    // Inputs: the most steps, the condition, states. The body's: the step, the condition, states; it gives the condition, states, and what is stacked.
    private static void Loop(NodeContext n)
    {
        GraphProto body = n.GraphOf("body");
        long most = n.Has(0) ? n.Constant(0).Ints[0] : long.MaxValue;
        Value condition = n.Has(1) ? n.Input(1)! : new ConstantValue(new TensorData(ElementType.Bool, [], [1]));
        List<Value> states = [.. Enumerable.Range(2, Math.Max(0, n.InputCount - 2)).Select(i => n.Input(i) ?? new MissingValue())];
        int count = states.Count;
        List<List<Value>> stacked = [.. Enumerable.Range(0, Math.Max(0, n.OutputCount - count)).Select(_ => new List<Value>())];
        for (long step = 0; step < most; step++)
        {
            n.Context.CountNode();
            if (condition is not ConstantValue known)
                throw n.Unsupported("a loop whose end depends on the network's input");
            if (known.Data[0] == 0)
                break;
            Value[] results = n.Graph.RunInner(body, [new ConstantValue(TensorData.OfInt(step)), condition, .. states]);
            if (results.Length < 1 + count + stacked.Count)
                throw n.Fail($"its body gives {results.Length} values, not {1 + count + stacked.Count}");
            condition = results[0];
            states = [.. results[1..(1 + count)]];
            for (int i = 0; i < stacked.Count; i++)
                stacked[i].Add(results[1 + count + i]);
        }
        for (int i = 0; i < count; i++)
            n.Give(i, states[i]);
        for (int i = 0; i < stacked.Count; i++)
        {
            if (n.Wants(count + i))
                n.Give(count + i, Stacked(n, n.OutputName(count + i), stacked[i], 0, isReverse: false));
        }
    }

    private static void Scan(NodeContext n)
    {
        if (n.Opset < 9)
            throw n.Unsupported("Scan of opset 8");
        GraphProto body = n.GraphOf("body");
        int scanned = (int)n.Int("num_scan_inputs", 0), count = n.InputCount - scanned, outputs = n.OutputCount - count;
        int[] axes = n.IntList("scan_input_axes") ?? new int[scanned], directions = n.IntList("scan_input_directions") ?? new int[scanned];
        int[] outputAxes = n.IntList("scan_output_axes") ?? new int[outputs], outputDirections = n.IntList("scan_output_directions") ?? new int[outputs];
        if (scanned < 1 || count < 0 || axes.Length != scanned || directions.Length != scanned)
            throw n.Fail("its attributes don't fit its inputs");
        TensorValue[] sequences = [.. Enumerable.Range(count, scanned).Select(n.Tensor)];
        axes = [.. axes.Select((a, i) => n.Axis(a, sequences[i].Rank))];
        int length = sequences[0].Shape[axes[0]];
        List<Value> states = [.. Enumerable.Range(0, count).Select(i => n.Input(i)!)];
        List<List<Value>> stacked = [.. Enumerable.Range(0, outputs).Select(_ => new List<Value>())];
        for (int step = 0; step < length; step++)
        {
            n.Context.CountNode();
            Value[] parts = [.. sequences.Select((s, i) => Sequences.Element(n, n.InputName(count + i) + "_" + step, s, axes[i], directions[i] == 0 ? step : length - 1 - step))];
            Value[] results = n.Graph.RunInner(body, [.. states, .. parts]);
            states = [.. results[..count]];
            for (int i = 0; i < outputs; i++)
                stacked[i].Add(results[count + i]);
        }
        for (int i = 0; i < count; i++)
            n.Give(i, states[i]);
        for (int i = 0; i < outputs; i++)
        {
            if (n.Wants(count + i))
                n.Give(count + i, Stacked(n, n.OutputName(count + i), stacked[i], outputAxes[i], outputDirections[i] == 1));
        }
    }

    private static TensorValue Stacked(NodeContext n, string name, List<Value> steps, int axis, bool isReverse)
    {
        if (steps.Count == 0)
            throw n.Unsupported("a stack of no steps");
        TensorValue[] parts = [.. steps.Select(s => s as TensorValue ?? throw n.Unsupported("a stack of what is no tensor"))];
        if (isReverse)
            Array.Reverse(parts);
        axis = n.Axis(axis, parts[0].Rank + 1);
        TensorValue joined = Shaping.Joined(n, name, [.. parts.Select(p => Shaping.Reshaped(n, name, p, p.Shape.Insert(axis, 1)))], axis);
        return joined is VariableValue variable && parts.Select(BatchAxes.Of).FirstOrDefault(b => b is not null) is { } place
            ? variable with { Batch = place with { Axis = place.Axis + (axis <= place.Axis ? 1 : 0), Before = place.Before * (axis <= place.Axis ? parts.Length : 1) } } : joined;
    }

    private static void Give(NodeContext n, Value[] values)
    {
        for (int i = 0; i < values.Length; i++)
            n.Give(i, values[i]);
    }
}

namespace DeepTrainer.Onnx.Operators;

/// <summary>Convolutions whose windows' elements are anywhere in the image.</summary>
internal static class Deformations
{
    public static IReadOnlyList<Operator> All { get; } = [new("DeformConv", Deformed)];

    private static void Deformed(NodeContext n)
    {
        n.Ignore("kernel_shape");
        TensorValue x = n.Tensor(0), w = n.Tensor(1), offsets = n.Tensor(2);
        if (x.Rank != 4 || w.Rank != 4)
            throw n.Unsupported($"a deformed convolution of {x.Text}");
        int groups = (int)n.Int("group", 1), parts = (int)n.Int("offset_group", 1), batch = x.Shape[0], size = w.Shape[2] * w.Shape[3];
        WindowSpec windows = WindowSpec.Of(n, x.Shape[2..], w.Shape[2..]);
        int[] count = windows.Count(n, x.Shape[2..]);
        if (groups < 1 || parts < 1 || x.Shape[1] != w.Shape[1] * groups || w.Shape[0] % groups != 0 || x.Shape[1] % parts != 0
            || !offsets.Shape.SequenceEqual([batch, parts * size * 2, .. count]) || (n.Optional(4) is { } given && !given.Shape.SequenceEqual([batch, parts * size, .. count])))
            throw n.Fail($"{x.Text}, {w.Text} and {offsets.Text} are no deformed convolution of {groups} groups");
        if (batch > 256)
            throw n.Unsupported($"a batch of {batch}");
        int positions = count[0] * count[1];
        string options = $"{parts}, {Literals.Ints(windows.Kernel)}, {Literals.Ints(windows.Strides)}, {Literals.Ints(windows.Before)}, "
            + $"{Literals.Ints(windows.Dilations)}, {Literals.Ints(count)}";
        string images = n.Full(x), at = n.Full(offsets);
        string? mask = n.Optional(4) is { } masks ? n.Full(masks) : null;
        string[] columns = [.. Enumerable.Range(0, batch)
            .Select(i => $"DeformedColumns({images}[{i}], {at}[{i}].Reshape({parts * size * 2}, {positions}), "
                + $"{(mask is null ? "null" : $"{mask}[{i}].Reshape({parts * size}, {positions})")}, {options})")];
        int[] shape = [batch, w.Shape[0], .. count];
        VariableValue seen = n.Add(n.OutputName(0) + "_columns", batch == 1 ? $"{columns[0]}.Unsqueeze(0)"
            : $"Stack(0, {string.Join(", ", columns)})", x.Type, [batch, x.Shape[1], size, positions]);
        string product = $"Contract(\"ngckp,gock->ngop\", {NodeContext.Reshaped(seen.Name, batch, groups, w.Shape[1], size, positions)}, "
            + $"{NodeContext.Reshaped(n.Full(w), groups, w.Shape[0] / groups, w.Shape[1], size)})";
        VariableValue sums = n.Add(n.OutputName(0), NodeContext.Reshaped(product, shape), x.Type, shape);
        n.Give(0, n.Optional(3) is { } bias ? n.MapStep(n.OutputName(0), x.Type, "{0} + {1}", sums, Shaping.Reshaped(n, n.OutputName(0), bias, [w.Shape[0], 1, 1])) : sums);
    }
}

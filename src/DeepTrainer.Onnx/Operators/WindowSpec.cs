namespace DeepTrainer.Onnx.Operators;

/// <summary>Windows over the positions of a tensor [N, C, positions…], as convolutions and pooling have them.</summary>
/// <param name="Kernel">The elements of a window along each axis.</param>
/// <param name="Strides">How far windows are apart.</param>
/// <param name="Dilations">How far the elements of a window are apart.</param>
/// <param name="Before">The border in front.</param>
/// <param name="After">The border behind.</param>
internal sealed record WindowSpec(int[] Kernel, int[] Strides, int[] Dilations, int[] Before, int[] After)
{
    public int Dimensions => Kernel.Length;

    /// <summary>How many positions a window spans.</summary>
    public int Span(int d) => ((Kernel[d] - 1) * Dilations[d]) + 1;

    public static WindowSpec Of(NodeContext n, int[] positions, int[] kernel)
    {
        int count = positions.Length;
        int[] strides = n.IntList("strides") ?? Ones(count), dilations = n.IntList("dilations") ?? Ones(count), pads = n.IntList("pads") ?? new int[2 * count];
        if (kernel.Length != count || strides.Length != count || dilations.Length != count || pads.Length != 2 * count)
            throw n.Fail($"its windows don't have {count} dimensions");
        if (kernel.Concat(strides).Concat(dilations).Any(v => v < 1 || v > 1 << 20))
            throw n.Fail("its windows, strides and dilations aren't 1 or more, and not too many");
        WindowSpec windows = new(kernel, strides, dilations, pads[..count], pads[count..]);
        return n.Text("auto_pad", "NOTSET") switch
        {
            "NOTSET" or "" => windows,
            "VALID" => windows with { Before = new int[count], After = new int[count] },
            "SAME_UPPER" => windows.Same(positions, upper: true),
            "SAME_LOWER" => windows.Same(positions, upper: false),
            var other => throw n.Unsupported($"auto_pad '{other}'"),
        };
    }

    // As many windows as strides fit; of an odd border the wider side is behind, or in front.
    private WindowSpec Same(int[] positions, bool upper)
    {
        int[] total = [.. positions.Select((extent, d) => Math.Max(0, ((((extent + Strides[d] - 1) / Strides[d]) - 1) * Strides[d]) + Span(d) - extent))];
        int[] less = [.. total.Select(t => t / 2)], more = [.. total.Select(t => t - (t / 2))];
        return this with { Before = upper ? less : more, After = upper ? more : less };
    }

    /// <summary>How many windows there are; with ceil a last one may reach beyond the border, if it begins before that.</summary>
    public int[] Count(NodeContext n, int[] positions, bool ceil = false)
    {
        int[] count = [.. positions.Select((extent, d) =>
        {
            int room = extent + Before[d] + After[d] - Span(d);
            int windows = ((room + (ceil ? Strides[d] - 1 : 0)) / Strides[d]) + 1;
            return room < 0 ? 0 : ceil && (windows - 1) * Strides[d] >= extent + Before[d] ? windows - 1 : windows;
        })];
        return count.All(c => c > 0) ? count : throw n.Fail($"its windows of {Shapes.Text(Kernel)} don't fit {Shapes.Text(positions)}");
    }

    /// <summary>The border behind that lets so many windows in, less what no window sees.</summary>
    public WindowSpec Reaching(int[] positions, int[] count) =>
        this with { After = [.. count.Select((c, d) => Math.Max(After[d], ((c - 1) * Strides[d]) + Span(d) - positions[d] - Before[d]))] };

    /// <summary>Windows of an expression whose positions begin at an axis; their elements become the last axes.</summary>
    public string Over(string code, int firstAxis)
    {
        for (int d = 0; d < Dimensions; d++)
        {
            string stride = Strides[d] != 1 || Dilations[d] != 1 ? $", {Strides[d]}" : "", dilation = Dilations[d] != 1 ? $", {Dilations[d]}" : "";
            code = $"Windows({code}, {firstAxis + d}, {Kernel[d]}{stride}{dilation})";
        }
        return code;
    }

    /// <summary>Options of a built-in layer: what isn't its default.</summary>
    public string Options(bool strideIsKernel)
    {
        bool needsStrides = strideIsKernel ? !Strides.SequenceEqual(Kernel) : Strides.Any(s => s != 1);
        string text = needsStrides ? Uniform("stride", Strides) : "";
        if (Before.Concat(After).Any(p => p != 0))
        {
            text += Before.SequenceEqual(After) ? Uniform("padding", Before)
                : $", paddings: {Literals.Ints(Enumerable.Range(0, Dimensions).SelectMany(d => new[] { Before[d], After[d] }))}";
        }
        return Dilations.Any(d => d != 1) ? text + Uniform("dilation", Dilations) : text;
    }

    public static string Uniform(string option, int[] values) => values.All(v => v == values[0]) ? $", {option}: {values[0]}" : $", {option}s: {Literals.Ints(values)}";

    public static int[] Ones(int count) => [.. Enumerable.Repeat(1, count)];
}

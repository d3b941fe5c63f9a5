using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// The loop over the lane axis, in steps of several vectors, then of fewer, and at an end that must be exact a part of a vector.
/// </summary>
internal sealed class LaneLoop(KernelPlan plan, Width width, bool exact, int maxVectors)
{
    private readonly string variable = plan.LaneAxis!.Name;
    private readonly bool isShared = plan.Kernel.SharedAxis == plan.Lane;

    /// <summary>Where it begins and ends, if not with the axis.</summary>
    public (string Start, string End)? Range { get; init; }

    private string Start => Range?.Start ?? (isShared ? "from" : "0");

    private string Rows => Range?.End ?? (isShared ? "to" : Addresses.Rows);

    /// <summary>Writes the loop; the body is told how many vectors to take, and how many lanes of the last are valid if not all.</summary>
    public void Write(CodeWriter writer, Action<Position, int, string?> body)
    {
        if (plan.LaneAxis!.Extent == Shape.Batch || Range is not null)
            OverBatch(writer, body);
        else
            OverExtent(writer, body, plan.LaneAxis.Extent);
    }

    private void OverExtent(CodeWriter writer, Action<Position, int, string?> body, int extent)
    {
        int vectors = (extent + width.Lanes - 1) / width.Lanes, left = exact ? extent % width.Lanes : 0;
        int step = maxVectors * width.Lanes, tiles = (left > 0 ? vectors - 1 : vectors) / maxVectors, rest = vectors - (tiles * maxVectors);
        if (tiles > 1 || (isShared && tiles > 0))
        {
            string end = Format.Integer(tiles * step);
            using (writer.Block($"for (nint {variable} = {Start}; {variable} < {(isShared ? $"Math.Min(to, {end})" : end)}; {variable} += {Format.Integer(step)})"))
                body(new(variable, 0, step), maxVectors, null);
        }
        else if (tiles == 1)
        {
            At(rest > 0 ? writer.Block() : null, 0, place => body(place, maxVectors, null));
        }
        using (rest > 0 && isShared ? writer.Block($"if (to == {Format.Integer(extent)})") : null)
        {
            if (rest > 0)
                At(tiles > 0 ? writer.Block() : null, tiles * step, place => body(place, rest, left > 0 ? Format.Integer(left) : null));
        }
    }

    // What stands alone needs no block for its names.
    private static void At(IDisposable? block, int start, Action<Position> body)
    {
        using (block)
            body(Position.Fixed(start));
    }

    // Padding is a multiple of the step, so that whole vectors cover every sample.
    private void OverBatch(CodeWriter writer, Action<Position, int, string?> body)
    {
        int vectors = Math.Min(maxVectors, Placement.Padding / width.Lanes);
        string step = Format.Integer(vectors * width.Lanes);
        if (!exact)
        {
            using (writer.Block($"for (nint {variable} = {Start}; {variable} < {Rows}; {variable} += {step})"))
                body(new(variable, 0, vectors * width.Lanes), vectors, null);
            return;
        }
        writer.Line($"nint {variable} = {Start};");
        using (writer.Block($"for (; {variable} + {step} <= {Rows}; {variable} += {step})"))
            body(new(variable, 0, vectors * width.Lanes), vectors, null);
        if (vectors > 1)
        {
            using (writer.Block($"for (; {variable} + {width.Lanes} <= {Rows}; {variable} += {width.Lanes})"))
                body(new(variable, 0, width.Lanes), 1, null);
        }
        using (writer.Block($"if ({variable} < {Rows})"))
            body(new(variable, 0, width.Lanes), 1, $"(int)({Rows} - {variable})");
    }
}

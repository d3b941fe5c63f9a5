using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// How a long sum is one of partial sums: of so many places of an axis at a time. Their sum is compensated (Kahan, 1965), so that its error
/// doesn't grow with the number of samples.
/// </summary>
/// <param name="Depth">The loop, counted from the outermost.</param>
/// <param name="Axis">Its axis.</param>
/// <param name="Size">Places of it in a partial sum.</param>
internal sealed record PartialSums(int Depth, int Axis, int Size)
{
    /// <summary>Where a partial sum begins, and ends.</summary>
    public const string Start = "block", End = "blockEnd";

    /// <summary>Where partial sums are added up, where that is in memory: a vector of the sum, one of what has been lost of it, one of what comes next.</summary>
    public const string Totals = "blocks";

    /// <summary>How the sum is parted; none if it is short.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="order">The loops over what is summed, from the outermost.</param>
    /// <param name="stepOf">How many places of an axis one addition takes.</param>
    public static PartialSums? Of(Kernel kernel, int[] order, Func<int, int> stepOf)
    {
        long terms = 1;
        for (int depth = order.Length - 1; depth >= 0 && kernel.Reduction == Reduction.Sum; depth--)
        {
            int axis = order[depth], step = stepOf(axis);
            long turns = kernel.Axes[axis].Extent < 0 ? int.MaxValue : (kernel.Axes[axis].Extent + step - 1) / step;
            if (terms * turns > Costs.LongestSum)
                return new(depth, axis, (int)Math.Max(1, Costs.LongestSum / terms) * step);
            terms *= turns;
        }
        return null;
    }

    /// <summary>Opens what is for several partial sums only: few samples are one, which is the sum.</summary>
    public IDisposable? IfSeveral(CodeWriter writer, Kernel kernel, string extent) =>
        Depth == 0 && kernel.Axes[Axis].Extent < 0 ? writer.Block($"if ({extent} > {Format.Integer(Size)})") : null;

    /// <summary>Opens the loop over partial sums.</summary>
    public IDisposable Loop(CodeWriter writer, string extent)
    {
        string size = Format.Integer(Size);
        IDisposable loop = writer.Block($"for (nint {Start} = 0; {Start} < {extent}; {Start} += {size})");
        writer.Line($"nint {End} = Math.Min({Start} + {size}, {extent});");
        return loop;
    }

    /// <summary>Adds a partial sum to the total.</summary>
    public static void Add(CodeWriter writer, string sum, string total, string lost)
    {
        writer.Line($"V term = {sum} - {lost};");
        writer.Line($"V next = {total} + term;");
        writer.Line($"{lost} = (next - {total}) - term;");
        writer.Line($"{total} = next;");
    }
}

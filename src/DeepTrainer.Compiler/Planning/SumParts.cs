using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>How a long sum is one of partial sums: of so many places of an axis at a time.</summary>
/// <param name="Depth">The loop that is parted, counted from the outermost.</param>
/// <param name="Axis">Its axis.</param>
/// <param name="Size">Places of it that are one partial sum at least, if there are so many.</param>
/// <param name="Around">How often the loops around it turn.</param>
/// <param name="Grows">Whether the axis has as many places as the batch has samples.</param>
internal sealed record SumParts(int Depth, int Axis, int Size, long Around, bool Grows)
{
    /// <summary>How the sum is parted; none if it is short.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="order">The loops over what is summed, from the outermost.</param>
    /// <param name="stepOf">How many places of an axis one addition takes.</param>
    public static SumParts? Of(Kernel kernel, IReadOnlyList<int> order, Func<int, int> stepOf)
    {
        long terms = 1;
        for (int depth = order.Count - 1; depth >= 0 && kernel.Reduction == Reduction.Sum; depth--)
        {
            int axis = order[depth];
            long turns = Turns(axis);
            if (terms * turns > Costs.LongestSum)
            {
                bool grows = kernel.Axes[axis].Extent < 0;
                // What is gathered is added up after at most twice as many.
                long longest = grows && depth > 0 ? Costs.LongestSum / 2 : Costs.LongestSum;
                return new(depth, axis, (int)Math.Max(1, longest / terms) * stepOf(axis), order.Take(depth).Aggregate(1L, (product, a) => product * Turns(a)), grows);
            }
            terms *= turns;
        }
        return null;

        long Turns(int axis) => kernel.Axes[axis].Extent < 0 ? int.MaxValue : (kernel.Axes[axis].Extent + stepOf(axis) - 1) / stepOf(axis);
    }

    /// <summary>Whether a few samples at each place of the loops around are gathered: many such places are one partial sum.</summary>
    public bool IsGathered => Grows && Depth > 0;

    /// <summary>The number of samples up to which there is but one part; 0 if there always are several.</summary>
    public long OnePart => Grows ? Size / Around : 0;
}

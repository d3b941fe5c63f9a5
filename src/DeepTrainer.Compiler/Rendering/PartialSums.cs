using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// How a long sum is one of partial sums: of so many places of an axis at a time. Their sum is compensated (Kahan, 1965), so that its error
/// doesn't grow with the number of samples.
/// </summary>
/// <param name="Depth">The loop that is parted, counted from the outermost.</param>
/// <param name="Axis">Its axis.</param>
/// <param name="Size">Places of it that are one partial sum at least, if there are so many.</param>
/// <param name="Around">How often the loops around it turn.</param>
/// <param name="Grows">Whether the axis has as many places as the batch has samples.</param>
internal sealed record PartialSums(int Depth, int Axis, int Size, long Around, bool Grows)
{
    /// <summary>Where a partial sum begins, and ends.</summary>
    public const string Start = "block", End = "blockEnd";

    /// <summary>Where partial sums are added up, where that is in memory: a vector of the sum, one of what has been lost of it, one of what comes next.</summary>
    public const string Totals = "blocks";

    // Places since a partial sum was added up.
    private const string Pending = "pending";

    /// <summary>How the sum is parted; none if it is short.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="order">The loops over what is summed, from the outermost.</param>
    /// <param name="stepOf">How many places of an axis one addition takes.</param>
    public static PartialSums? Of(Kernel kernel, int[] order, Func<int, int> stepOf)
    {
        long terms = 1;
        for (int depth = order.Length - 1; depth >= 0 && kernel.Reduction == Reduction.Sum; depth--)
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

    // A few samples at each place of the loops around: many such places are one partial sum.
    private bool IsGathered => Grows && Depth > 0;

    /// <summary>Opens what is for several partial sums only: few samples are one, which is the sum.</summary>
    public IDisposable? IfSeveral(CodeWriter writer, string extent) =>
        Grows && Size / Around > 0 ? writer.Block($"if ({extent} > {Format.Integer(Size / Around)})") : null;

    /// <summary>Writes the sum.</summary>
    /// <param name="writer">What is written to.</param>
    /// <param name="extent">How many places the axis has.</param>
    /// <param name="around">Opens the loops around the one that is parted.</param>
    /// <param name="sum">Writes what adds up the places from <see cref="Start"/> to <see cref="End"/>.</param>
    /// <param name="addUp">Writes what adds the partial sum to the total, and sets it to 0.</param>
    public void Write(CodeWriter writer, string extent, Func<IDisposable?> around, Action sum, Action addUp)
    {
        string size = Format.Integer(Size);
        if (IsGathered)
            writer.Line($"nint {Pending} = 0;");
        using (around())
        using (writer.Block($"for (nint {Start} = 0; {Start} < {extent}; {Start} += {size})"))
        {
            writer.Line($"nint {End} = Math.Min({Start} + {size}, {extent});");
            sum();
            if (IsGathered)
                writer.Line($"{Pending} += {End} - {Start};");
            using (IsGathered ? writer.Block($"if ({Pending} > {size})") : IfSeveral(writer, extent))
            {
                addUp();
                if (IsGathered)
                    writer.Line($"{Pending} = 0;");
            }
        }
    }

    /// <summary>The sum, of what has been added up and of what came after that.</summary>
    public static string Whole(string sum, string total, string lost) => $"{sum} = {total} + ({sum} - {lost});";

    /// <summary>Adds a partial sum to the total.</summary>
    public static void Add(CodeWriter writer, string sum, string total, string lost)
    {
        writer.Line($"V term = {sum} - {lost};");
        writer.Line($"V next = {total} + term;");
        writer.Line($"{lost} = (next - {total}) - term;");
        // ∞ less ∞ is no number: an infinite sum has lost nothing.
        writer.Line($"{lost} = Lanes.ConditionalSelect(Lanes.Equals({lost} - {lost}, V.Zero), {lost}, V.Zero);");
        writer.Line($"{total} = next;");
    }
}

using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

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
    /// <summary>Where partial sums are added up, where that is in memory: a vector of the sum, one of what has been lost of it, one of what comes next.</summary>
    public const string Totals = "blocks";

    private const string StartName = "block", EndName = "blockEnd";

    // Places since a partial sum was added up.
    private const string Pending = "pending";

    /// <summary>Where a partial sum begins.</summary>
    public static IndexExpr Start { get; } = IndexExpr.Of(StartName);

    /// <summary>Where it ends.</summary>
    public static IndexExpr End { get; } = IndexExpr.Of(EndName);

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
    public IDisposable? IfSeveral(LoopBuilder code, IndexExpr extent) => Grows && Size / Around > 0 ? code.If(extent, Comparison.Greater, Size / Around) : null;

    /// <summary>Adds the sum.</summary>
    /// <param name="code">What it is added to.</param>
    /// <param name="extent">How many places the axis has.</param>
    /// <param name="around">Opens the loops around the one that is parted.</param>
    /// <param name="sum">Adds what adds up the places from <see cref="Start"/> to <see cref="End"/>.</param>
    /// <param name="addUp">Adds what adds the partial sum to the total, and sets it to 0.</param>
    public void Add(LoopBuilder code, IndexExpr extent, Func<IDisposable?> around, Action sum, Action addUp)
    {
        if (IsGathered)
            code.Add(new Stmt.LetIndex(Pending, 0));
        using (around())
        using (InParts(code, extent, Size))
        {
            sum();
            if (IsGathered)
                code.Add(new Stmt.AssignIndex(Pending, End - Start, Adds: true));
            using (IsGathered ? code.If(IndexExpr.Of(Pending), Comparison.Greater, Size) : IfSeveral(code, extent))
            {
                addUp();
                if (IsGathered)
                    code.Add(new Stmt.AssignIndex(Pending, 0, Adds: false));
            }
        }
    }

    /// <summary>Opens a loop over parts of so many places: each is from <see cref="Start"/> to <see cref="End"/>.</summary>
    public static IDisposable InParts(LoopBuilder code, IndexExpr extent, long size)
    {
        IDisposable loop = code.For(StartName, 0, extent, size);
        code.Add(new Stmt.LetIndex(EndName, IndexExpr.Smaller(Start + size, extent)));
        return loop;
    }

    /// <summary>Makes the sum one of what has been added up and of what came after that.</summary>
    public static void MakeWhole(LoopBuilder code, Value sum, Value total, Value lost) => code.Assign(sum, total + (sum - lost));

    /// <summary>Adds a partial sum to the total.</summary>
    public static void AddUp(LoopBuilder code, Value sum, Value total, Value lost)
    {
        Value zero = new Value.Constant(sum.Type, 0);
        Value.Local term = new(sum.Type, "term"), next = new(sum.Type, "next");
        code.Add(new Stmt.Let(term.Type, [new Definition(term.Name, sum - lost)]));
        code.Add(new Stmt.Let(next.Type, [new Definition(next.Name, total + term)]));
        code.Assign(lost, (next - total) - term);
        // ∞ less ∞ is no number: an infinite sum has lost nothing.
        code.Assign(lost, new Value.Call(sum.Type, Operation.SelectEqual, [lost - lost, zero, lost, zero]));
        code.Assign(total, next);
    }
}

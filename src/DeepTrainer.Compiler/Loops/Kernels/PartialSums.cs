using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>
/// A long sum as one of partial sums. Their sum is compensated (Kahan, 1965), so that its error doesn't grow with the number of samples.
/// </summary>
internal static class PartialSums
{
    /// <summary>Where partial sums are added up, where that is in memory.</summary>
    public const string Totals = "blocks";

    /// <summary>How many vectors of it a sum has: one of the sum, and one of what has been lost of it.</summary>
    public const int Kept = 2;

    private const string StartName = "block", EndName = "blockEnd";

    // Places since a partial sum was added up.
    private const string Pending = "pending";

    /// <summary>Where a partial sum begins.</summary>
    public static IndexExpr Start { get; } = IndexExpr.Of(StartName);

    /// <summary>Where it ends.</summary>
    public static IndexExpr End { get; } = IndexExpr.Of(EndName);

    /// <summary>Opens what is for several partial sums only: few samples are one, which is the sum.</summary>
    public static IDisposable? IfSeveral(SumParts parts, LoopBuilder code, IndexExpr extent) => parts.OnePart > 0 ? code.If(extent, Comparison.Greater, parts.OnePart) : null;

    /// <summary>Adds the sum.</summary>
    /// <param name="parts">How it is parted.</param>
    /// <param name="code">What it is added to.</param>
    /// <param name="extent">How many places the axis has.</param>
    /// <param name="around">Opens the loops around the one that is parted.</param>
    /// <param name="sum">Adds what adds up the places from <see cref="Start"/> to <see cref="End"/>.</param>
    /// <param name="addUp">Adds what adds the partial sum to the total, and sets it to 0.</param>
    public static void Add(SumParts parts, LoopBuilder code, IndexExpr extent, Func<IDisposable?> around, Action sum, Action addUp)
    {
        if (parts.IsGathered)
            code.Add(new Stmt.LetIndex(Pending, 0));
        using (around())
        using (InParts(code, extent, parts.Size))
        {
            sum();
            if (parts.IsGathered)
                code.Add(new Stmt.AssignIndex(Pending, End - Start, Adds: true));
            using (parts.IsGathered ? code.If(IndexExpr.Of(Pending), Comparison.Greater, parts.Size) : IfSeveral(parts, code, extent))
            {
                addUp();
                if (parts.IsGathered)
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

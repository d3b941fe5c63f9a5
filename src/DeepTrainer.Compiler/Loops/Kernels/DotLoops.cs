using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>A sum (or maximum) whose lanes run over what is combined: a vector of partial results, combined across at the end.</summary>
internal sealed class DotLoops(KernelPlan plan, Target target, DotSchedule schedule) : KernelLoops(plan, target)
{
    // What has been added up of partial sums, and what has been lost of it.
    private static readonly Value.Local Total = new(LoopType.Vector, "total"), Lost = new(LoopType.Vector, "lost");

    private bool IsSum => Kernel.Reduction == Reduction.Sum;

    private int[] Others => [.. Kernel.ReducedAxes.Where(a => a != Plan.Lane)];

    private int Innermost => schedule.Order[schedule.Order.Count - 1];

    private int Unroll => schedule.Partials;

    private protected override void Body(string name)
    {
        using (Loops(Kernel.OutputAxes))
        using (CurrentRow())
        {
            Code.Add(new Stmt.Let(LoopType.Vector, Enumerable.Range(0, Unroll).Select(p => new Definition(Partial(p).Name, Neutral)).ToEquatableArray()));
            LaneLoop loop = new(Plan, Target, exact: true, maxVectors: 1);
            if (schedule.Parts is { } parts)
                ByParts(parts);
            else
                Sum(loop, 0);
            Join();
            if (schedule.Parts is not null)
                PartialSums.MakeWhole(Code, Partial(0), Total, Lost);
            Value.Local one = new(LoopType.Float, "one");
            Code.Add(new Stmt.Let(one.Type, [new Definition(one.Name, new Value.Across(Kernel.Reduction!.Value, Partial(0)))]));
            StoreAll(new(Code, LoopType.Float, i => Kernel.Operands[i] is Operand.Reduced ? one : ScalarOperand(Kernel.Operands[i], At), "r"));
        }
    }

    private void ByParts(SumParts parts)
    {
        Code.Add(new Stmt.Let(LoopType.Vector, [new Definition(Total.Name, Neutral), new Definition(Lost.Name, Neutral)]));
        PartialSums.Add(parts, Code, Extent(parts.Axis), () => Loops(schedule.Order.Take(parts.Depth)), () =>
        {
            StandWithin(parts);
            Sum(new(Plan, Target, exact: true, maxVectors: 1) { Range = parts.Axis == Plan.Lane ? (PartialSums.Start, PartialSums.End) : null }, parts.Depth);
            StandWithin(null);
        }, () =>
        {
            Join();
            PartialSums.AddUp(Code, Partial(0), Total, Lost);
            Code.Add(new Stmt.Assign(Enumerable.Range(0, Unroll).Select(p => (Value)Partial(p)).ToEquatableArray(), Neutral));
        });
    }

    // The loops from a depth on.
    private void Sum(LaneLoop loop, int depth)
    {
        if (schedule.IsByBlock)
            ByBlock(loop, depth);
        else
            ByVector(loop, depth);
    }

    private void Join()
    {
        for (int step = 1; step < Unroll; step *= 2)
        {
            for (int p = 0; p + step < Unroll; p += 2 * step)
                Code.Add(new Stmt.Increase(Partial(p), Partial(p + step)));
        }
    }

    private void ByBlock(LaneLoop loop, int depth)
    {
        Invariants invariants = Invariant(o => IsLaneInvariant(o) && !Others.Any(a => MovesAlong(o, a)));
        using (Loops(Others.Take(Others.Length - 1).Skip(depth)))
        {
            loop.Add(Code, (place, _, count) =>
            {
                Stand(Plan.Lane, place);
                Pieces(Innermost, Unroll, places => InTurn(invariants, places, count));
            });
        }
    }

    private void ByVector(LaneLoop loop, int depth)
    {
        using (Loops(Others.Skip(depth)))
        {
            Invariants invariants = Invariant(IsLaneInvariant);
            loop.Add(Code, (place, _, count) =>
            {
                Stand(Plan.Lane, place);
                Combine(invariants, count, 0);
            });
        }
    }

    private Value.Local Partial(int number) => new(LoopType.Vector, Unroll == 1 ? "all" : "all" + Format.Integer(number));

    private void InTurn(Invariants invariants, int places, IndexExpr? count)
    {
        LoopIndex first = At(Innermost);
        for (int place = 0; place < places; place++)
        {
            Stand(Innermost, first.Shift(place));
            Combine(invariants, count, place);
        }
        Stand(Innermost, first);
    }

    private Invariants Invariant(Func<Operand, bool> isInvariant)
    {
        Invariants invariants = new(Code, Kernel, isInvariant, o => ScalarOperand(o, At));
        invariants.Add(Kernel.InnerStores.Select(s => s.Expression).Append(Kernel.Element!));
        return invariants;
    }

    private void Combine(Invariants invariants, IndexExpr? count, int partial)
    {
        ValueBuilder values = new(Code, LoopType.Vector, i => VectorOperand(Kernel.Operands[i], At, count),
            $"t{(Unroll == 1 ? "" : $"{Format.Integer(partial)}_")}")
        { Rounded = Kernel.Rounded };
        invariants.Define(values);
        AnnounceElement(values);
        foreach (Store store in Kernel.InnerStores)
            StoreVector(store, values.Of(store.Expression), At, count);
        Value element = values.Of(Kernel.Element!), all = Partial(partial);
        if (count is not null)
            element = new Value.First(count, element, IsSum ? Neutral : all);
        Code.Add(IsSum ? new Stmt.Increase(all, element) : new Stmt.Assign([all], Larger(Kernel, element, all)));
    }
}

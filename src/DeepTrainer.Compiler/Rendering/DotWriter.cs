using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>A sum (or maximum) whose lanes run over what is combined: a vector of partial results, combined across at the end.</summary>
internal sealed class DotWriter(KernelPlan plan, Width width, CodeWriter writer) : KernelWriter(plan, width, writer)
{
    // Vectors of partial results: an addition waits for the one before it.
    private const int Partials = 4;

    private bool IsSum => Kernel.Reduction == Reduction.Sum;

    private int[] Others => [.. Kernel.ReducedAxes.Where(a => a != Plan.Lane)];

    private int Innermost => Others[Others.Length - 1];

    // Samples side by side lie in blocks: of each a stretch is read, so that caches get lines that follow each other.
    private bool IsByBlock => Plan.LaneAxis!.Extent < 0 && Others.Length > 0
        && Kernel.Operands.OfType<Operand.Load>().Any(l => KernelPlan.StrideOf(l.Access, Plan.Lane).IsBlocked);

    private int Unroll => IsByBlock && IsSum && Kernel.Axes[Innermost].Extent >= Partials && Kernel.InnerStores.Length == 0
        && Cost.Operations(Kernel.Element!) < Costs.SumsInFlight / 2 ? Partials : 1;

    private protected override void Body(string name)
    {
        using (Loops(Kernel.OutputAxes))
        {
            string zero = IsSum ? "V.Zero" : "Lanes.Create(float.NegativeInfinity)";
            Writer.Line($"V {string.Join(", ", Enumerable.Range(0, Unroll).Select(p => $"{Partial(p)} = {zero}"))};");
            LaneLoop loop = new(Plan, Width, exact: true, maxVectors: 1);
            if (Parts is { } parts)
                ByParts(parts);
            else
                Sum(loop, 0);
            Join();
            if (Parts is not null)
                Writer.Line(PartialSums.Whole(Partial(0), "total", "lost"));
            Writer.Line($"float one = {(IsSum ? $"Lanes.Sum({Partial(0)})" : $"VectorMath.Max({Partial(0)})")};");
            Finish();
        }
    }

    private IEnumerable<int> Order => IsByBlock ? [.. Others.Take(Others.Length - 1), Plan.Lane, Innermost] : Others.Append(Plan.Lane);

    // What is innermost in a block of samples is summed in whole.
    private PartialSums? Parts => PartialSums.Of(Kernel, [.. Order], axis => axis == Plan.Lane ? Width.Lanes : 1) is not { } parts ? null
        : IsByBlock && parts.Axis == Innermost ? parts with { Depth = parts.Depth - 1, Axis = Plan.Lane, Size = Width.Lanes, Grows = true } : parts;

    private void ByParts(PartialSums parts)
    {
        Writer.Line("V total = V.Zero, lost = V.Zero;");
        parts.Write(Writer, Extent(parts.Axis), () => Loops(Order.Take(parts.Depth)), () =>
        {
            StandWithin(parts);
            Sum(new(Plan, Width, exact: true, maxVectors: 1) { Range = parts.Axis == Plan.Lane ? (PartialSums.Start, PartialSums.End) : null }, parts.Depth);
            StandWithin(null);
        }, () =>
        {
            Join();
            PartialSums.Add(Writer, Partial(0), "total", "lost");
            Writer.Line($"{string.Join(" = ", Enumerable.Range(0, Unroll).Select(Partial))} = V.Zero;");
        });
    }

    // The loops from a depth on.
    private void Sum(LaneLoop loop, int depth)
    {
        if (IsByBlock)
            ByBlock(loop, depth);
        else
            ByVector(loop, depth);
    }

    private void Join()
    {
        for (int step = 1; step < Unroll; step *= 2)
        {
            for (int p = 0; p + step < Unroll; p += 2 * step)
                Writer.Line($"{Partial(p)} += {Partial(p + step)};");
        }
    }

    private void ByBlock(LaneLoop loop, int depth)
    {
        Invariants invariants = Invariant(o => IsLaneInvariant(o) && !Others.Any(a => MovesAlong(o, a)));
        using (Loops(Others.Take(Others.Length - 1).Skip(depth)))
        {
            loop.Write(Writer, (place, _, count) =>
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
            loop.Write(Writer, (place, _, count) =>
            {
                Stand(Plan.Lane, place);
                Combine(invariants, count, 0);
            });
        }
    }

    private string Partial(int number) => Unroll == 1 ? "all" : "all" + Format.Integer(number);

    private void InTurn(Invariants invariants, int places, string? count)
    {
        Position first = At(Innermost);
        for (int place = 0; place < places; place++)
        {
            Stand(Innermost, first.Shift(place));
            Combine(invariants, count, place);
        }
        Stand(Innermost, first);
    }

    private Invariants Invariant(Func<Operand, bool> isInvariant)
    {
        Invariants invariants = new(Writer, Kernel, isInvariant, o => ScalarOperand(o, At));
        invariants.Write(Kernel.InnerStores.Select(s => s.Expression).Append(Kernel.Element!));
        return invariants;
    }

    private void Combine(Invariants invariants, string? count, int partial)
    {
        ExprWriter expressions = new(Writer, Dialect.Vector, i => VectorOperand(Kernel.Operands[i], At, count), $"t{(Unroll == 1 ? "" : $"{Format.Integer(partial)}_")}") { Rounded = Kernel.Rounded };
        invariants.Define(expressions);
        expressions.Announce(Kernel.Element!);
        foreach (Store store in Kernel.InnerStores)
            expressions.Announce(store.Expression);
        NameUpdates(expressions);
        foreach (Store store in Kernel.InnerStores)
            StoreVector(store, expressions.Text(store.Expression), At, count);
        string element = expressions.Text(Kernel.Element!), all = Partial(partial);
        if (count is not null)
            element = $"Lanes.ConditionalSelect(VectorMath.MaskFirst{Width.Bits}({count}), {element}, {(IsSum ? "V.Zero" : all)})";
        Writer.Line(IsSum ? $"{all} += {element};" : $"{all} = {Larger(Kernel)}({element}, {all});");
    }

    private void Finish()
    {
        ExprWriter expressions = new(Writer, Dialect.Scalar, i => Kernel.Operands[i] is Operand.Reduced ? "one" : ScalarOperand(Kernel.Operands[i], At), "r");
        StoreAll(expressions);
    }
}

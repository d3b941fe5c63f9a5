using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// Two loops → one, where everything that is read and written continues from the end of the inner loop at the next turn of the outer
/// one: rows of an image that lie one after another, positions and channels side by side. Long loops fill vectors and tiles.
/// </summary>
internal static class Collapse
{
    /// <summary>The kernel with as few loops as can be, what became of its lane axis, and the pairs of loops that were made one, in order.</summary>
    public static (Kernel Kernel, int Lane, ImmutableArray<(int Outer, int Inner)> Pairs) Run(Kernel kernel, int lane)
    {
        var pairs = ImmutableArray.CreateBuilder<(int, int)>();
        while (Pair(kernel, lane) is { } pair)
        {
            pairs.Add(pair);
            (kernel, lane) = Merged(kernel, lane, pair);
        }
        return (kernel, lane, pairs.ToImmutable());
    }

    /// <summary>The same for a kernel of which it is known which loops are made one.</summary>
    public static (Kernel Kernel, int Lane) Run(Kernel kernel, int lane, ImmutableArray<(int Outer, int Inner)> pairs)
    {
        foreach ((int, int) pair in pairs)
            (kernel, lane) = Merged(kernel, lane, pair);
        return (kernel, lane);
    }

    private static (int Outer, int Inner)? Pair(Kernel kernel, int lane)
    {
        for (int outer = 0; outer < kernel.Axes.Length; outer++)
        {
            for (int inner = 0; inner < kernel.Axes.Length; inner++)
            {
                if (outer != inner && Continues(kernel, outer, inner) && (outer != lane || inner == lane))
                    return (outer, inner);
            }
        }
        return null;
    }

    private static bool Continues(Kernel kernel, int outer, int inner)
    {
        Axis a = kernel.Axes[outer], b = kernel.Axes[inner];
        return a.Extent > 0 && b.Extent > 0 && a.IsReduced == b.IsReduced && !a.IsGiven && !b.IsGiven
            && kernel.Accesses.All(access => access.Row is null && Continues(KernelPlan.StrideOf(access, outer), KernelPlan.StrideOf(access, inner), b.Extent))
            && kernel.Operands.All(o => o switch
            {
                Operand.Position position => position.Index.StepAlong(outer) == 0 && position.Index.StepAlong(inner) == 0,
                Operand.Uniform uniform => uniform.CounterStep(outer) == uniform.CounterStep(inner) * b.Extent,
                _ => true,
            });
    }

    private static bool Continues(Stride outer, Stride inner, int extent) =>
        !outer.IsBlocked && !inner.IsBlocked && outer == inner.Times(extent);

    // The inner loop runs on past its end, so that the outer one's share in every position is its.
    private static (Kernel, int) Merged(Kernel kernel, int lane, (int Outer, int Inner) pair)
    {
        Axis longer = kernel.Axes[pair.Inner] with { Extent = kernel.Axes[pair.Outer].Extent * kernel.Axes[pair.Inner].Extent };
        int merged = lane == pair.Outer ? pair.Inner : lane;
        return ((kernel with { Axes = kernel.Axes.SetItem(pair.Inner, longer) }).Without(pair.Outer), merged > pair.Outer ? merged - 1 : merged);
    }
}

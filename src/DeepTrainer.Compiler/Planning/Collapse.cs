using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// Two loops → one, where everything that is read and written continues from the end of the inner loop at the next turn of the outer
/// one: rows of an image that lie one after another, positions and channels side by side. Long loops fill vectors and tiles.
/// </summary>
internal static class Collapse
{
    /// <summary>The kernel with as few loops as can be, and what became of its lane axis.</summary>
    public static (Kernel Kernel, int Lane) Run(Kernel kernel, int lane)
    {
        while (Pair(kernel, lane) is var (outer, inner))
            (kernel, lane) = (Merged(kernel, outer, inner), Renumbered(lane == outer ? inner : lane, outer));
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
            && kernel.Accesses.All(access => access.Row is null && KernelPlan.StrideOf(access, outer) == KernelPlan.StrideOf(access, inner).Times(b.Extent))
            && kernel.Operands.All(o => o switch
            {
                Operand.Position position => position.Index.StepAlong(outer) == 0 && position.Index.StepAlong(inner) == 0,
                Operand.Uniform uniform => uniform.CounterStep(outer) == uniform.CounterStep(inner) * b.Extent,
                _ => true,
            });
    }

    // The inner loop runs on past its end, so that the outer one's share in every position is its.
    private static Kernel Merged(Kernel kernel, int outer, int inner)
    {
        Affine Without(Affine at) => at with { Terms = at.Terms.Where(t => t.Axis != outer).Select(t => t with { Axis = Renumbered(t.Axis, outer) }).ToEquatableArray() };
        Kernel moved = kernel.With(access => access.With(Without));
        return moved with
        {
            Axes = kernel.Axes.SetItem(inner, kernel.Axes[inner] with { Extent = kernel.Axes[outer].Extent * kernel.Axes[inner].Extent }).RemoveAt(outer),
            Operands = [.. moved.Operands.Select(o => o switch
            {
                Operand.Position position => position with { Index = Without(position.Index) },
                Operand.Uniform uniform => uniform with { Indices = uniform.Indices.Select(Without).ToEquatableArray() },
                _ => o,
            })],
        };
    }

    private static int Renumbered(int axis, int removed) => axis > removed ? axis - 1 : axis;
}

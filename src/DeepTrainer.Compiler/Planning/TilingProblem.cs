using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>All that the choice of a register tile depends on: kernels of equal layers have the same.</summary>
/// <param name="IsProduct">Whether two factors are multiplied and summed.</param>
/// <param name="Lane">The axis in vector lanes.</param>
/// <param name="Panel">Floats of the lane axis that lie side by side in panels; 0 if it lies in one piece.</param>
/// <param name="Strided">Cycles for what each vector of results loads and stores by single floats.</param>
/// <param name="Axes">The kernel's axes.</param>
/// <param name="Factors">What is multiplied.</param>
internal sealed record TilingProblem(
    bool IsProduct, int Lane, int Panel, double Strided, EquatableArray<TilingProblem.Side> Axes, EquatableArray<TilingProblem.Factor> Factors)
{
    /// <summary>An axis.</summary>
    /// <param name="Extent">Its length, negative for samples.</param>
    /// <param name="IsReduced">Whether it is summed over.</param>
    /// <param name="IsGiven">Whether the loop is around the kernel.</param>
    /// <param name="IsInBlocks">Whether tiles must fit into blocks along it, in which something lies or which are to be worked on as a whole.</param>
    /// <param name="Saved">How many of the cycles by single floats are saved where places along it are loaded and stored together.</param>
    public readonly record struct Side(int Extent, bool IsReduced, bool IsGiven, bool IsInBlocks, double Saved)
    {
        /// <summary>Its length, for samples that of a usual batch.</summary>
        public double Nominal => Extent < 0 ? Costs.UsualBatch : Extent;
    }

    /// <summary>A factor.</summary>
    /// <param name="Moves">For each axis whether another element is read at another position.</param>
    /// <param name="IsStrided">Whether its vectors are read a stride apart.</param>
    public readonly record struct Factor(EquatableArray<bool> Moves, bool IsStrided)
    {
        /// <summary>How many different vectors of it a tile needs.</summary>
        public int Distinct(Tiling tiling, int lane) =>
            (tiling.Row >= 0 && Moves[tiling.Row] ? tiling.Rows : 1) * (tiling.Column >= 0 && Moves[tiling.Column] ? tiling.Columns : 1) * (Moves[lane] ? tiling.Vectors : 1);
    }

    /// <summary>The axes that are neither summed over nor around the kernel, but for the lanes.</summary>
    public IEnumerable<int> Tiled
    {
        get
        {
            for (int a = 0; a < Axes.Count; a++)
            {
                if (a != Lane && !Axes[a].IsReduced && !Axes[a].IsGiven)
                    yield return a;
            }
        }
    }

    /// <summary>That of a kernel with this lane axis.</summary>
    public static TilingProblem Of(Kernel kernel, int lane)
    {
        Access[] accesses = [.. kernel.Accesses];
        bool isProduct = kernel.IsProduct;
        KernelPlan plan = new(kernel, "", lane);
        Operand[] loads = isProduct ? [.. kernel.ReadByStores.Select(o => kernel.Operands[o])] : [];
        Store[] stores = isProduct ? [.. kernel.Stores] : [];
        double strided = Costs.StridedVector * loads.OfType<Operand.Load>().Count(l => IsStrided(l.Access)) + (Costs.StridedStore * stores.Count(s => IsStrided(s.Access)));
        Side[] axes = new Side[kernel.Axes.Length];
        int panel = 0;
        for (int a = 0; a < axes.Length; a++)
        {
            Axis axis = kernel.Axes[a];
            int block = a == lane || (isProduct && !axis.IsReduced && !axis.IsGiven) ? BlockAlong(a) : 0;
            double saved = ((Costs.StridedVector - Costs.TransposedVector) * loads.Count(o => plan.LiesAcross(o, a)))
                + ((Costs.StridedStore - Costs.TransposedVector) * stores.Count(s => plan.LiesAcross(s, a)));
            axes[a] = new(axis.Extent, axis.IsReduced, axis.IsGiven, block > 0 || (axis.Extent < 0 && kernel.InWholeBlocks), saved);
            panel = a == lane ? block : panel;
        }
        return new(isProduct, lane, panel, strided, axes.ToEquatableArray(), isProduct ? kernel.Element!.Inputs.Select(FactorOf).ToEquatableArray() : []);

        int BlockAlong(int axis)
        {
            int block = 0;
            foreach (Access access in accesses)
                block = access.MovesAlong(axis) ? Math.Max(block, KernelPlan.StrideOf(access, axis).Block) : block;
            return block;
        }

        Factor FactorOf(int input)
        {
            Access access = ((Operand.Load)kernel.Operands[input]).Access;
            bool[] moves = new bool[axes.Length];
            for (int a = 0; a < moves.Length; a++)
                moves[a] = access.MovesAlong(a);
            return new(moves.ToEquatableArray(), IsStrided(access));
        }

        bool IsStrided(Access access) => access.MovesAlong(lane) && !KernelPlan.StrideOf(access, lane).IsUnit;
    }
}

using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// The register tile of a sum of products whose lanes run over samples that are summed: so many results along two axes at once. Columns are
/// the axis along which results lie side by side. The vectors of partial sums lie in memory between one strip of the innermost sum and the
/// next, so that a block of samples is used up while it is in the cache, whatever the number of results.
/// </summary>
/// <param name="Row">The first tiled axis; negative if there is but one.</param>
/// <param name="Rows">Places on it.</param>
/// <param name="Column">The second tiled axis.</param>
/// <param name="Columns">Places on it.</param>
/// <param name="Group">Rows whose partial sums lie in memory at once, a multiple of <paramref name="Rows"/> that divides the axis.</param>
/// <param name="Stretch">
/// Steps of the last sum but one for which the partial sums stay in registers: as many as leave the factors in the first-level cache.
/// </param>
internal sealed record DotTiling(int Row, int Rows, int Column, int Columns, int Group, int Stretch)
{
    /// <summary>The tile that loads least for each multiply-add.</summary>
    public static DotTiling Choose(KernelPlan plan, Target target)
    {
        Kernel kernel = plan.Kernel;
        Access[] factors = [.. kernel.Element!.Inputs.Select(i => ((Operand.Load)kernel.Operands[i]).Access)];
        int column = kernel.OutputAxes.OrderByDescending(a => kernel.Stores.Count(s => KernelPlan.StrideOf(s.Access, a).IsUnit))
            .ThenByDescending(a => kernel.Axes[a].Extent).First();
        int row = kernel.OutputAxes.Where(a => a != column).OrderBy(a => factors.Count(f => f.MovesAlong(a) == f.MovesAlong(column)))
            .ThenByDescending(a => kernel.Axes[a].Extent).DefaultIfEmpty(-1).First();
        int rowExtent = row < 0 ? 1 : kernel.Axes[row].Extent;
        long rowFloats = kernel.OutputAxes.Where(a => a != row).Aggregate((long)target.Lanes, (product, a) => product * kernel.Axes[a].Extent);
        bool isGrouped = rowExtent * rowFloats > Costs.CacheFloats;
        (int rows, int columns) = Enumerable.Range(1, Math.Min(rowExtent, target.Registers))
            .Where(r => !isGrouped || (rowExtent % r == 0 && r * rowFloats <= Costs.CacheFloats) || r == 1)
            .SelectMany(r => Enumerable.Range(1, Math.Min(kernel.Axes[column].Extent, target.Registers)).Select(c => (r, c)))
            .Where(t => (t.r * t.c) + Math.Min(t.r, t.c) + 1 <= target.Registers)
            .OrderBy(t => Steps(rowExtent, t.r, kernel.Axes[column].Extent, t.c)).ThenBy(t => t.r * t.c).First();
        int group = !isGrouped ? rowExtent
            : Enumerable.Range(1, rowExtent).Where(g => g % rows == 0 && rowExtent % g == 0 && (g == rows || g * rowFloats <= Costs.CacheFloats)).Max();
        int[] inner = [.. kernel.ReducedAxes.Where(a => a != plan.Lane).Select(a => kernel.Axes[a].Extent)];
        int stretch = inner.Length < 2 ? 1
            : Enumerable.Range(1, inner[inner.Length - 2]).Last(s => s == 1
                || (inner[inner.Length - 2] % s == 0 && s * inner[inner.Length - 1] * (rows + columns) * target.Lanes <= Costs.NearFloats));
        return new(row, rows, column, columns, group, stretch);
    }

    /// <summary>Of a sum of partial sums: the total, what has been lost of it, and what is being added up.</summary>
    public const int VectorsOfASum = 3;

    /// <summary>The floats of partial sums, for any target.</summary>
    public static int ScratchFloats(KernelPlan plan) => (int)Target.All.Max(target =>
    {
        DotTiling tiling = Choose(plan, target);
        return VectorsOfASum * plan.Kernel.OutputAxes.Aggregate((long)target.Lanes, (product, a) => product * (a == tiling.Row ? tiling.Group : plan.Kernel.Axes[a].Extent));
    });

    /// <summary>Room for the partial sums.</summary>
    public static Access Scratch(string kernel, int floats) =>
        new(new Storage($"{Format.Camel(kernel)}Sums", "", Shape.Of(floats), StorageKind.Temporary), [Affine.At(0)]);

    private static double Steps(int rowExtent, int rows, int columnExtent, int columns)
    {
        double cost = 0;
        int written = 0;
        foreach ((int often, int r) in Pieces(rowExtent, rows))
        {
            foreach ((int times, int c) in Pieces(columnExtent, columns))
            {
                double idle = Math.Max(0, Costs.SumsInFlight - (r * c)) * Costs.MultiplyAdd;
                cost += often * times * (Math.Max(r * c * Costs.MultiplyAdd, (r + c) * Costs.Load) + ((r + c) * Costs.StretchLoadWait) + Costs.LoopTurn + idle);
                written += r * c;
            }
        }
        return cost * (1 + (written * Costs.Writing));
    }

    private static IEnumerable<(int Often, int Size)> Pieces(int extent, int size)
    {
        (int whole, int left) = Tiling.Cut(extent, size);
        return new[] { (whole, size), (1, left) }.Where(p => p.Item1 > 0 && p.Item2 > 0);
    }
}

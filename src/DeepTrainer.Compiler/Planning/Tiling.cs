using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// The register tile of a sum whose lanes run over outputs: so many places along two more axes and so many vectors along the lanes are
/// summed at once, so that every factor loaded is used several times.
/// </summary>
/// <param name="Row">The first tiled axis; negative if none.</param>
/// <param name="Rows">Places on it.</param>
/// <param name="Column">The second tiled axis; negative if none.</param>
/// <param name="Columns">Places on it.</param>
/// <param name="Vectors">Vectors along the lanes.</param>
internal sealed record Tiling(int Row, int Rows, int Column, int Columns, int Vectors)
{
    private const int None = -1;

    private static readonly ConditionalWeakTable<Kernel, ConcurrentDictionary<(int Lane, string Target), Tiling>> Known = new();

    /// <summary>What the whole sum takes by the cost model, in cycles.</summary>
    public double Cost { get; init; }

    /// <summary>The sums that are under way at once.</summary>
    public int Sums => Rows * Columns * Vectors;

    /// <summary>How many different vectors of a factor a tile needs.</summary>
    public int Distinct(Access factor, int lane) =>
        (factor.MovesAlong(Row) ? Rows : 1) * (factor.MovesAlong(Column) ? Columns : 1) * (factor.MovesAlong(lane) ? Vectors : 1);

    /// <summary>The fastest tile by the cost model, for a kernel with this lane axis. Plans, estimates and loops ask for it: it is looked for once.</summary>
    public static Tiling Choose(Kernel kernel, int lane, Target target) =>
        Known.GetOrCreateValue(kernel).GetOrAdd((lane, target.Name), _ => Searched(kernel, lane, target));

    private static Tiling Searched(Kernel kernel, int lane, Target target)
    {
        int[] whole = [.. VectorCounts(kernel, lane, target)];
        if (!kernel.IsProduct)
            return new(None, 1, None, 1, whole.Where(v => v <= Costs.SumsInFlight / 2).Max());
        int[] axes = [.. kernel.OutputAxes.Where(a => a != lane)];
        Dictionary<int, int[]> sizes = axes.ToDictionary(a => a, a => Sizes(kernel, a, target).ToArray());
        Search search = new(kernel, lane, target);
        foreach (int vectors in whole)
        {
            search.Try(new(None, 1, None, 1, vectors));
            foreach (int row in axes)
            {
                foreach (int rows in sizes[row].TakeWhile(r => r * vectors < target.Registers))
                {
                    search.Try(new(row, rows, None, 1, vectors));
                    foreach (int column in axes.Where(c => c > row))
                    {
                        foreach (int columns in sizes[column].TakeWhile(c => rows * c * vectors < target.Registers))
                            search.Try(new(row, rows, column, columns, vectors));
                    }
                }
            }
        }
        return search.Best!;
    }

    /// <summary>How a loop over so many is cut: so many whole tiles, and the rest.</summary>
    public static (int Whole, int Left) Cut(int extent, int size) => (extent / size, extent % size);

    // A tile must fit into the blocks in which samples, or panels in which weights, may lie; otherwise, over a batch, what doesn't divide usual batches
    // leaves a small rest.
    private static IEnumerable<int> Sizes(Kernel kernel, int axis, Target target)
    {
        int extent = kernel.Axes[axis].Extent;
        bool inBlocks = kernel.Accesses.Any(a => a.MovesAlong(axis) && KernelPlan.StrideOf(a, axis).IsBlocked);
        IEnumerable<int> any = Enumerable.Range(2, Math.Max(0, Math.Min(extent, target.Registers) - 1));
        return extent < 0 ? inBlocks ? [2, 4, 8] : [2, 3, 4, 6, 8] : inBlocks ? any.Where(size => Costs.PanelWidth % size == 0) : any;
    }

    private static IEnumerable<int> VectorCounts(Kernel kernel, int lane, Target target)
    {
        int extent = kernel.Axes[lane].Extent, block = Placement.Padding / target.Lanes;
        int panel = kernel.Accesses.Where(a => a.MovesAlong(lane)).Select(a => KernelPlan.StrideOf(a, lane).Block).DefaultIfEmpty(0).Max() / target.Lanes;
        return extent < 0 ? [block]
            : panel > 0 ? Enumerable.Range(1, panel).Where(v => panel % v == 0)
            : Enumerable.Range(1, Math.Min((extent + target.Lanes - 1) / target.Lanes, Costs.SumsInFlight));
    }

    private sealed class Search
    {
        private readonly Kernel kernel;
        private readonly int lane;
        private readonly Target target;
        private readonly Access[] factors;
        private readonly double[] loadCosts;
        // What a vector of each factor reads along the sum. Single numbers lie side by side: a line from far away serves many.
        private readonly double[] floats;
        private readonly double[] turns;
        private readonly double sumLength;
        private double bestCost = double.MaxValue;

        public Search(Kernel kernel, int lane, Target target)
        {
            this.kernel = kernel;
            this.lane = lane;
            this.target = target;
            factors = [.. kernel.Element!.Inputs.Select(i => ((Operand.Load)kernel.Operands[i]).Access)];
            loadCosts = [.. factors.Select(f => f.MovesAlong(lane) && !KernelPlan.StrideOf(f, lane).IsUnit ? Costs.StridedVector : Costs.Load)];
            floats = [.. factors.Select(f => !f.MovesAlong(lane) ? 0 : kernel.ReducedAxes.Where(f.MovesAlong).Aggregate((double)target.Lanes, (product, a) => product * Nominal(a)))];
            turns = [.. kernel.Axes.Select((axis, a) => axis.IsReduced || axis.IsGiven || a == lane ? 1 : Nominal(a))];
            sumLength = kernel.ReducedAxes.Aggregate(1.0, (product, a) => product * Nominal(a));
        }

        public Tiling? Best { get; private set; }

        public void Try(Tiling tiling)
        {
            if (tiling.Sums > 1 && !FitsRegisters(tiling))
                return;
            double cost = 0;
            int written = 0;
            foreach ((double count, int rows) in Pieces(tiling.Row, tiling.Rows))
            {
                foreach ((double times, int columns) in Pieces(tiling.Column, tiling.Columns))
                {
                    foreach ((double often, int vectors) in LanePieces(tiling.Vectors))
                    {
                        cost += count * times * often * CostOf(tiling with { Rows = rows, Columns = columns, Vectors = vectors });
                        written += rows * columns * vectors;
                    }
                }
            }
            // Of tiles that are equally fast, the one that takes less code.
            cost *= 1 + (written * Costs.Writing);
            if (written <= Costs.MaxWritten && cost < bestCost)
                (Best, bestCost) = (tiling with { Cost = cost }, cost);
        }

        // A batch ends anywhere: what is left of it is taken one by one.
        private IEnumerable<(double Count, int Size)> Pieces(int axis, int size)
        {
            if (axis < 0)
                return [(1, 1)];
            int extent = kernel.Axes[axis].Extent;
            if (extent < 0)
                return [((double)Costs.UsualBatch / size, size), (0, 1)];
            (int tiles, int rest) = Cut(extent, size);
            return new (double, int)[] { (tiles, size), (1, rest) }.Where(p => p.Item1 > 0 && p.Item2 > 0);
        }

        private IEnumerable<(double Count, int Size)> LanePieces(int vectors)
        {
            int extent = kernel.Axes[lane].Extent;
            if (extent < 0)
                return [((double)Costs.UsualBatch / Placement.Padding, vectors)];
            (int tiles, int rest) = Cut((extent + target.Lanes - 1) / target.Lanes, vectors);
            return new (double, int)[] { (tiles, vectors), (1, rest) }.Where(p => p.Item1 > 0 && p.Item2 > 0);
        }

        // Asked for thousands of tiles, mostly in a compiler that has just started: loops rather than queries.
        private double CostOf(Tiling tiling)
        {
            double loads = 0, far = 0, farTime = 0;
            for (int f = 0; f < factors.Length; f++)
            {
                int distinct = tiling.Distinct(factors[f], lane);
                loads += distinct * loadCosts[f];
                double read = distinct * floats[f];
                if (read <= Costs.NearFloats / 2)
                    continue;
                far += distinct;
                farTime += distinct * (read <= Costs.CacheFloats / 2 ? Costs.FarLoad : Costs.DistantLoad);
            }
            double work = Math.Max(Math.Max(tiling.Sums * Costs.MultiplyAdd, loads), farTime) + (far * Costs.FarLoadWait);
            // Too few sums wait for each other, unless the sum is unrolled, and then they are added up.
            double idle = tiling.Sums >= Costs.SumsInFlight ? 0 : Costs.Tile;
            double others = 1;
            for (int a = 0; a < turns.Length; a++)
            {
                if (a != tiling.Row && a != tiling.Column)
                    others *= turns[a];
            }
            return others * ((sumLength * (work + Costs.LoopTurn)) + Costs.Tile + idle);
        }

        // One factor's vectors are held while the other's pass by, each in a register of its own for a moment.
        private bool FitsRegisters(Tiling tiling)
        {
            int held = int.MaxValue;
            foreach (Access factor in factors)
                held = Math.Min(held, tiling.Distinct(factor, lane));
            return tiling.Sums + held + 1 <= target.Registers;
        }

        private double Nominal(int axis) => kernel.Axes[axis].Extent < 0 ? Costs.UsualBatch : kernel.Axes[axis].Extent;
    }
}

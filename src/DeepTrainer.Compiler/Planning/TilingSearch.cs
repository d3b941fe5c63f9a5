using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>Tries all register tiles that fit, and keeps the fastest by the cost model.</summary>
internal sealed class TilingSearch
{
    private const int None = -1;

    private readonly TilingProblem problem;
    private readonly Target target;
    private readonly int lane;
    private readonly TilingProblem.Factor[] factors;
    private readonly double[] loadCosts;
    // What a vector of each factor reads along the sum. Single numbers lie side by side: a line from far away serves many.
    private readonly double[] floats;
    private readonly double[] turns;
    private readonly double sumLength;
    private Tiling? best;
    private double bestCost = double.MaxValue;

    private TilingSearch(TilingProblem problem, Target target)
    {
        this.problem = problem;
        this.target = target;
        lane = problem.Lane;
        factors = [.. problem.Factors];
        loadCosts = [.. factors.Select(f => f.IsStrided ? Costs.StridedVector : Costs.Load)];
        floats = [.. factors.Select(f => !f.Moves[lane] ? 0 : Reduced(f.Moves).Aggregate((double)target.Lanes, (product, a) => product * problem.Axes[a].Nominal))];
        turns = [.. problem.Axes.Select((axis, a) => axis.IsReduced || axis.IsGiven || a == lane ? 1 : axis.Nominal)];
        sumLength = Reduced(null).Aggregate(1.0, (product, a) => product * problem.Axes[a].Nominal);
    }

    /// <summary>The fastest tile.</summary>
    public static Tiling Run(TilingProblem problem, Target target)
    {
        TilingSearch search = new(problem, target);
        int[] whole = [.. search.VectorCounts()];
        if (!problem.IsProduct)
            return new(None, 1, None, 1, whole.Where(v => v <= Costs.SumsInFlight / 2).Max());
        int[] axes = [.. problem.Tiled];
        Dictionary<int, int[]> sizes = axes.ToDictionary(a => a, a => search.Sizes(problem.Axes[a]).ToArray());
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
        return search.best!;
    }

    // A tile must fit into the blocks in which samples, or panels in which weights, may lie; otherwise, over a batch, what doesn't divide usual batches
    // leaves a small rest, but a large one of the few samples that large networks predict at once: it is taken where there is no other axis.
    private IEnumerable<int> Sizes(TilingProblem.Side axis)
    {
        int extent = axis.Extent;
        IEnumerable<int> any = Enumerable.Range(2, Math.Max(0, Math.Min(extent, target.Registers) - 1));
        return extent < 0 ? axis.IsInBlocks || problem.Tiled.Count() > 1 ? [2, 4, 8] : [2, 3, 4, 6, 8] : axis.IsInBlocks ? any.Where(size => Costs.PanelWidth % size == 0) : any;
    }

    private IEnumerable<int> VectorCounts()
    {
        int extent = problem.Axes[lane].Extent, block = Placement.Padding / target.Lanes, panel = problem.Panel / target.Lanes;
        return extent < 0 ? [block]
            : panel > 0 ? Enumerable.Range(1, panel).Where(v => panel % v == 0)
            : Enumerable.Range(1, Math.Min((extent + target.Lanes - 1) / target.Lanes, Costs.SumsInFlight));
    }

    private void Try(Tiling tiling)
    {
        if (tiling.Sums > 1 && !FitsRegisters(tiling))
            return;
        double sums = 0, strided = 0;
        int written = 0;
        foreach ((double count, int rows) in Pieces(tiling.Row, tiling.Rows))
        {
            foreach ((double times, int columns) in Pieces(tiling.Column, tiling.Columns))
            {
                foreach ((double often, int vectors) in LanePieces(tiling.Vectors))
                {
                    Tiling piece = tiling with { Rows = rows, Columns = columns, Vectors = vectors };
                    sums += count * times * often * CostOf(piece);
                    strided += count * times * often * StridedCost(piece);
                    written += rows * columns * vectors;
                }
            }
        }
        // Of tiles that are equally fast, the one that takes less code.
        double more = 1 + (written * Costs.Writing), cost = (sums + strided) * more;
        if (written <= Costs.MaxWritten && cost < bestCost)
            (best, bestCost) = (tiling with { Cost = sums * more }, cost);
    }

    // A batch ends anywhere: what is left of it is taken one by one.
    private IEnumerable<(double Count, int Size)> Pieces(int axis, int size)
    {
        if (axis < 0)
            return [(1, 1)];
        int extent = problem.Axes[axis].Extent;
        if (extent < 0)
            return [((double)Costs.UsualBatch / size, size), (0, 1)];
        (int tiles, int rest) = Tiling.Cut(extent, size);
        return new (double, int)[] { (tiles, size), (1, rest) }.Where(p => p.Item1 > 0 && p.Item2 > 0);
    }

    private IEnumerable<(double Count, int Size)> LanePieces(int vectors)
    {
        int extent = problem.Axes[lane].Extent;
        if (extent < 0)
            return [((double)Costs.UsualBatch / Placement.Padding, vectors)];
        (int tiles, int rest) = Tiling.Cut((extent + target.Lanes - 1) / target.Lanes, vectors);
        return new (double, int)[] { (tiles, vectors), (1, rest) }.Where(p => p.Item1 > 0 && p.Item2 > 0);
    }

    // Asked for thousands of tiles, mostly in a compiler that has just started: loops rather than queries.
    private double CostOf(Tiling tiling)
    {
        double loads = 0, far = 0, farTime = 0;
        for (int f = 0; f < factors.Length; f++)
        {
            int distinct = factors[f].Distinct(tiling, lane);
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
        return Others(tiling) * ((sumLength * (work + Costs.LoopTurn)) + Costs.Tile + idle);
    }

    // What is loaded and stored of results by single floats, or of one side of the tile together.
    private double StridedCost(Tiling tiling)
    {
        if (problem.Strided == 0)
            return 0;
        double saved = Math.Max(Saved(tiling.Row, tiling.Rows), Saved(tiling.Column, tiling.Columns));
        return tiling.Sums * Others(tiling) * (problem.Strided - saved);
    }

    private double Saved(int axis, int places) => axis < 0 ? 0 : problem.Axes[axis].Saved * KernelPlan.Together(places);

    private double Others(Tiling tiling)
    {
        double others = 1;
        for (int a = 0; a < turns.Length; a++)
        {
            if (a != tiling.Row && a != tiling.Column)
                others *= turns[a];
        }
        return others;
    }

    // One factor's vectors are held while the other's pass by, each in a register of its own for a moment.
    private bool FitsRegisters(Tiling tiling)
    {
        int held = int.MaxValue;
        foreach (TilingProblem.Factor factor in factors)
            held = Math.Min(held, factor.Distinct(tiling, lane));
        return tiling.Sums + held + 1 <= target.Registers;
    }

    // The axes that are summed over, of a factor's.
    private IEnumerable<int> Reduced(EquatableArray<bool>? moves) => Enumerable.Range(0, problem.Axes.Count).Where(a => problem.Axes[a].IsReduced && moves?[a] != false);
}

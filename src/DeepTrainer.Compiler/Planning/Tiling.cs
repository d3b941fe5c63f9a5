using System.Collections.Concurrent;
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
    // A compiler stays for days, and sees many networks.
    private const int MostKnown = 10_000;

    private static readonly ConcurrentDictionary<(TilingProblem Problem, string Target), Tiling> Known = new();

    /// <summary>What the whole sum takes by the cost model, in cycles.</summary>
    public double Cost { get; init; }

    /// <summary>The sums that are under way at once.</summary>
    public int Sums => Rows * Columns * Vectors;

    /// <summary>How many different vectors of a factor a tile needs.</summary>
    public int Distinct(Access factor, int lane) =>
        (factor.MovesAlong(Row) ? Rows : 1) * (factor.MovesAlong(Column) ? Columns : 1) * (factor.MovesAlong(lane) ? Vectors : 1);

    /// <summary>
    /// The fastest tile by the cost model, for a kernel with this lane axis. Plans, estimates and loops ask for it, of every layer: what is alike is looked
    /// for once.
    /// </summary>
    public static Tiling Choose(Kernel kernel, int lane, Target target) => Choose(TilingProblem.Of(kernel, lane), target);

    /// <summary>The fastest tile for a problem.</summary>
    public static Tiling Choose(TilingProblem problem, Target target)
    {
        var question = (problem, target.Name);
        if (Known.TryGetValue(question, out Tiling? known))
            return known;
        if (Known.Count >= MostKnown)
            Known.Clear();
        return Known[question] = TilingSearch.Run(problem, target);
    }

    /// <summary>How a loop over so many is cut: so many whole tiles, and the rest.</summary>
    public static (int Whole, int Left) Cut(int extent, int size) => (extent / size, extent % size);
}

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>
/// The places of a register tile: so many along two axes, by so many vectors along the lanes, the last of which may have fewer valid lanes.
/// </summary>
/// <param name="Row">The first tiled axis; negative if none.</param>
/// <param name="Rows">Places on it.</param>
/// <param name="Column">The second tiled axis; negative if none.</param>
/// <param name="Columns">Places on it.</param>
/// <param name="Vectors">Vectors along the lanes.</param>
/// <param name="LastCount">The valid lanes of the last vector, if not all.</param>
internal sealed record Tile(int Row, int Rows, int Column, int Columns, int Vectors, IndexExpr? LastCount = null)
{
    public int Sums => Rows * Columns * Vectors;

    public IndexExpr? CountOf(int vector) => vector == Vectors - 1 ? LastCount : null;
}

/// <summary>One place of a tile.</summary>
internal readonly record struct TilePlace(int Row, int Column, int Vector);

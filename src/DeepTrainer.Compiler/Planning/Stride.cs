namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// The distance between neighbours, in floats. In a dimension that lies in blocks, neighbours of one block are
/// <paramref name="Count"/> apart, and the block's beginning is <paramref name="BlockSteps"/> times its first index away.
/// </summary>
/// <param name="Count">From one to the next.</param>
/// <param name="Block">How many make a block; 0 for a dimension that is not in blocks.</param>
/// <param name="BlockSteps">What a step over whole blocks takes, for each element of the dimension.</param>
public readonly record struct Stride(long Count, int Block = 0, long BlockSteps = 0)
{
    public static Stride Zero => new(0);

    /// <summary>Whether neighbours lie side by side, at least within a block.</summary>
    public bool IsUnit => Count == 1;

    public bool IsBlocked => Block > 0;

    public Stride Times(int factor) => factor == 1 || !IsBlocked ? this with { Count = Count * factor }
        : factor == 0 ? Zero
        : throw new InvalidOperationException("A dimension in blocks is walked step by step.");

    public Stride Plus(Stride other) => Count == 0 ? other : other.Count == 0 ? this
        : !IsBlocked && !other.IsBlocked ? new(Count + other.Count)
        : throw new InvalidOperationException("An axis can't run over a dimension in blocks and another one at once.");
}

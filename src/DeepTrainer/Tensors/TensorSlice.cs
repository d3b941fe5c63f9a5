namespace DeepTrainer;

/// <summary>What a tensor's indexer takes for an axis: an index, which leaves the axis out, or a range of it.</summary>
public readonly struct TensorSlice
{
    private TensorSlice(Index? index, Range range)
    {
        Index = index;
        Range = range;
    }

    /// <summary>The index; none for a range.</summary>
    public Index? Index { get; }

    /// <summary>The range, if there is no index.</summary>
    public Range Range { get; }

    /// <summary>One element: <c>x[0]</c>.</summary>
    /// <param name="index">Its place, from 0.</param>
    public static implicit operator TensorSlice(int index) => new(index, default);

    /// <summary>One element: <c>x[^1]</c>.</summary>
    /// <param name="index">Its place.</param>
    public static implicit operator TensorSlice(Index index) => new(index, default);

    /// <summary>A part of an axis: <c>x[1..^1]</c>.</summary>
    /// <param name="range">From where to where.</param>
    public static implicit operator TensorSlice(Range range) => new(null, range);
}

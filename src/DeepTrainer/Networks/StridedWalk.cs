namespace DeepTrainer;

/// <summary>The positions of a strided array's elements in row-major order, a row of its last dimension at a time.</summary>
/// <param name="shape">The sizes of the dimensions.</param>
/// <param name="strides">The distances between neighbours.</param>
/// <param name="offset">The position of the first element.</param>
/// <param name="index">Room for an index a dimension, all 0.</param>
internal ref struct StridedWalk(ReadOnlySpan<int> shape, ReadOnlySpan<int> strides, int offset, Span<int> index)
{
    private readonly ReadOnlySpan<int> _shape = shape;
    private readonly ReadOnlySpan<int> _strides = strides;
    private readonly Span<int> _index = index;
    private int _next = offset;

    /// <summary>The position of the next row's first element.</summary>
    /// <param name="count">The elements of the row.</param>
    /// <param name="stride">The distance between them.</param>
    public int NextRow(out int count, out int stride)
    {
        int current = _next, last = _shape.Length - 1;
        (count, stride) = last < 0 ? (1, 0) : (_shape[last], _strides[last]);
        for (int i = last - 1; i >= 0; i--)
        {
            _next += _strides[i];
            if (++_index[i] < _shape[i])
                break;
            // Past the end of this dimension: back to its start, and one on in the dimension before.
            _next -= _strides[i] * _shape[i];
            _index[i] = 0;
        }
        return current;
    }
}

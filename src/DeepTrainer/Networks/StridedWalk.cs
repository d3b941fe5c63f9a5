namespace DeepTrainer;

/// <summary>The positions of a strided array's elements, in row-major order.</summary>
internal ref struct StridedWalk(ReadOnlySpan<int> shape, ReadOnlySpan<int> strides, int offset)
{
    private readonly ReadOnlySpan<int> _shape = shape;
    private readonly ReadOnlySpan<int> _strides = strides;
    private readonly int[] _index = new int[shape.Length];
    private int _next = offset;

    public int Next()
    {
        int current = _next;
        for (int i = _shape.Length - 1; i >= 0; i--)
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

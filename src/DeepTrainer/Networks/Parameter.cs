using System.Collections.Immutable;
using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>
/// A named view of some of a network's floats, in PyTorch's shape. How they lie in memory is the network's choice; indices and
/// copies are row-major.
/// </summary>
public sealed partial class Parameter
{
    private readonly AlignedBuffer _buffer;
    private readonly int _offset;
    private readonly int[] _memoryShape;
    private readonly int[] _strides;
    private readonly NarrowMemory? _narrow;

    /// <summary>Makes a view of a part of a buffer: element (i₀, i₁, …) is the float at offset + Σ iₖ · strideₖ.</summary>
    /// <param name="name">The name in files: <c>dense1.weight</c>.</param>
    /// <param name="shape">The sizes of the dimensions, each at least 1; empty for one number.</param>
    /// <param name="buffer">The memory.</param>
    /// <param name="offset">The position of the first element, in floats.</param>
    /// <param name="strides">The distance between neighbours along each dimension, in floats; at least 0.</param>
    /// <exception cref="ArgumentException">The numbers of sizes and strides differ, or elements lie outside of the buffer.</exception>
    public Parameter(string name, int[] shape, AlignedBuffer buffer, int offset, int[] strides)
        : this(name, shape, buffer, offset, shape, strides)
    {
    }

    /// <summary>
    /// Makes a view of a part of a buffer in which some dimensions are split: 64 outputs in blocks of 32 are the dimensions 2 and 32 in memory.
    /// </summary>
    /// <param name="name">The name in files: <c>dense1.weight</c>.</param>
    /// <param name="shape">The sizes of the dimensions, each at least 1; empty for one number.</param>
    /// <param name="buffer">The memory.</param>
    /// <param name="offset">The position of the first element, in floats.</param>
    /// <param name="memoryShape">The sizes in memory: the same elements in the same row-major order.</param>
    /// <param name="strides">The distance between neighbours along each dimension in memory, in floats; at least 0.</param>
    /// <exception cref="ArgumentException">
    /// The numbers of sizes and strides or of elements differ, or elements lie outside of the buffer.
    /// </exception>
    public Parameter(string name, int[] shape, AlignedBuffer buffer, int offset, int[] memoryShape, int[] strides)
        : this(name, shape, buffer, offset, memoryShape, strides, WeightType.Float32, 0, 0)
    {
    }

    /// <summary>Makes a view of a part of a buffer that holds numbers of another type, rounded to it where they are changed.</summary>
    /// <param name="name">The name in files: <c>dense1.weight</c>.</param>
    /// <param name="shape">The sizes of the dimensions, each at least 1; empty for one number.</param>
    /// <param name="buffer">The memory.</param>
    /// <param name="offset">The position of the first element, in floats.</param>
    /// <param name="memoryShape">The sizes in memory: the same elements in the same row-major order.</param>
    /// <param name="strides">The distance between neighbours along each dimension in memory, in elements; at least 0.</param>
    /// <param name="type">What the elements are.</param>
    /// <param name="factors">The position of the first channel's factor, in floats; of <see cref="WeightType.Int8"/> alone.</param>
    /// <param name="channels">The dimension of channels, each of which has a factor of its own.</param>
    /// <exception cref="ArgumentException">
    /// The numbers of sizes and strides or of elements differ, or elements or factors lie outside of the buffer.
    /// </exception>
    public Parameter(string name, int[] shape, AlignedBuffer buffer, int offset, int[] memoryShape, int[] strides, WeightType type, int factors, int channels)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(memoryShape);
        ArgumentNullException.ThrowIfNull(strides);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(factors);
        if (!Enum.IsDefined(type))
            throw new ArgumentOutOfRangeException(nameof(type), type, "It is none of the types of weights.");
        if (channels < 0 || (type == WeightType.Int8 && channels >= shape.Length))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, $"'{name}' has {shape.Length} dimensions.");
        if (memoryShape.Length != strides.Length)
            throw new ArgumentException($"'{name}' has {memoryShape.Length} dimensions but {strides.Length} strides.", nameof(strides));

        long last = 0;
        int length = 1;
        for (int i = 0; i < memoryShape.Length; i++)
        {
            if (memoryShape[i] < 1 || strides[i] < 0)
                throw new ArgumentException($"Dimension {i} of '{name}' has size {memoryShape[i]} and stride {strides[i]}.", nameof(shape));
            if ((long)length * memoryShape[i] > int.MaxValue)
                throw new ArgumentException($"'{name}' of shape {LayerInfo.Text(shape)} has more than {int.MaxValue} elements.", nameof(shape));
            length *= memoryShape[i];
            last += (memoryShape[i] - 1L) * strides[i];
        }
        last = type == WeightType.Int8 && factors + (long)shape[channels] > buffer.Length ? factors + shape[channels] - 1L
            : offset + (last * NarrowMemory.Size(type) / sizeof(float));
        if (last >= buffer.Length)
            throw new ArgumentException($"'{name}' reaches float {last} of a buffer of {buffer.Length}.", nameof(buffer));
        if (shape.Aggregate(1L, (product, size) => product * size) != length)
            throw new ArgumentException($"'{name}' of shape {LayerInfo.Text(shape)} can't lie in memory as {LayerInfo.Text(memoryShape)}.", nameof(memoryShape));

        Name = name;
        Shape = [.. shape];
        Length = length;
        _buffer = buffer;
        _narrow = type == WeightType.Float32 ? null : new(type, buffer, offset, factors, shape, channels);
        _offset = _narrow is null ? offset : 0;
        _memoryShape = [.. memoryShape];
        _strides = [.. strides];
    }

    /// <summary>The name in files: <c>dense1.weight</c>.</summary>
    public string Name { get; }

    /// <summary>The sizes of the dimensions, as PyTorch has them; empty for one number.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>Whether the optimizer changes it; false for what layers note while training (running averages) and for weights of frozen layers.</summary>
    public bool IsTrained { get; init; } = true;

    /// <summary>The memory in which the elements lie.</summary>
    internal AlignedBuffer Buffer => _buffer;

    /// <summary>One element.</summary>
    /// <param name="index">One index a dimension, each from 0.</param>
    /// <exception cref="ArgumentException">There are more or fewer indices than dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An index is out of range, or the value is too large for the elements' <see cref="Type"/>: for <see cref="WeightType.Int8"/> it is if
    /// it exceeds the largest one of its channel when all were given.
    /// </exception>
    public float this[params ReadOnlySpan<int> index]
    {
        get
        {
            int position = Position(index, out int place);
            float value = _narrow is null ? _buffer.Span[position] : _narrow.Get(position, place);
            GC.KeepAlive(_buffer);
            return value;
        }
        set
        {
            int position = Position(index, out int place);
            if (_narrow is null)
                _buffer.Span[position] = value;
            else if (_narrow.Holds(place, value))
                _narrow.Set(position, place, value);
            else
                throw new ArgumentOutOfRangeException(nameof(value), value, $"'{Name}' is kept as {Type} and can't hold it "
                    + $"here{(Type == WeightType.Int8 ? "; CopyFrom chooses new factors" : "")}.");
            GC.KeepAlive(_buffer);
        }
    }

    /// <summary>Copies all elements out, in row-major order.</summary>
    /// <param name="rowMajor">Where they go, <see cref="Length"/> floats.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    public void CopyTo(Span<float> rowMajor)
    {
        if (_narrow is null)
            CopyTo(_buffer.Span, rowMajor);
        else
            CopyWidened(_narrow, rowMajor);
        GC.KeepAlive(_buffer);
    }

    /// <summary>The same view of other memory, where elements lie as they do here.</summary>
    internal Parameter In(AlignedBuffer buffer) => new(Name, [.. Shape], buffer, _offset, _memoryShape, _strides) { IsTrained = IsTrained };

    /// <summary>Copies all elements of other memory out, which lie there as they do here; without a heap.</summary>
    internal void CopyTo(ReadOnlySpan<float> memory, Span<float> rowMajor)
    {
        CheckLength(rowMajor.Length, nameof(rowMajor));
        if (_memoryShape is [var rows, var columns] && _strides is [1, var distance])
        {
            CopyTransposed(memory[_offset..], rows, columns, distance, rowMajor);
            return;
        }
        if (_memoryShape is [var blocks, var lanes, var inner] && _strides is [var next, 1, var apart])
        {
            for (int i = 0; i < blocks; i++)
                CopyTransposed(memory[(_offset + (i * next))..], lanes, inner, apart, rowMajor.Slice(i * lanes * inner, lanes * inner));
            return;
        }
        StridedWalk walk = Walk(stackalloc int[_memoryShape.Length]);
        for (int i = 0; i < rowMajor.Length;)
        {
            int first = walk.NextRow(out int count, out int stride);
            for (int end = i + count; i < end; i++, first += stride)
                rowMajor[i] = memory[first];
        }
    }

    /// <summary>Overwrites all elements.</summary>
    /// <param name="rowMajor">The new values in row-major order, <see cref="Length"/> floats.</param>
    /// <exception cref="ArgumentException">The length is wrong, or a finite value is too large for the elements' <see cref="Type"/>.</exception>
    public void CopyFrom(ReadOnlySpan<float> rowMajor)
    {
        CheckLength(rowMajor.Length, nameof(rowMajor));
        if (_narrow is not null)
        {
            CopyRounded(_narrow, rowMajor);
            return;
        }
        Span<float> memory = _buffer.Span;
        StridedWalk walk = Walk(stackalloc int[_memoryShape.Length]);
        for (int i = 0; i < rowMajor.Length;)
        {
            int first = walk.NextRow(out int count, out int stride);
            for (int end = i + count; i < end; i++, first += stride)
                memory[first] = rowMajor[i];
        }
        GC.KeepAlive(_buffer);
    }

    /// <summary>A copy of all elements, in row-major order.</summary>
    public float[] ToArray()
    {
        var values = new float[Length];
        CopyTo(values);
        return values;
    }

    /// <summary>The name and shape: <c>dense1.weight [32, 64]</c>.</summary>
    public override string ToString() => $"{Name} {LayerInfo.Text(Shape.AsSpan())}";

    // Columns lie one behind another: a few rows at a time are written along, so that what is read is used up while it is in the cache.
    private static void CopyTransposed(ReadOnlySpan<float> memory, int rows, int columns, int distance, Span<float> rowMajor)
    {
        const int Together = 16;
        for (int first = 0; first < rows; first += Together)
        {
            int end = Math.Min(first + Together, rows);
            for (int column = 0; column < columns; column++)
            {
                ReadOnlySpan<float> read = memory[(first + (column * distance))..(end + (column * distance))];
                for (int i = 0, at = (first * columns) + column; i < read.Length; i++, at += columns)
                    rowMajor[at] = read[i];
            }
        }
    }

    private StridedWalk Walk(Span<int> index) => new(_memoryShape, _strides, _offset, index);

    private int Position(ReadOnlySpan<int> index, out int place)
    {
        if (index.Length != Shape.Length)
            throw new ArgumentException($"'{Name}' has {Shape.Length} dimensions but was given {index.Length} indices.", nameof(index));
        place = 0;
        for (int i = 0; i < index.Length; i++)
        {
            if ((uint)index[i] >= (uint)Shape[i])
                throw new ArgumentOutOfRangeException(
                    nameof(index), index[i], $"Index {i} of '{Name}' is {index[i]}, but its shape is {LayerInfo.Text(Shape.AsSpan())}.");
            place = (place * Shape[i]) + index[i];
        }
        int position = _offset, left = place;
        for (int i = _memoryShape.Length - 1; i >= 0; i--)
        {
            (left, int rest) = Math.DivRem(left, _memoryShape[i]);
            position += rest * _strides[i];
        }
        return position;
    }

    private void CheckLength(int length, string argument)
    {
        if (length != Length)
            throw new ArgumentException($"{this} has {Length} elements but was given room for {length}.", argument);
    }
}

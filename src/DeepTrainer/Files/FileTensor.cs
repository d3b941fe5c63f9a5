using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace DeepTrainer;

/// <summary>One named array of numbers in a safetensors file.</summary>
public sealed class FileTensor
{
    /// <summary>What the name of factors of whole numbers ends with, behind that of the numbers.</summary>
    internal const string FactorSuffix = "_scale";

    // Its bytes are one array.
    private static readonly int MostFloats = Array.MaxLength / sizeof(float);

    private readonly ReadOnlyMemory<byte> _data;

    internal FileTensor(string name, string dataType, ImmutableArray<int> shape, ReadOnlyMemory<byte> littleEndian)
    {
        Name = name;
        DataType = dataType;
        Shape = shape;
        _data = littleEndian;
    }

    /// <summary>Makes a tensor of type F32.</summary>
    /// <param name="name">The name, unique in its file.</param>
    /// <param name="shape">The sizes of the dimensions, each at least 0; empty for one number.</param>
    /// <param name="rowMajor">The numbers, which are copied.</param>
    /// <exception cref="ArgumentException">There are more or fewer numbers than the shape has places.</exception>
    public FileTensor(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> rowMajor)
        : this(name, "F32", [.. shape], Bytes(name, shape, rowMajor))
    {
    }

    /// <summary>The name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>The type of the numbers, as safetensors calls it: F32, F16, I64.</summary>
    public string DataType { get; }

    /// <summary>The sizes of the dimensions; empty for one number.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>How many numbers there are.</summary>
    public int Length => _data.Length / TensorTypes.Size(DataType);

    internal ReadOnlySpan<byte> LittleEndian => _data.Span;

    /// <summary>The numbers where they are, if they lie there as floats of this machine.</summary>
    internal bool TryGetFloats(out ReadOnlySpan<float> values)
    {
        bool isSame = DataType == "F32" && BitConverter.IsLittleEndian;
        values = isSame ? MemoryMarshal.Cast<byte, float>(_data.Span) : [];
        return isSame;
    }

    /// <summary>The numbers as floats, in row-major order: F32 as they are; F16 and BF16 exactly; F64 rounded.</summary>
    /// <exception cref="InvalidDataException">The tensor has another type.</exception>
    public float[] ToFloats()
    {
        if (!TensorTypes.IsFloat(DataType))
            throw new InvalidDataException($"'{Excerpt.Of(Name)}' holds {DataType}, which doesn't convert to floats; it must be F32, F64, F16 or BF16.");
        var values = new float[Length];
        TensorTypes.ToFloats(DataType, _data.Span, values);
        return values;
    }

    /// <summary>The numbers as integers, in row-major order.</summary>
    /// <exception cref="InvalidDataException">The tensor's type is neither I64 nor I32.</exception>
    public long[] ToInt64s()
    {
        if (DataType is not ("I64" or "I32"))
            throw new InvalidDataException($"'{Excerpt.Of(Name)}' holds {DataType}, which doesn't convert to integers; it must be I64 or I32.");
        int size = TensorTypes.Size(DataType);
        var values = new long[Length];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> number = _data.Span.Slice(i * size, size);
            values[i] = size == 8 ? BinaryPrimitives.ReadInt64LittleEndian(number) : BinaryPrimitives.ReadInt32LittleEndian(number);
        }
        return values;
    }

    /// <summary>Name (its beginning, if it is very long), type and shape: <c>dense1.weight F32 [32, 64]</c>.</summary>
    public override string ToString() => $"{Excerpt.Of(Name)} {DataType} {LayerInfo.Text(Shape.AsSpan())}";

    private static byte[] Bytes(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> rowMajor)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        foreach (int size in shape)
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
        long length = shape.Contains(0) ? 0 : 1;
        for (int i = 0; i < shape.Length && length <= int.MaxValue; i++)
            length *= shape[i];
        if (length != rowMajor.Length)
            throw new ArgumentException(
                $"'{Excerpt.Of(name)}' of shape {LayerInfo.Text(shape)} has {(length > int.MaxValue ? $"more than {int.MaxValue}" : length)} "
                    + $"numbers, but {rowMajor.Length} were given.", nameof(rowMajor));
        if (length > MostFloats)
            throw new ArgumentException($"'{Excerpt.Of(name)}' of shape {LayerInfo.Text(shape)} has {length} numbers, and a tensor has {MostFloats} "
                + "at most; part it.", nameof(rowMajor));
        var bytes = new byte[rowMajor.Length * sizeof(float)];
        for (int i = 0; i < rowMajor.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), rowMajor[i]);
        return bytes;
    }
}

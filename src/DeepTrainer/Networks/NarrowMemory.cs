using System.Runtime.InteropServices;
using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>Weights of 16 or 8 bits in a part of a network's buffer: what a <see cref="Parameter"/> reads and writes there.</summary>
/// <param name="type">What they are.</param>
/// <param name="buffer">The memory.</param>
/// <param name="offset">Where the first one lies, in floats.</param>
/// <param name="factors">Where the channels' factors lie, in floats; of <see cref="WeightType.Int8"/> alone.</param>
/// <param name="shape">The weights' shape.</param>
/// <param name="axis">Its dimension of channels, each of which has a factor.</param>
internal sealed unsafe class NarrowMemory(WeightType type, AlignedBuffer buffer, int offset, int factors, ReadOnlySpan<int> shape, int axis)
{
    // The 8 lower bits of a factor are 0, so that its products with whole numbers up to 127 are floats, and what is read can be stored again without loss.
    private const uint FactorBits = ~0xFFu;

    private const int Largest = sbyte.MaxValue;

    private readonly int _channels = type == WeightType.Int8 ? shape[axis] : 0;
    private readonly int _inner = type == WeightType.Int8 ? Product(shape[(axis + 1)..]) : 1;
    private readonly int[] _factorShape = [.. shape.ToArray().Select((size, d) => d == axis ? size : 1)];

    public WeightType Type => type;

    /// <summary>What safetensors calls the type.</summary>
    public string FileType => type switch
    {
        WeightType.BFloat16 => "BF16",
        WeightType.Float16 => "F16",
        _ => "I8",
    };

    /// <summary>Bytes a weight.</summary>
    public static int Size(WeightType type) => type switch
    {
        WeightType.Float32 => sizeof(float),
        WeightType.Int8 => sizeof(sbyte),
        _ => sizeof(ushort),
    };

    /// <summary>The factors of all channels.</summary>
    public Span<float> Factors => buffer.Span.Slice(factors, _channels);

    /// <summary>The shape in which these are in files, and stretch over the weights: [32, 1].</summary>
    public ReadOnlySpan<int> FactorShape => _factorShape;

    /// <summary>A weight.</summary>
    /// <param name="at">Its place in memory.</param>
    /// <param name="index">Its place in row-major order.</param>
    public float Get(int at, int index) => type switch
    {
        WeightType.BFloat16 => (float)First<BFloat16>()[at],
        WeightType.Float16 => (float)First<Half>()[at],
        _ => First<sbyte>()[at] * Factors[ChannelOf(index)],
    };

    /// <summary>Keeps the nearest of the weights that the type has; of <see cref="WeightType.Int8"/> with the channel's factor as it is.</summary>
    public void Set(int at, int index, float value)
    {
        switch (type)
        {
            case WeightType.BFloat16:
                First<BFloat16>()[at] = (BFloat16)value;
                break;
            case WeightType.Float16:
                First<Half>()[at] = (Half)value;
                break;
            default:
                float factor = Factors[ChannelOf(index)];
                First<sbyte>()[at] = factor == 0 || !float.IsFinite(factor) ? (sbyte)0 : (sbyte)Math.Clamp(MathF.Round(value / factor), -Largest, Largest);
                break;
        }
    }

    /// <summary>
    /// Whether the type has a number near this one: a finite one for a finite one, none for an infinite one if it is
    /// <see cref="WeightType.Float16"/>, and for <see cref="WeightType.Int8"/> one within the channel's range.
    /// </summary>
    public bool Holds(int index, float value) => type == WeightType.Int8 ? value == 0 || MathF.Abs(value) <= (Largest + 0.5f) * Factors[ChannelOf(index)] : HoldsSize(value);

    /// <summary>The first of these weights that is too large for the type; null if there is none.</summary>
    public float? TooLarge(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (type != WeightType.Int8 && !HoldsSize(value))
                return value;
        }
        return null;
    }

    /// <summary>Keeps weights, in new factors, and says what they have lost; null if none of them is finite.</summary>
    public WeightRounding? CopyFrom(string name, ReadOnlySpan<float> rowMajor, StridedWalk walk)
    {
        if (type == WeightType.Int8)
            ChooseFactors(rowMajor);
        float largest = 0;
        double lost = 0, all = 0;
        bool isAnyFinite = false;
        for (int i = 0; i < rowMajor.Length;)
        {
            int first = walk.NextRow(out int count, out int stride);
            for (int end = i + count; i < end; i++, first += stride)
            {
                Set(first, i, rowMajor[i]);
                if (!float.IsFinite(rowMajor[i]))
                    continue;
                isAnyFinite = true;
                float error = Get(first, i) - rowMajor[i];
                largest = MathF.Max(largest, MathF.Abs(error));
                lost += (double)error * error;
                all += (double)rowMajor[i] * rowMajor[i];
            }
        }
        return isAnyFinite ? new(name, type, largest, all == 0 ? 0 : Math.Sqrt(lost / all)) : null;
    }

    /// <summary>Keeps whole numbers and factors as they are.</summary>
    public void CopyFrom(ReadOnlySpan<sbyte> rowMajor, ReadOnlySpan<float> channelFactors, StridedWalk walk)
    {
        channelFactors.CopyTo(Factors);
        sbyte* memory = First<sbyte>();
        for (int i = 0; i < rowMajor.Length;)
        {
            int first = walk.NextRow(out int count, out int stride);
            for (int end = i + count; i < end; i++, first += stride)
                memory[first] = rowMajor[i];
        }
    }

    /// <summary>The bits of all weights, row-major and little-endian.</summary>
    public byte[] ToBytes(int length, StridedWalk walk)
    {
        int size = Size(type);
        byte[] bytes = new byte[length * size];
        byte* memory = First<byte>();
        for (int i = 0; i < length;)
        {
            int first = walk.NextRow(out int count, out int stride);
            for (int end = i + count; i < end; i++, first += stride)
            {
                Span<byte> number = bytes.AsSpan(i * size, size);
                new ReadOnlySpan<byte>(memory + ((long)first * size), size).CopyTo(number);
                if (!BitConverter.IsLittleEndian)
                    number.Reverse();
            }
        }
        return bytes;
    }

    // Not a number where a channel has one that isn't finite: then all of it isn't.
    private void ChooseFactors(ReadOnlySpan<float> rowMajor)
    {
        Span<float> largest = Factors;
        largest.Clear();
        for (int i = 0; i < rowMajor.Length; i++)
        {
            ref float known = ref largest[ChannelOf(i)];
            known = MathF.Max(known, float.IsFinite(rowMajor[i]) ? MathF.Abs(rowMajor[i]) : float.NaN);
        }
        foreach (ref uint bits in MemoryMarshal.Cast<float, uint>(largest))
            bits = BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle(bits) / Largest) & FactorBits;
    }

    // Kernels take infinite halves for what is no number.
    private bool HoldsSize(float value) => type == WeightType.Float16 ? float.IsNaN(value) || Half.IsFinite((Half)value)
        : !float.IsFinite(value) || float.IsFinite((float)(BFloat16)value);

    private int ChannelOf(int index) => index / _inner % _channels;

    private T* First<T>()
        where T : unmanaged => (T*)(buffer.Pointer + offset);

    private static int Product(ReadOnlySpan<int> sizes)
    {
        int product = 1;
        foreach (int size in sizes)
            product *= size;
        return product;
    }
}

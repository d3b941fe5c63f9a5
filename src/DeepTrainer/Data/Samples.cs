using System.Numerics;
using System.Runtime.InteropServices;

namespace DeepTrainer;

/// <summary>Some samples, one after another: a batch, or a stretch of a dataset.</summary>
internal readonly ref struct Samples(SampleFormat format, int count, ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, ReadOnlySpan<float> targets)
{
    public SampleFormat Format { get; } = format;

    public int Count { get; } = count;

    public ReadOnlySpan<float> Inputs { get; } = inputs;

    /// <summary>Empty if there are target values.</summary>
    public ReadOnlySpan<int> Labels { get; } = labels;

    /// <summary>Empty if there are labels.</summary>
    public ReadOnlySpan<float> Targets { get; } = targets;

    public Samples Slice(int start, int count) => new(Format, count, Of(Inputs, start, count), Of(Labels, start, count), Of(Targets, start, count));

    /// <summary>The target values of one of them.</summary>
    public ReadOnlySpan<float> Target(int sample) => Of(Targets, sample, 1);

    public void CopyTo(Span<float> inputs, Span<int> labels, Span<float> targets)
    {
        Inputs.CopyTo(inputs);
        Labels.CopyTo(labels);
        Targets.CopyTo(targets);
    }

    /// <summary>A number that other samples would hardly have (CRC-32C), of these behind others.</summary>
    public uint Hash(uint before)
    {
        uint hash = before;
        Add(MemoryMarshal.AsBytes(Inputs));
        Add(MemoryMarshal.AsBytes(Labels));
        Add(MemoryMarshal.AsBytes(Targets));
        return hash;

        void Add(ReadOnlySpan<byte> bytes)
        {
            foreach (ulong value in MemoryMarshal.Cast<byte, ulong>(bytes))
                hash = BitOperations.Crc32C(hash, value);
            if (bytes.Length % sizeof(ulong) != 0)
                hash = BitOperations.Crc32C(hash, MemoryMarshal.Read<uint>(bytes[^sizeof(uint)..]));
        }
    }

    private ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> values, int start, int count)
    {
        int size = values.Length / Math.Max(1, Count);
        return values.Slice(start * size, count * size);
    }
}

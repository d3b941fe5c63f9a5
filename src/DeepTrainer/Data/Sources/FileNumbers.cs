using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DeepTrainer;

/// <summary>Numbers in a file that stay there until they are needed.</summary>
/// <param name="File">The file.</param>
/// <param name="Type">The numbers' type, as safetensors calls it.</param>
/// <param name="IsBigEndian">How they lie there; F32 or bytes if so.</param>
/// <param name="Start">The byte where they begin.</param>
/// <param name="Bytes">How many bytes they take, which for a packed file is what it must unpack to.</param>
internal sealed record FileNumbers(SourceFile File, string Type, bool IsBigEndian, long Start, long Bytes)
{
    /// <summary>The limits of a packed file, which can only be read from its start to its end; null for one that isn't packed.</summary>
    public ReadLimits? Packed { get; init; }

    public NumberReader Open() => Packed is null ? new PlacedReader(this) : new PackedReader(this, Packed);
}

/// <summary>Reads numbers of a file as floats, without allocation.</summary>
internal abstract class NumberReader(FileNumbers numbers) : IDisposable
{
    private readonly byte[] _buffer = new byte[1 << 16];

    /// <summary>Reads neighbouring numbers, of which the first has a number, too.</summary>
    public void Read(long first, Span<float> values)
    {
        int size = TensorTypes.Size(numbers.Type);
        while (!values.IsEmpty)
        {
            Span<float> part = values[..Math.Min(values.Length, _buffer.Length / size)];
            Span<byte> bytes = _buffer.AsSpan(0, part.Length * size);
            ReadBytes(numbers.Start + (first * size), bytes);
            TensorTypes.ToFloats(numbers.Type, bytes, part);
            if (numbers.IsBigEndian && size == sizeof(int))
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(part), MemoryMarshal.Cast<float, int>(part));
            first += part.Length;
            values = values[part.Length..];
        }
    }

    /// <summary>Throws if the file isn't what it was when its source was made.</summary>
    public abstract void CheckUnchanged();

    public abstract void Dispose();

    protected abstract void ReadBytes(long place, Span<byte> bytes);
}

/// <summary>
/// Reads at any place of a file. Not mapped into memory, which would be hardly faster: who cuts off a file that is mapped kills the process that reads it,
/// while here it is an error.
/// </summary>
internal sealed class PlacedReader(FileNumbers numbers) : NumberReader(numbers)
{
    private readonly FileStream _file = numbers.File.Open();
    private readonly SourceFile _source = numbers.File;

    public override void CheckUnchanged() => _source.CheckUnchanged(_file);

    public override void Dispose() => _file.Dispose();

    protected override void ReadBytes(long place, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = RandomAccess.Read(_file.SafeFileHandle, bytes, place);
            if (count == 0)
                throw new InvalidDataException($"'{_source.Path}' was cut off while it was read: there is nothing at byte {place}.");
            place += count;
            bytes = bytes[count..];
        }
    }
}

/// <summary>Reads a packed file from its start to its end.</summary>
internal sealed class PackedReader : NumberReader
{
    private readonly FileStream _file;
    private readonly Stream _contents;
    private readonly FileNumbers _numbers;
    private long _place;

    public PackedReader(FileNumbers numbers, ReadLimits limits)
        : base(numbers)
    {
        _numbers = numbers;
        _file = numbers.File.Open();
        _contents = PackedStreams.Open(_file, numbers.File.Path, limits);
        try
        {
            ReadBytes(0, new byte[numbers.Start]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override void CheckUnchanged() => _numbers.File.CheckUnchanged(_file);

    public override void Dispose()
    {
        _contents.Dispose();
        _file.Dispose();
    }

    protected override void ReadBytes(long place, Span<byte> bytes)
    {
        int count = place == _place ? _contents.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)
            : throw new InvalidOperationException("A packed file is read in its order.");
        _place += count;
        // What follows may be damage, or another file.
        Span<byte> more = stackalloc byte[1];
        if (count < bytes.Length || (_place == _numbers.Start + _numbers.Bytes && _contents.Read(more) > 0))
        {
            string found = count < bytes.Length ? $"{Math.Max(0, _place - _numbers.Start)}" : "more";
            throw new InvalidDataException($"'{_numbers.File.Path}' should have {_numbers.Bytes} bytes of data but has {found}.");
        }
    }
}

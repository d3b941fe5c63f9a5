using System.Buffers.Binary;
using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>
/// Reads the safetensors format, and trusts nothing: every length and offset is checked against what is there before it is used.
/// </summary>
internal static class SafetensorsReader
{
    public const string MetadataKey = "__metadata__";

    // The limit of the reference implementation.
    public const int MaxHeaderBytes = 100_000_000;
    private const int LengthBytes = sizeof(ulong);

    // What tells other formats.
    private const int BytesToRecognize = 1 << 12;

    public static TensorFile Read(ReadOnlyMemory<byte> file, string source, ReadLimits limits)
    {
        int headerLength = HeaderLength(file.Span, file.Length, source);
        ReadOnlyMemory<byte> data = file[(LengthBytes + headerLength)..];
        SafetensorsHeader header = SafetensorsHeader.Parse(file.Span.Slice(LengthBytes, headerLength), source, limits);
        CheckLayout(header.Entries, data.Length, source);
        return new TensorFile(
            header.Entries.Select(entry => new FileTensor(entry.Name, entry.DataType, entry.Shape, data[(int)entry.Begin..(int)entry.End])),
            header.Metadata,
            limits);
    }

    /// <summary>Reads the header of a file whose numbers stay where they are, and checks that they are there.</summary>
    /// <returns>The header, and where the numbers begin.</returns>
    public static (SafetensorsHeader Header, long Start) ReadHeader(FileStream file, string source, ReadLimits limits)
    {
        byte[] start = new byte[BytesToRecognize];
        int count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        byte[] json = new byte[HeaderLength(start.AsSpan(0, count), file.Length, source)];
        file.Position = LengthBytes;
        file.ReadExactly(json);
        SafetensorsHeader header = SafetensorsHeader.Parse(json, source, limits);
        CheckLayout(header.Entries, file.Length - LengthBytes - json.Length, source);
        return (header, LengthBytes + json.Length);
    }

    public static InvalidDataException Damaged(string source, string what, Exception? cause = null) =>
        new($"'{source}' is no safetensors file that can be read: {what}.", cause);

    private static int HeaderLength(ReadOnlySpan<byte> start, long length, string source)
    {
        if (length < LengthBytes)
            throw Damaged(source, $"it has {length} bytes, and even an empty one has more than {LengthBytes}");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(start);
        bool isHeader = headerLength <= (ulong)(length - LengthBytes) && length > LengthBytes && start[LengthBytes] == '{';
        if (!isHeader && ForeignFormat.Describe(start) is { } other)
            throw Damaged(source, other);
        if (headerLength > MaxHeaderBytes)
            throw Damaged(source, $"its header claims {headerLength} bytes, and at most {MaxHeaderBytes} are allowed; is it another format?");
        return headerLength <= (ulong)(length - LengthBytes) ? (int)headerLength
            : throw Damaged(source, $"its header claims {headerLength} bytes, but only {length - LengthBytes} follow; the file was cut off");
    }

    private static void CheckLayout(List<SafetensorsEntry> entries, long dataLength, string source)
    {
        long end = 0;
        foreach (SafetensorsEntry entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin < 0 || entry.End < entry.Begin || entry.End > dataLength)
                throw Damaged(source, $"{Where(entry)} lies outside of the {dataLength} bytes of data; the file was cut off or changed");
            if (entry.Begin < end)
                throw Damaged(source, $"{Where(entry)} overlaps the tensor before it, which ends at {end}");
            if (entry.Begin > end)
                throw Damaged(source, $"{Where(entry)} leaves a hole after the tensor before it, which ends at {end}");
            CheckSize(entry, source);
            end = entry.End;
        }
        if (end != dataLength)
            throw Damaged(source, $"its tensors end at byte {end}, but there are {dataLength} bytes of data");
    }

    private static string Where(SafetensorsEntry entry) => $"tensor '{Excerpt.Of(entry.Name)}' at bytes {entry.Begin} to {entry.End}";

    private static void CheckSize(SafetensorsEntry entry, string source)
    {
        int size = TensorTypes.Size(entry.DataType);
        if (size == 0)
            throw Damaged(source, $"tensor '{Excerpt.Of(entry.Name)}' has the unknown type '{Excerpt.Of(entry.DataType)}'");
        Int128 bytes = size;
        foreach (int dimension in entry.Shape)
        {
            bytes *= dimension;
            // Far more than any file, and far from where Int128 ends.
            if (bytes > long.MaxValue)
                throw Damaged(source, $"{Where(entry)} has the impossible shape {LayerInfo.Text(entry.Shape.AsSpan())}");
        }
        if (bytes != entry.End - entry.Begin)
            throw Damaged(
                source, $"{Where(entry)} has {entry.End - entry.Begin} bytes, but {entry.DataType} {LayerInfo.Text(entry.Shape.AsSpan())} takes {bytes}");
    }
}

/// <summary>What the header says of one tensor.</summary>
internal sealed record SafetensorsEntry(string Name, string DataType, ImmutableArray<int> Shape, long Begin, long End);

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

    public static TensorFile Read(ReadOnlyMemory<byte> file, string source, ReadLimits limits)
    {
        if (file.Length < LengthBytes)
            throw Damaged(source, $"it has {file.Length} bytes, and even an empty one has more than {LengthBytes}");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
        bool isHeader = headerLength <= (ulong)(file.Length - LengthBytes) && file.Length > LengthBytes && file.Span[LengthBytes] == '{';
        if (!isHeader && ForeignFormat.Describe(file.Span) is { } other)
            throw Damaged(source, other);
        if (headerLength > MaxHeaderBytes)
            throw Damaged(source, $"its header claims {headerLength} bytes, and at most {MaxHeaderBytes} are allowed; is it another format?");
        if (headerLength > (ulong)(file.Length - LengthBytes))
            throw Damaged(source, $"its header claims {headerLength} bytes, but only {file.Length - LengthBytes} follow; the file was cut off");

        ReadOnlyMemory<byte> data = file[(LengthBytes + (int)headerLength)..];
        SafetensorsHeader header = SafetensorsHeader.Parse(file.Span.Slice(LengthBytes, (int)headerLength), source, limits);
        CheckLayout(header.Entries, data.Length, source);
        return new TensorFile(
            header.Entries.Select(entry => new FileTensor(entry.Name, entry.DataType, entry.Shape, data[(int)entry.Begin..(int)entry.End])),
            header.Metadata,
            limits);
    }

    public static InvalidDataException Damaged(string source, string what, Exception? cause = null) =>
        new($"'{source}' is no safetensors file that can be read: {what}.", cause);

    private static void CheckLayout(List<SafetensorsEntry> entries, int dataLength, string source)
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

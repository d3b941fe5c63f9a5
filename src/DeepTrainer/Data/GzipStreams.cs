using System.Buffers.Binary;
using System.IO.Compression;

namespace DeepTrainer;

/// <summary>Opens streams that may be compressed.</summary>
internal static class GzipStreams
{
    // A header of 10 bytes, 2 of data, a trailer of 8.
    private const int SmallestFile = 20;

    /// <summary>The whole contents, decompressed if they start with gzip's magic bytes.</summary>
    public static ReadOnlyMemory<byte> Read(Stream stream, string source)
    {
        ReadOnlyMemory<byte> bytes = WholeStream.Read(stream, source);
        if (!bytes.Span.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return bytes;
        if (bytes.Length < SmallestFile)
            throw new InvalidDataException($"'{source}' is a damaged gzip file: it has only {bytes.Length} bytes.");
        try
        {
            using var gzip = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
            ReadOnlyMemory<byte> unpacked = WholeStream.Read(gzip, source);
            CheckLength(bytes.Span, unpacked.Length);
            return unpacked;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{source}' is a damaged gzip file: {e.Message}", e);
        }
    }

    // GZipStream takes the end of a truncated file for the end of the data. The last four bytes of a whole one are the length.
    private static void CheckLength(ReadOnlySpan<byte> packed, int unpackedLength)
    {
        uint claimed = BinaryPrimitives.ReadUInt32LittleEndian(packed[^sizeof(uint)..]);
        if (claimed != (uint)unpackedLength)
            throw new InvalidDataException(
                $"It unpacks to {unpackedLength} bytes but should to {claimed}; it was cut off, or several files were joined.");
    }
}

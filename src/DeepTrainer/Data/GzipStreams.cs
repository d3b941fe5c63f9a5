using System.IO.Compression;

namespace DeepTrainer;

/// <summary>Opens streams that may be compressed.</summary>
internal static class GzipStreams
{
    /// <summary>The whole contents, decompressed if they start with gzip's magic bytes.</summary>
    public static ReadOnlyMemory<byte> Read(Stream stream, string source)
    {
        ReadOnlyMemory<byte> bytes = WholeStream.Read(stream, source);
        if (!bytes.Span.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return bytes;
        try
        {
            using var gzip = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
            return WholeStream.Read(gzip, source);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{source}' is a damaged gzip file: {e.Message}", e);
        }
    }
}

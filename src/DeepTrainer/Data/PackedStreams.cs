namespace DeepTrainer;

/// <summary>Opens streams that may be compressed.</summary>
internal static class PackedStreams
{
    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    /// <summary>The contents, unpacked while they are read if they start with gzip's magic bytes. The stream stays open.</summary>
    public static Stream Open(Stream stream, string source, ReadLimits limits)
    {
        var start = new byte[GzipMagic.Length];
        int count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start.AsSpan().SequenceEqual(GzipMagic)
            ? new GzipContents(start, stream, source, limits)
            : new SurroundedStream(start.AsMemory(0, count), stream, default);
    }
}

namespace DeepTrainer;

/// <summary>Some bytes, then a stream, then some bytes.</summary>
internal sealed class SurroundedStream(ReadOnlyMemory<byte> before, Stream stream, ReadOnlyMemory<byte> after) : ForwardStream
{
    private ReadOnlyMemory<byte> _before = before;
    private ReadOnlyMemory<byte> _after = after;
    private bool _streamEnded;

    /// <summary>How many bytes were read so far.</summary>
    public long Count { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        int count = Take(ref _before, buffer);
        if (count == 0 && !_streamEnded && buffer.Length > 0)
        {
            count = stream.Read(buffer);
            _streamEnded = count == 0;
        }
        if (count == 0)
            count = Take(ref _after, buffer);
        Count += count;
        return count;
    }

    private static int Take(ref ReadOnlyMemory<byte> bytes, Span<byte> buffer)
    {
        int count = Math.Min(bytes.Length, buffer.Length);
        bytes.Span[..count].CopyTo(buffer);
        bytes = bytes[count..];
        return count;
    }
}

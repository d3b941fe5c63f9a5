namespace DeepTrainer;

/// <summary>Reads a stream into memory, at the pace of what really comes, whatever its headers claim.</summary>
internal static class WholeStream
{
    public static ReadOnlyMemory<byte> Read(Stream stream, string source)
    {
        if (stream.CanSeek && stream.Length - stream.Position > Array.MaxLength)
            throw new InvalidDataException($"'{source}' has {stream.Length - stream.Position} bytes; at most {Array.MaxLength} can be read.");
        using var memory = new MemoryStream(stream.CanSeek ? (int)Math.Max(0, stream.Length - stream.Position) : 0);
        try
        {
            stream.CopyTo(memory);
        }
        catch (IOException e) when (memory.Length > Array.MaxLength / 2)
        {
            throw new InvalidDataException($"'{source}' is too long; at most {Array.MaxLength} bytes can be read.", e);
        }
        return memory.GetBuffer().AsMemory(0, (int)memory.Length);
    }
}

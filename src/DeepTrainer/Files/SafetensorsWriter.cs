using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace DeepTrainer;

/// <summary>Writes the safetensors format: sorted names, every number at a multiple of its size.</summary>
internal static class SafetensorsWriter
{
    private const int HeaderAlignment = 8;

    public static void Write(TensorFile file, Stream stream)
    {
        // Wide numbers first, so that all are aligned without gaps, which the format forbids.
        FileTensor[] inOrder = [.. file.Tensors.Values
            .OrderByDescending(tensor => TensorTypes.Size(tensor.DataType))
            .ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];

        ReadOnlySpan<byte> header = Header(file, inOrder);
        int padded = (header.Length + HeaderAlignment - 1) / HeaderAlignment * HeaderAlignment;
        CheckReadable(padded, inOrder);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded);
        stream.Write(length);
        stream.Write(header);
        for (int i = header.Length; i < padded; i++)
            stream.WriteByte((byte)' ');
        foreach (FileTensor tensor in inOrder)
            stream.Write(tensor.LittleEndian);
    }

    // Nothing is written that could not be read again.
    private static void CheckReadable(int header, FileTensor[] tensors)
    {
        if (header > SafetensorsReader.MaxHeaderBytes)
            throw new InvalidOperationException($"The names and texts take {header} bytes, and at most {SafetensorsReader.MaxHeaderBytes} can be read again.");
        long total = sizeof(ulong) + header + tensors.Sum(tensor => (long)tensor.LittleEndian.Length);
        if (total > Array.MaxLength)
            throw new InvalidOperationException($"The file would have {total} bytes, and at most {Array.MaxLength} can be read again; write several.");
    }

    private static ReadOnlySpan<byte> Header(TensorFile file, FileTensor[] inOrder)
    {
        var offsets = new Dictionary<string, long>();
        long offset = 0;
        foreach (FileTensor tensor in inOrder)
        {
            offsets.Add(tensor.Name, offset);
            offset += tensor.LittleEndian.Length;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (file.Metadata.Count > 0)
                WriteMetadata(json, file.Metadata);
            foreach (FileTensor tensor in file.Tensors.Values)
                WriteTensor(json, tensor, offsets[tensor.Name]);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(SafetensorsReader.MetadataKey);
        foreach ((string key, string value) in metadata)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteTensor(Utf8JsonWriter json, FileTensor tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.DataType);
        json.WriteStartArray("shape");
        foreach (int size in tensor.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + tensor.LittleEndian.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

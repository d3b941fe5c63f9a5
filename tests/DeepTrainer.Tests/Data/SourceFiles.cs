using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace DeepTrainer.Tests;

/// <summary>Files of samples, byte by byte as their formats have them, and what a source gives of them.</summary>
internal static class SourceFiles
{
    public static byte[] IdxImages(int count = 117, bool floats = false)
    {
        MemoryStream stream = new();
        stream.Write([0, 0, (byte)(floats ? 0x0D : 8), 3]);
        Span<byte> number = stackalloc byte[4];
        foreach (int size in new[] { count, 2, 3 })
        {
            BinaryPrimitives.WriteInt32BigEndian(number, size);
            stream.Write(number);
        }
        for (int i = 0; i < count * 6; i++)
        {
            BinaryPrimitives.WriteSingleBigEndian(number, i / 7f);
            stream.Write(floats ? number : [(byte)(i % 251)]);
        }
        return stream.ToArray();
    }

    public static byte[] IdxLabels(int count = 117) => [0, 0, 8, 1, 0, 0, 0, (byte)count, .. Enumerable.Range(0, count).Select(i => (byte)(i % 5))];

    public static byte[] Packed(byte[] bytes)
    {
        MemoryStream stream = new();
        using (GZipStream gzip = new(stream, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return stream.ToArray();
    }

    public static (float[] Inputs, int[] Labels) Read(IBatchSource source, long pass, int batch)
    {
        int count = (int)source.Count!, size = source.Format.InputSize, read = 0, more;
        float[] inputs = new float[(count + batch) * size];
        int[] labels = new int[count + batch];
        using IBatchReader reader = source.Open(pass);
        while ((more = reader.Read(batch, inputs.AsSpan(read * size), labels.AsSpan(read), [])) > 0)
            read += more;
        Assert.Equal(count, read);
        return (inputs[..(count * size)], labels[..count]);
    }

    // A safetensors file byte by byte, as the format's description has it: for types that this library doesn't write.
    public static byte[] Safetensors(params (string Name, string Type, string Shape, byte[] Data)[] tensors)
    {
        StringBuilder header = new("{");
        int at = 0;
        foreach ((string name, string type, string shape, byte[] data) in tensors)
        {
            header.Append(at > 0 ? "," : "").Append($"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":[{at},{at + data.Length}]}}");
            at += data.Length;
        }
        byte[] json = Encoding.UTF8.GetBytes(header.Append('}').ToString());
        return [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. tensors.SelectMany(t => t.Data)];
    }

    public static byte[] Bytes(float[] values, string type) => [.. values.SelectMany(value => type switch
    {
        "F32" => BitConverter.GetBytes(value),
        "F64" => BitConverter.GetBytes((double)value),
        "F16" => BitConverter.GetBytes((Half)value),
        "BF16" => BitConverter.GetBytes(value)[2..],
        "I64" => BitConverter.GetBytes((long)value),
        "I32" => BitConverter.GetBytes((int)value),
        "I16" => BitConverter.GetBytes((short)value),
        "U64" => BitConverter.GetBytes((ulong)value),
        "U32" => BitConverter.GetBytes((uint)value),
        "U16" => BitConverter.GetBytes((ushort)value),
        _ => [(byte)value],
    })];
}

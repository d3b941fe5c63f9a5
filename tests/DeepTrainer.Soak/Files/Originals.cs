using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace DeepTrainer.Soak;

/// <summary>Files of all formats that are right, or built like right ones with sizes and texts that aren't.</summary>
internal static class Originals
{
    private static readonly string[] Types = ["F32", "F64", "F16", "BF16", "I64", "I32", "U8", "BOOL", "F33", ""];
    private static readonly long[] Sizes = [0, 1, 2, 3, 16, 255, 65536, 2147483647, 2147483648, 4294967297, long.MaxValue, -1];

    public static byte[] Checkpoint(INetwork network)
    {
        var stream = new MemoryStream();
        network.SaveCheckpoint(stream);
        return stream.ToArray();
    }

    public static byte[] Safetensors(Random random)
    {
        var stream = new MemoryStream();
        var tensors = Enumerable.Range(0, random.Next(5)).Select(i =>
        {
            int[] shape = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(4))];
            return new FileTensor($"layer{i}.weight", shape, new float[shape.Aggregate(1, (size, n) => size * n)]);
        });
        new TensorFile(tensors, random.Next(2) == 0 ? null : new Dictionary<string, string> { ["format"] = "pt" }).Write(stream);
        return stream.ToArray();
    }

    public static byte[] SafetensorsHeader(Random random)
    {
        string Numbers(int count) => string.Join(",", Enumerable.Range(0, count).Select(_ => Sizes[random.Next(Sizes.Length)]));
        string[] entries = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i =>
            $$"""
            "{{new string('w', random.Next(100) == 0 ? 70_000 : 1 + i)}}":{"dtype":"{{Types[random.Next(Types.Length)]}}","shape":[{{Numbers(random.Next(20))}}],"data_offsets":[{{Numbers(random.Next(1, 4))}}]}
            """)];
        byte[] header = Encoding.UTF8.GetBytes("{" + string.Join(",", entries) + "}");
        return [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. new byte[random.Next(32)]];
    }

    public static byte[] Csv(Random random)
    {
        var text = new StringBuilder();
        int columns = random.Next(2, 6);
        if (random.Next(3) == 0)
            text.AppendJoin(',', Enumerable.Range(0, columns).Select(i => $"column{i}")).Append('\n');
        for (int row = random.Next(8); row > 0; row--)
        {
            text.AppendJoin(',', Enumerable.Range(1, columns - 1).Select(_ => random.NextDouble().ToString("R", CultureInfo.InvariantCulture)));
            text.Append(',').Append(random.Next(8) switch { 0 => "\"a\"\"b\"", 1 => "red", 2 => "99999", _ => $"{random.Next(3)}" });
            text.Append(random.Next(4) == 0 ? "\r\n" : "\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static byte[] IdxImages(Random random) =>
        random.Next(2) == 0 ? [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 1, 2, 253, 254, 255] : [0, 0, 13, 2, 0, 0, 0, 2, 0, 0, 0, 1, 63, 128, 0, 0, 192, 0, 0, 0];

    public static byte[] IdxLabels(Random random) =>
        random.Next(2) == 0 ? [0, 0, 8, 1, 0, 0, 0, 2, 7, 0] : [0, 0, 13, 1, 0, 0, 0, 2, 64, 64, 0, 0, (byte)random.Next(256), 128, 0, 0];

    /// <summary>One or two members; now and then of far more contents than bytes.</summary>
    public static byte[] Packed(byte[] contents, Random random)
    {
        int cut = random.Next(2) == 0 ? 0 : random.Next(contents.Length + 1), times = random.Next(2000) == 0 ? 40_000_000 / (contents.Length + 1) : 1;
        return [.. Member(contents.AsSpan(0, cut), cut == 0 ? 0 : 1), .. Member(contents.AsSpan(cut), times)];
    }

    private static byte[] Member(ReadOnlySpan<byte> contents, int times)
    {
        var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            for (int i = 0; i < times; i++)
                gzip.Write(contents);
        }
        return memory.ToArray();
    }
}

using System.Buffers.Binary;
using System.IO.Compression;

namespace DeepTrainer;

/// <summary>Encodes an image of 8 bits a channel as PNG (ISO/IEC 15948).</summary>
internal static class PngWriter
{
    private const byte Gray = 0, Rgb = 2;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The file of an image.</summary>
    /// <param name="pixels">Row by row, the channels of a pixel beside each other.</param>
    /// <param name="width">The pixels of a row.</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="channels">1 for gray or 3 for red, green and blue.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        using MemoryStream file = new();
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9]) = (8, channels == 1 ? Gray : Rgb);
        header[10..].Clear();
        Chunk(file, "IHDR"u8, header);
        using (MemoryStream data = new())
        {
            using (ZLibStream packed = new(data, CompressionLevel.Fastest, leaveOpen: true))
            {
                int row = width * channels;
                for (int y = 0; y < height; y++)
                {
                    // No filter.
                    packed.WriteByte(0);
                    packed.Write(pixels.Slice(y * row, row));
                }
            }
            Chunk(file, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
        }
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(kind);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(kind, data));
        file.Write(number);
    }

    // The polynomial of PNG, gzip and Ethernet; images of logs are small.
    private static uint Crc32(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> data)
    {
        uint crc = Add(Add(uint.MaxValue, kind), data);
        return ~crc;

        static uint Add(uint crc, ReadOnlySpan<byte> bytes)
        {
            foreach (byte value in bytes)
            {
                crc ^= value;
                for (int bit = 0; bit < 8; bit++)
                    crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
            return crc;
        }
    }
}

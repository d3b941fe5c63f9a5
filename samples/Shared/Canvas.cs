using System.Buffers.Binary;
using System.IO.Compression;

namespace Samples;

/// <summary>A colour of a picture.</summary>
internal readonly record struct Ink(byte R, byte G, byte B)
{
    public static Ink White { get; } = new(255, 255, 255);
    public static Ink Grey { get; } = new(200, 200, 205);
    public static Ink Dark { get; } = new(40, 44, 52);
    public static Ink Blue { get; } = new(31, 111, 235);
    public static Ink Red { get; } = new(207, 34, 46);
    public static Ink Green { get; } = new(26, 127, 55);
}

/// <summary>A picture to draw charts on, saved as PNG; samples make those of their READMEs with it.</summary>
internal sealed class Canvas
{
    private readonly byte[] _pixels;

    public Canvas(int width, int height)
    {
        (Width, Height) = (width, height);
        _pixels = new byte[width * height * 3];
        Fill(0, 0, width, height, Ink.White);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Fills a rectangle; what lies beside the picture is left out.</summary>
    public void Fill(int x, int y, int width, int height, Ink ink)
    {
        for (int row = Math.Max(y, 0); row < Math.Min(y + height, Height); row++)
        {
            for (int column = Math.Max(x, 0); column < Math.Min(x + width, Width); column++)
                (_pixels[At(column, row)], _pixels[At(column, row) + 1], _pixels[At(column, row) + 2]) = (ink.R, ink.G, ink.B);
        }
    }

    /// <summary>Draws a line two pixels wide.</summary>
    public void Line(double x0, double y0, double x1, double y1, Ink ink)
    {
        int steps = (int)Math.Ceiling(Math.Max(Math.Abs(x1 - x0), Math.Abs(y1 - y0))) + 1;
        for (int i = 0; i <= steps; i++)
            Fill((int)Math.Round(x0 + ((x1 - x0) * i / steps)), (int)Math.Round(y0 + ((y1 - y0) * i / steps)), 2, 2, ink);
    }

    /// <summary>Draws values from left to right, those from <paramref name="low"/> to <paramref name="high"/> over the height of a rectangle.</summary>
    public void Curve(ReadOnlySpan<float> values, int x, int y, int width, int height, double low, double high, Ink ink)
    {
        int last = values.Length - 1;
        for (int i = 1; i <= last; i++)
            Line(X(i - 1), Y(values[i - 1]), X(i), Y(values[i]), ink);

        double X(int i) => x + ((double)width * i / last);
        double Y(float value) => y + (height * (high - value) / (high - low));
    }

    /// <summary>Writes the picture: PNG, 8 bits a channel, rows without filter.</summary>
    public void Save(string path)
    {
        using var rows = new MemoryStream();
        using (var zip = new ZLibStream(rows, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int y = 0; y < Height; y++)
            {
                zip.WriteByte(0);
                zip.Write(_pixels, At(0, y), Width * 3);
            }
        }
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9]) = (8, 2); // 8 bits a channel, RGB
        using FileStream file = File.Create(path);
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, rows.ToArray());
        Chunk(file, "IEND"u8, []);
    }

    // Length, name, contents, and a checksum of the last two.
    private static void Chunk(FileStream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> contents)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, contents.Length);
        file.Write(number);
        file.Write(name);
        file.Write(contents);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Checksum(Checksum(uint.MaxValue, name), contents));
        file.Write(number);
    }

    private static uint Checksum(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return crc;
    }

    private int At(int x, int y) => ((y * Width) + x) * 3;
}

using System.Buffers.Binary;
using System.Text;

namespace Samples;

/// <summary>How a WAV file has its samples.</summary>
internal enum WaveFormat
{
    /// <summary>Whole numbers of 16 bits; 32,768 stands for 1.</summary>
    Pcm16,

    /// <summary>Numbers of type float32, as they are.</summary>
    Float32,
}

/// <summary>
/// Reads and writes WAV files: 16-bit PCM or 32-bit float, one channel or two. Layout: "RIFF", size, "WAVE", then chunks of a name, a size and contents, padded to even
/// sizes; "fmt " says how the samples in "data" are to be read.
/// </summary>
internal static class WaveFile
{
    private const ushort Pcm = 1, Ieee = 3, Extensible = 0xFFFE;

    /// <summary>Reads a file as one channel; of two, their mean.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or has another sample rate; the message says what it has and what would do.</exception>
    public static float[] Read(string path, int sampleRate)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        if (file.Length < 12 || !file.StartsWith("RIFF"u8) || !file[8..].StartsWith("WAVE"u8))
            throw Fault(path, "is no WAV file: it doesn't begin with RIFF and WAVE");
        ReadOnlySpan<byte> format = default, rest = file[12..];
        while (rest.Length >= 8)
        {
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            ReadOnlySpan<byte> name = rest[..4], contents = rest[8..];
            bool isData = name.SequenceEqual("data"u8);
            if (size > contents.Length)
                throw Fault(path, $"is cut off: {size} bytes of '{Encoding.Latin1.GetString(name)}' should follow, and {contents.Length} do");
            contents = contents[..(int)size];
            if (isData && format.IsEmpty)
                throw Fault(path, "has samples before their format");
            if (isData)
                return Samples(path, format, contents, sampleRate);
            if (name.SequenceEqual("fmt "u8))
                format = contents;
            rest = rest[Math.Min(8 + contents.Length + (contents.Length & 1), rest.Length)..];
        }
        throw Fault(path, "has no samples: there is no 'data' in it");
    }

    /// <summary>Writes one channel. What is beyond -1 to 1 is clipped in 16 bits and kept in floats.</summary>
    public static void Write(string path, ReadOnlySpan<float> samples, int sampleRate, WaveFormat format, int channels = 1)
    {
        int bytes = format == WaveFormat.Pcm16 ? 2 : 4, size = samples.Length * bytes;
        byte[] file = new byte[44 + size];
        "RIFF    WAVEfmt "u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), 36 + size);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(20), format == WaveFormat.Pcm16 ? Pcm : Ieee);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(22), (ushort)channels);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), sampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), sampleRate * channels * bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(32), (ushort)(channels * bytes));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(34), (ushort)(8 * bytes));
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), size);
        for (int i = 0; i < samples.Length; i++)
        {
            Span<byte> sample = file.AsSpan(44 + (i * bytes));
            if (format == WaveFormat.Float32)
                BinaryPrimitives.WriteSingleLittleEndian(sample, samples[i]);
            else
                BinaryPrimitives.WriteInt16LittleEndian(sample, (short)Math.Clamp(MathF.Round(samples[i] * 32768), short.MinValue, short.MaxValue));
        }
        File.WriteAllBytes(path, file);
    }

    private static float[] Samples(string path, ReadOnlySpan<byte> format, ReadOnlySpan<byte> data, int sampleRate)
    {
        if (format.Length < 16)
            throw Fault(path, $"has a format of {format.Length} bytes; there should be 16 at least");
        ushort kind = BinaryPrimitives.ReadUInt16LittleEndian(format), channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        ushort bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        // The kind begins a longer name then.
        if (kind == Extensible && format.Length >= 26)
            kind = BinaryPrimitives.ReadUInt16LittleEndian(format[24..]);

        if ((kind, bits) is not ((Pcm, 16) or (Ieee, 32)))
            throw Fault(path, $"has samples of {bits} bits in format {kind}; 16-bit PCM (format 1) and 32-bit float (format 3) can be read: ffmpeg "
                + $"-i {path} -c:a pcm_s16le out.wav");
        if (channels is not (1 or 2))
            throw Fault(path, $"has {channels} channels; 1 or 2 can be read: ffmpeg -i {path} -ac 1 out.wav");
        if (rate != sampleRate)
            throw Fault(path, $"has {rate} samples a second, but the networks learned at {sampleRate}: ffmpeg -i {path} -ar {sampleRate} out.wav");
        if (data.IsEmpty || data.Length % (channels * bits / 8) != 0)
            throw Fault(path, $"has {data.Length} bytes of samples; a multiple of {channels * bits / 8} above 0 was expected");

        float[] mono = new float[data.Length / (channels * bits / 8)];
        for (int t = 0; t < mono.Length; t++)
        {
            float sum = 0;
            for (int channel = 0; channel < channels; channel++)
            {
                ReadOnlySpan<byte> sample = data[(((t * channels) + channel) * bits / 8)..];
                sum += bits == 16 ? BinaryPrimitives.ReadInt16LittleEndian(sample) / 32768f : BinaryPrimitives.ReadSingleLittleEndian(sample);
            }
            if (!float.IsFinite(sum))
                throw Fault(path, $"has a sample that is no number, after {t / (double)sampleRate:F3} s");
            mono[t] = sum / channels;
        }
        return mono;
    }

    private static InvalidDataException Fault(string path, string what) => new($"'{path}' {what}.");
}

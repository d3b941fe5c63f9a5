using System.Buffers.Binary;

namespace Samples;

/// <summary>Writes WAV files to a temporary folder and reads them back, also such as can't be read.</summary>
internal static class WaveCheck
{
    private const int Rate = Sound.SampleRate;

    /// <summary>What isn't as it should be, or null.</summary>
    public static string? Fault(float[] sound)
    {
        string folder = Directory.CreateTempSubdirectory("guitar-sample-").FullName, path = Path.Combine(folder, "sound.wav");
        try
        {
            float[] twice = [.. sound.SelectMany(x => (float[])[x + 0.125f, x - 0.125f])];
            return Differs("mono, float", sound, WaveFormat.Float32, 1, 0)
                ?? Differs("stereo, float", twice, WaveFormat.Float32, 2, 1e-6)
                ?? Differs("mono, 16 bits", sound, WaveFormat.Pcm16, 1, 0.51 / 32768)
                ?? Differs("stereo, 16 bits", twice, WaveFormat.Pcm16, 2, 0.51 / 32768)
                ?? Untold("another rate", file => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), 44100), "44100 samples a second")
                ?? Untold("24 bits", file => file[34] = 24, "24 bits in format 1")
                ?? Untold("six channels", file => file[22] = 6, "6 channels")
                ?? Untold("longer than the file", file => file[43] = 1, "is cut off")
                ?? Untold("no samples", file => file[36] = (byte)'x', "no 'data'")
                ?? Untold("half a sample", file => file[40]--, "a multiple of 2")
                ?? Untold("samples before their format", file => file[12] = (byte)'x', "before their format")
                ?? Untold("another file", file => file[0] = 0, "no WAV file");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        string? Differs(string name, float[] samples, WaveFormat format, int channels, double tolerance)
        {
            WaveFile.Write(path, samples, Rate, format, channels);
            float[] read = WaveFile.Read(path, Rate);
            double difference = read.Length == sound.Length ? read.Zip(sound, (a, b) => Math.Abs(a - b)).Max() : double.NaN;
            return difference <= tolerance ? null : $"{name}: what is read back differs by {difference}";
        }

        string? Untold(string name, Action<byte[]> spoil, string says)
        {
            WaveFile.Write(path, sound, Rate, WaveFormat.Pcm16);
            byte[] file = File.ReadAllBytes(path);
            spoil(file);
            File.WriteAllBytes(path, file);
            try
            {
                WaveFile.Read(path, Rate);
            }
            catch (InvalidDataException e) when (e.Message.Contains(says, StringComparison.Ordinal))
            {
                return null;
            }
            return $"{name}: '{says}' isn't told";
        }
    }
}

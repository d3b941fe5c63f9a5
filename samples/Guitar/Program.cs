using System.Text;
using DeepTrainer;
using Samples;

// Elsewhere UTF-8 is the default.
if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
    Console.OutputEncoding = Encoding.UTF8;

try
{
    switch (args)
    {
        case []:
            return SelfCheck.Run(folder: null);
        case ["--demo", var folder]:
            return SelfCheck.Run(folder);
        case ["--in", var dry, "--out", var wet]:
            return Play<Convolutional>(dry, wet);
        case ["--in", var dry, "--out", var wet, "--network", "convolutional"]:
            return Play<Convolutional>(dry, wet);
        case ["--in", var dry, "--out", var wet, "--network", "recurrent"]:
            return Play<Recurrent>(dry, wet);
        default:
            Console.Error.WriteLine($"""
                Guitar: '{string.Join(' ', args)}' isn't known.
                  (nothing)                     trains two networks to sound like a pedal, and measures them
                  --demo folder                 the same, and writes what they were measured with: strings, pedal, networks, and a picture
                  --in dry.wav --out wet.wav    trains a network and plays a file through it: 16-bit PCM or 32-bit float, {Sound.SampleRate} samples a second
                    [--network recurrent]         the LSTM instead of the convolutions
                """);
            return 2;
    }
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
{
    Console.Error.WriteLine($"Guitar: {e.Message} — FAILED");
    return 1;
}

static int Play<TNetwork>(string from, string to)
    where TNetwork : class, INetwork<TNetwork>, IStreamingNetwork
{
    float[] dry = WaveFile.Read(from, Sound.SampleRate);
    if (Path.GetDirectoryName(Path.GetFullPath(to)) is { } folder && !Directory.Exists(folder))
        throw new DirectoryNotFoundException($"'{to}' can't be written: there is no folder '{folder}'.");
    TNetwork network = Imitation.Train<TNetwork>();
    (float[] wet, double nanoseconds) = Imitation.Stream(network, dry);
    WaveFile.Write(to, wet, Sound.SampleRate, WaveFormat.Pcm16);
    Console.WriteLine($"Guitar: {dry.Length / (double)Sound.SampleRate:F1} s through {network.Info.Name}, {nanoseconds:F0} ns a sample, to {to} — OK");
    return 0;
}

using System.Diagnostics;
using DeepTrainer;

namespace Samples;

/// <summary>Trains both networks, measures them on notes that they haven't heard, and reads back what is written.</summary>
internal static class SelfCheck
{
    private const double Sane = 0.02, SamplePeriod = 1e9 / Sound.SampleRate;

    /// <summary>Other notes than those of training, plucked otherwise.</summary>
    private static readonly float[] Dry = Sound.Pluck(2, 98, 130.8, 220, 293.7, 523.3), Pedal = Sound.Distort(Dry);

    public static int Run(string? folder)
    {
        Console.WriteLine($"A distortion pedal: {Imitation.SecondsOfTraining:F1} s to train on, {Dry.Length / (double)Sound.SampleRate:F1} s of other notes to test with.\n");
        Console.WriteLine($"{"",-15}{"weights",8}{"training",10}{"error/signal",14}{"a step",10}{"of the time",13}{"streamed − batch",18}");
        (float[] recurrent, bool isSane) = Measure<Recurrent>();
        (float[] convolutional, bool isSaneToo) = Measure<Convolutional>();

        string? fault = WaveCheck.Fault(convolutional);
        Console.WriteLine($"\nWAV files: {fault ?? "16 and 32 bits, one channel and two, written and read back; what can't be read is told"}");
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            foreach ((string name, float[] sound) in ((string, float[])[])[("dry", Dry), ("pedal", Pedal), ("recurrent", recurrent), ("convolutional", convolutional)])
                WaveFile.Write(Path.Combine(folder, name + ".wav"), sound, Sound.SampleRate, WaveFormat.Pcm16);
            WaveChart.Draw(Dry, Pedal, convolutional, Path.Combine(folder, "wave.png"));
            Console.WriteLine($"{folder}: dry.wav, pedal.wav, recurrent.wav, convolutional.wav to listen to, wave.png to look at");
        }

        isSane = isSane && isSaneToo && fault is null;
        (isSane ? Console.Out : Console.Error).WriteLine($"\nGuitar: two imitations of a pedal in real time — {(isSane ? "OK" : "FAILED")}");
        return isSane ? 0 : 1;
    }

    private static (float[] Wet, bool IsSane) Measure<TNetwork>()
        where TNetwork : class, INetwork<TNetwork>, IStreamingNetwork
    {
        var watch = Stopwatch.StartNew();
        TNetwork net = Imitation.Train<TNetwork>();
        TimeSpan training = watch.Elapsed;

        (float[] wet, double nanoseconds) = Imitation.Stream(net, Dry);
        double esr = wet.Zip(Pedal, (a, b) => Math.Pow(a - b, 2)).Sum() / Pedal.Sum(b => Math.Pow(b, 2));

        float[] batch = new float[Sound.Window];
        net.Predict(Dry.AsSpan(0, Sound.Window), batch);
        double difference = batch.Zip(wet, (a, b) => Math.Abs(a - b)).Max();

        Console.Write($"{net.Info.Name,-15}{TNetwork.ParameterCount,8}{training.TotalSeconds,8:F1} s{esr,14:P2}");
        Console.WriteLine($"{nanoseconds,7:F0} ns{nanoseconds / SamplePeriod,13:P1}{difference,18:E0}");
        return (wet, esr < Sane && difference < 1e-5 && nanoseconds < SamplePeriod);
    }
}

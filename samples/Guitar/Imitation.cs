using System.Diagnostics;
using DeepTrainer;

namespace Samples;

/// <summary>Trains a network to sound like the pedal, and plays sound through it.</summary>
internal static class Imitation
{
    private const int Epochs = 40, Batch = 8;

    // The six open strings and two more.
    private static readonly float[] TrainDry = Sound.Pluck(1, 82.4, 110, 146.8, 196, 246.9, 329.6, 440, 659.3);

    public static double SecondsOfTraining => TrainDry.Length / (double)Sound.SampleRate;

    public static TNetwork Train<TNetwork>()
        where TNetwork : class, INetwork<TNetwork>
    {
        var net = TNetwork.Create(seed: 1);
        Range used = ..(TrainDry.Length / Sound.Window * Sound.Window);
        Dataset train = Dataset.FromTargets(TrainDry[used], [.. net.Info.InputShape], Sound.Distort(TrainDry)[used], [.. net.Info.OutputShape]);
        new Trainer<TNetwork>(net).Fit(train, epochs: Epochs, batchSize: Batch, seed: 1, schedule: new CosineAnnealingSchedule(Epochs));
        return net;
    }

    /// <summary>
    /// As a plug-in would: a sample in, a sample out. The time of a step is the median of blocks of 10 ms: other programs want the processor, too.
    /// </summary>
    public static (float[] Wet, double Nanoseconds) Stream(IStreamingNetwork net, ReadOnlySpan<float> dry)
    {
        const int Block = Sound.SampleRate / 100;
        float[] wet = new float[dry.Length], state = new float[net.StateSize];
        var times = new List<double>();
        net.InitializeState(state);
        for (int start = 0; start < dry.Length; start += Block)
        {
            int end = Math.Min(start + Block, dry.Length);
            long begin = Stopwatch.GetTimestamp();
            for (int t = start; t < end; t++)
                net.Step(dry.Slice(t, 1), wet.AsSpan(t, 1), state, t);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalNanoseconds / (end - start));
        }
        times.Sort();
        return (wet, times[times.Count / 2]);
    }
}

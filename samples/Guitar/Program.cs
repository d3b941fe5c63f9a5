using System.Diagnostics;
using System.Text;
using DeepTrainer;
using Samples;

const int Epochs = 40, Batch = 8;
const double SamplePeriod = 1e9 / Sound.SampleRate;

// Elsewhere UTF-8 is the default.
if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
    Console.OutputEncoding = Encoding.UTF8;

// The six open strings and two more to train on; other notes, plucked otherwise, to test with.
float[] trainDry = Sound.Pluck(1, 82.4, 110, 146.8, 196, 246.9, 329.6, 440, 659.3), trainWet = Sound.Distort(trainDry);
float[] testDry = Sound.Pluck(2, 98, 130.8, 220, 293.7, 523.3), testWet = Sound.Distort(testDry);
Console.WriteLine($"A distortion pedal: {Seconds(trainDry):F1} s to train on, {Seconds(testDry):F1} s of other notes to test with.\n");
Console.WriteLine($"{"",-15}{"weights",8}{"training",10}{"error/signal",14}{"a step",10}{"of the time",13}{"streamed − batch",18}");

bool isSane = Run<Recurrent>(sane: 0.02) & Run<Convolutional>(sane: 0.02);
(isSane ? Console.Out : Console.Error).WriteLine($"\nGuitar: two imitations of a pedal in real time — {(isSane ? "OK" : "FAILED")}");
return isSane ? 0 : 1;

bool Run<TNetwork>(double sane)
    where TNetwork : class, INetwork<TNetwork>, IStreamingNetwork
{
    var net = TNetwork.Create(seed: 1);
    Range used = ..(trainDry.Length / Sound.Window * Sound.Window);
    Dataset train = Dataset.FromTargets(trainDry[used], [.. net.Info.InputShape], trainWet[used], [.. net.Info.OutputShape]);
    var watch = Stopwatch.StartNew();
    new Trainer<TNetwork>(net).Fit(train, epochs: Epochs, batchSize: Batch, seed: 1, schedule: new CosineAnnealingSchedule(Epochs));
    TimeSpan training = watch.Elapsed;

    (float[] wet, double nanoseconds) = Stream(net, testDry);
    double esr = wet.Zip(testWet, (a, b) => Math.Pow(a - b, 2)).Sum() / testWet.Sum(b => Math.Pow(b, 2));

    float[] batch = new float[Sound.Window];
    net.Predict(testDry.AsSpan(0, Sound.Window), batch);
    double difference = batch.Zip(wet, (a, b) => Math.Abs(a - b)).Max();

    Console.Write($"{net.Info.Name,-15}{TNetwork.ParameterCount,8}{training.TotalSeconds,8:F1} s{esr,14:P2}");
    Console.WriteLine($"{nanoseconds,7:F0} ns{nanoseconds / SamplePeriod,13:P1}{difference,18:E0}");
    return esr < sane && difference < 1e-5 && nanoseconds < SamplePeriod;
}

static double Seconds(float[] sound) => sound.Length / (double)Sound.SampleRate;

// As a plug-in would: a sample in, a sample out. The time of a step is the median of blocks of 10 ms: other programs want the processor, too.
static (float[] Wet, double Nanoseconds) Stream(IStreamingNetwork net, ReadOnlySpan<float> dry)
{
    const int Block = Sound.SampleRate / 100;
    float[] wet = new float[dry.Length], state = new float[net.StateSize];
    var times = new List<double>();
    net.InitializeState(state);
    for (int start = 0; start < dry.Length; start += Block)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int t = start; t < start + Block; t++)
            net.Step(dry.Slice(t, 1), wet.AsSpan(t, 1), state, t);
        times.Add(Stopwatch.GetElapsedTime(begin).TotalNanoseconds / Block);
    }
    times.Sort();
    return (wet, times[times.Count / 2]);
}

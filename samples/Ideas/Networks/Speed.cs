using System.Diagnostics;

namespace Samples.Networks;

/// <summary>How long ideas take as methods, against the nearest built-in layers.</summary>
internal static class Speed
{
    private const int Batch = 32;
    private const int Rounds = 25;
    private const double SecondsOfARound = 0.004;
    private const double SecondsOfWarming = 0.6;

    public static void Print()
    {
        Console.WriteLine($"{$"µs, batch of {Batch}",-18}{"predict",12}{"by method",12}{"ratio",8}{"train",12}{"by method",12}{"ratio",8}");
        Row("Dense", DenseBuiltIn.Create(1), DenseByMethod.Create(1));
        Row("Gelu", GeluBuiltIn.Create(1), GeluByMethod.Create(1));
        Row("Softmax", SoftmaxBuiltIn.Create(1), SoftmaxByMethod.Create(1));
        Row("LayerNorm", LayerNormBuiltIn.Create(1), LayerNormByMethod.Create(1));
        Row("RmsNorm", RmsNormBuiltIn.Create(1), RmsNormByMethod.Create(1));
        Row("GroupNorm", GroupNormBuiltIn.Create(1), GroupNormByMethod.Create(1));
        Row("BatchNorm", BatchNormBuiltIn.Create(1), BatchNormByMethod.Create(1));
        Row("Conv2D", Conv2DBuiltIn.Create(1), Conv2DByMethod.Create(1));
        Row("MaxPool", MaxPoolBuiltIn.Create(1), MaxPoolByMethod.Create(1));
        Row("Attention", AttentionBuiltIn.Create(1), AttentionByMethod.Create(1));
        Row("RotaryAttention", RotaryAttentionBuiltIn.Create(1), RotaryAttentionByMethod.Create(1));
        Row("SwiGlu", SwiGluBuiltIn.Create(1), SwiGluByMethod.Create(1));
    }

    private static void Row(string name, INetwork builtIn, INetwork byMethod)
    {
        (double predict, double predictByMethod) = Together(Predicting(builtIn), Predicting(byMethod));
        (double train, double trainByMethod) = Together(Training(builtIn), Training(byMethod));
        Console.WriteLine($"{name,-18}{predict,12:F1}{predictByMethod,12:F1}{predictByMethod / predict,8:F2}{train,12:F1}{trainByMethod,12:F1}{trainByMethod / train,8:F2}");
    }

    private static Action Predicting(INetwork network)
    {
        float[] inputs = Numbers(Batch * network.Info.InputSize), outputs = new float[Batch * network.Info.OutputSize];
        return () => network.PredictBatch(inputs, outputs);
    }

    private static Action Training(INetwork network)
    {
        float[] inputs = Numbers(Batch * network.Info.InputSize), targets = Numbers(Batch * network.Info.TargetSize);
        return () => network.TrainBatch(inputs, targets);
    }

    // Taken in turns, so that both see the same machine; the fastest round of each is the code's own time.
    private static (double First, double Second) Together(Action first, Action second)
    {
        int times = Times(first), timesOfSecond = Times(second);
        double best = double.PositiveInfinity, bestOfSecond = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            best = Math.Min(best, Microseconds(first, times));
            bestOfSecond = Math.Min(bestOfSecond, Microseconds(second, timesOfSecond));
        }
        return (best, bestOfSecond);
    }

    // Calls until the JIT has had its time, also on a busy machine, and then counts how many fill a round.
    private static int Times(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < SecondsOfWarming)
        {
            Microseconds(action, 50);
            Thread.Sleep(5);
        }
        return Math.Max(1, (int)(SecondsOfARound * 1e6 / Microseconds(action, 20)));
    }

    private static double Microseconds(Action action, int times)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
            action();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / times;
    }

    private static float[] Numbers(int count)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}

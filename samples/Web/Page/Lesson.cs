using System.Diagnostics;
using DeepTrainer;

namespace Samples;

/// <summary>A network on its way from random weights. A page has one thread, so it trains a little at a time.</summary>
internal sealed class Lesson(int seed)
{
    private const int BatchSize = 32;

    private static readonly Lazy<(Dataset Train, Dataset HoldOut)> Images = new(DigitImages.Load);

    private Dataset _order = Images.Value.Train.Shuffle(seed);
    private int _epoch, _next;

    public Digits Network { get; } = Create(seed);

    public double Epochs => _epoch + ((double)_next / _order.Count);

    public double[] TrainFor(TimeSpan time)
    {
        var losses = new List<double>();
        long begin = Stopwatch.GetTimestamp();
        do
        {
            int count = Math.Min(BatchSize, _order.Count - _next);
            losses.Add(Network.TrainBatch(_order.Inputs.Slice(_next * Digits.InputSize, count * Digits.InputSize), _order.Labels.Slice(_next, count)));
            _next += count;
            if (_next == _order.Count)
                (_order, _epoch, _next) = (Images.Value.Train.Shuffle(seed + _epoch + 1), _epoch + 1, 0);
        }
        while (Stopwatch.GetElapsedTime(begin) < time);
        return [.. losses];
    }

    public static double Accuracy(Digits network)
    {
        Dataset images = Images.Value.HoldOut;
        float[] scores = new float[images.Count * Digits.OutputSize];
        network.PredictBatch(images.Inputs, scores);
        int right = 0;
        for (int i = 0; i < images.Count; i++)
            right += ClassScores.ArgMax(scores.AsSpan(i * Digits.OutputSize, Digits.OutputSize)) == images.Label(i) ? 1 : 0;
        return (double)right / images.Count;
    }

    private static Digits Create(int seed)
    {
        Digits network = new(seed);
        // Grey values are scaled as they were for the network that the page came with.
        NetworkMetadata.Set(network, NetworkMetadata.Of(Digits.Trained));
        return network;
    }
}

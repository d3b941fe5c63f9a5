using DeepTrainer.Runtime;

namespace DeepTrainer;

public sealed partial class Trainer<TNetwork>
{
    private const double Smoothing = 0.95, Divergence = 4;

    /// <summary>
    /// Looks for a learning rate: trains batch after batch with a rate that rises from one to the other by the same factor, and then puts the network back as it was.
    /// </summary>
    /// <param name="train">The samples to train on.</param>
    /// <param name="least">The first rate; greater than 0.</param>
    /// <param name="most">The last rate; greater than the first.</param>
    /// <param name="batches">How many batches at most; at least 2. They go over the samples again and again.</param>
    /// <param name="batchSize">The number of samples a batch.</param>
    /// <param name="seed">The seed of the order of samples.</param>
    /// <returns>The losses, with a suggestion: <c>net.LearningRate = trainer.FindLearningRate(train).Suggestion ?? net.LearningRate</c>.</returns>
    /// <exception cref="ArgumentException">An argument is out of range, or samples don't fit the network.</exception>
    public LearningRateCurve FindLearningRate(Dataset train, float least = 1e-6f, float most = 1, int batches = 100, int batchSize = 32, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(batches, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (!(least > 0 && float.IsFinite(least)))
            throw new ArgumentOutOfRangeException(nameof(least), least, "The first rate must be greater than 0.");
        if (!(most > least && float.IsFinite(most)))
            throw new ArgumentOutOfRangeException(nameof(most), most, $"The last rate must be greater than the first, {least}.");
        using IDisposable running = TrainingState.Of(Network).Begin(Network.Info.Name);
        using GuardedWork work = new(Network, Use.Fit);
        DataCheck.Run(train, Network, nameof(train));
        DataCheck.Batches(train, Network.Info, batchSize, nameof(batchSize), MicroBatchSize);
        DataCheck.Parts(Network, MicroBatchSize, isWatched: false);
        Snapshot before = new(Network);
        before.Take();
        float rate = Network.LearningRate;
        try
        {
            using BatchRunner runner = new(Network, new RandomOrderFeed(train, batchSize, new SampleOrder(seed, train.Count))) { PartSize = MicroBatchSize ?? int.MaxValue };
            return Rise(runner, least, most, batches);
        }
        finally
        {
            before.Restore();
            Network.LearningRate = rate;
        }
    }

    private LearningRateCurve Rise(BatchRunner runner, float least, float most, int batches)
    {
        List<LearningRatePoint> points = [];
        runner.Feed.Begin(0);
        double mean = 0, weight = 0, best = double.PositiveInfinity;
        for (int i = 0; i < batches; i++)
        {
            if (!runner.Feed.Next(out Samples batch))
            {
                runner.Feed.Begin(0);
                _ = runner.Feed.Next(out batch);
            }
            float rate = (float)(least * Math.Pow((double)most / least, i / (batches - 1.0)));
            Network.LearningRate = rate;
            double loss = runner.Train(batch);
            if (!double.IsFinite(loss))
                break;
            mean = Smoothing * mean + (1 - Smoothing) * loss;
            weight = Smoothing * weight + (1 - Smoothing);
            double smoothed = mean / weight;
            points.Add(new(rate, loss, smoothed));
            best = Math.Min(best, smoothed);
            if (smoothed > Divergence * best && best > 0)
                break;
        }
        return new([.. points]);
    }
}

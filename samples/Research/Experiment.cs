using DeepTrainer;

namespace Samples;

/// <summary>What a network reached on images that it was not trained on: means over some seeds, and the fastest epoch.</summary>
internal sealed record Result(string Idea, double Accuracy, double Spread, double Loss, double MillisecondsPerEpoch);

/// <summary>Trains one network class a few times over.</summary>
internal static class Experiment
{
    private const int Epochs = 30;
    private const int Seeds = 5;

    public static Result Run<TNetwork>(string idea, Dataset train, Dataset holdOut)
        where TNetwork : class, INetwork<TNetwork>
    {
        List<double> accuracies = [], losses = [], milliseconds = [];
        for (int seed = 1; seed <= Seeds; seed++)
        {
            TNetwork network = TNetwork.Create(seed);
            bool takesLabels = network.Info.TargetKind == TargetKind.ClassIndices;
            var trainer = new Trainer<TNetwork>(network);
            History history = trainer.Fit(takesLabels ? train : train.OneHot(), epochs: Epochs, seed: seed);
            accuracies.Add(Accuracy(network, holdOut));
            losses.Add(trainer.Evaluate(takesLabels ? holdOut : holdOut.OneHot()).Loss);
            milliseconds.AddRange(history.Epochs.Select(epoch => epoch.Elapsed.TotalMilliseconds));
        }
        // The fastest epoch is the code's own time; the others also hold the JIT's work and that of other programs.
        return new Result(idea, accuracies.Average(), accuracies.Max() - accuracies.Min(), losses.Average(), milliseconds.Min());
    }

    /// <summary>The fraction of images whose largest output is that of their digit, whatever the loss.</summary>
    private static double Accuracy(INetwork network, Dataset images)
    {
        int size = network.Info.OutputSize;
        var outputs = new float[images.Count * size];
        network.PredictBatch(images.Inputs, outputs);
        int right = 0;
        for (int i = 0; i < images.Count; i++)
        {
            float[] scores = outputs[(i * size)..((i + 1) * size)];
            right += Array.IndexOf(scores, scores.Max()) == images.Label(i) ? 1 : 0;
        }
        return (double)right / images.Count;
    }
}

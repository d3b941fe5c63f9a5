using DeepTrainer;

namespace Samples;

/// <summary>Measures a network class on every sample, always with a network that has not seen the sample.</summary>
internal static class CrossValidation
{
    /// <summary>The accuracy of each fold's network, which is trained on the other folds.</summary>
    /// <param name="classes">The class of each sample.</param>
    /// <param name="parts">The samples of the given numbers: those to train on and those to measure with, scaled by the former alone.</param>
    /// <param name="folds">The number of parts that the samples are divided into.</param>
    /// <param name="epochs">How often each network sees its training samples.</param>
    /// <param name="batchSize">The samples of a batch.</param>
    /// <param name="seed">The same seed gives the same folds and weights.</param>
    public static double[] Run<TNetwork>(int[] classes, Func<int[], int[], (Dataset Train, Dataset Test)> parts, int folds, int epochs, int batchSize, int seed)
        where TNetwork : class, INetwork<TNetwork>
    {
        int[] foldOf = StratifiedFolds(classes, folds, seed);
        var accuracies = new double[folds];
        for (int fold = 0; fold < folds; fold++)
        {
            (Dataset train, Dataset test) = parts(
                [.. Enumerable.Range(0, classes.Length).Where(i => foldOf[i] != fold)], [.. Enumerable.Range(0, classes.Length).Where(i => foldOf[i] == fold)]);
            var trainer = new Trainer<TNetwork>(TNetwork.Create(seed + fold));
            trainer.Fit(train, epochs: epochs, batchSize: batchSize, seed: seed, schedule: new CosineAnnealingSchedule(epochs));
            accuracies[fold] = trainer.Evaluate(test).Accuracy!.Value;
        }
        return accuracies;
    }

    /// <summary>The fold of each sample: random, but with as many samples of each class in every fold, give or take one.</summary>
    private static int[] StratifiedFolds(int[] classes, int folds, int seed)
    {
        int[] order = [.. Enumerable.Range(0, classes.Length)];
        new RandomSource(seed).Shuffle(order);
        var foldOf = new int[classes.Length];
        // Sorting keeps the random order within a class; dealing out goes on where the class before ended, so that folds are equally large.
        int dealt = 0;
        foreach (int sample in order.OrderBy(sample => classes[sample]))
            foldOf[sample] = dealt++ % folds;
        return foldOf;
    }
}

using DeepTrainer;

namespace Samples;

/// <summary>Measures a network class on every sample of a dataset, always with a network that has not seen the sample.</summary>
internal static class CrossValidation
{
    /// <summary>The accuracy of each fold's network, which is trained on the other folds.</summary>
    public static double[] Run<TNetwork>(Dataset data, int folds, int epochs, int batchSize, int seed)
        where TNetwork : class, INetwork<TNetwork>
    {
        int[] foldOf = StratifiedFolds(data, folds, seed);
        var accuracies = new double[folds];
        for (int fold = 0; fold < folds; fold++)
        {
            Dataset train = data.Subset([.. Enumerable.Range(0, data.Count).Where(i => foldOf[i] != fold)]);
            Dataset test = data.Subset([.. Enumerable.Range(0, data.Count).Where(i => foldOf[i] == fold)]);
            // Measured on the training samples only: the test samples' scale is something that the network must not know either.
            Standardization scale = Standardization.Fit(train);
            var trainer = new Trainer<TNetwork>(TNetwork.Create(seed + fold));
            trainer.Fit(scale.Apply(train), epochs: epochs, batchSize: batchSize, seed: seed, schedule: new CosineAnnealingSchedule(epochs));
            accuracies[fold] = trainer.Evaluate(scale.Apply(test)).Accuracy!.Value;
        }
        return accuracies;
    }

    /// <summary>The fold of each sample: random, but with as many samples of each class in every fold, give or take one.</summary>
    private static int[] StratifiedFolds(Dataset data, int folds, int seed)
    {
        int[] order = [.. Enumerable.Range(0, data.Count)];
        new RandomSource(seed).Shuffle(order);
        var foldOf = new int[data.Count];
        // Sorting keeps the random order within a class; dealing out goes on where the class before ended, so that folds are equally large.
        int dealt = 0;
        foreach (int sample in order.OrderBy(data.Label))
            foldOf[sample] = dealt++ % folds;
        return foldOf;
    }
}

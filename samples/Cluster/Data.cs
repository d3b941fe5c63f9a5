using DeepTrainer;

namespace Cluster;

/// <summary>Samples around ten centres, the same on every rank.</summary>
internal static class Data
{
    public static Dataset Make(int samples, int seed)
    {
        RandomSource centres = new(1), random = new(seed);
        float[] centre = [.. Enumerable.Range(0, Classifier.Classes * Classifier.Size).Select(_ => (float)centres.NextGaussian())];
        int[] labels = [.. Enumerable.Range(0, samples).Select(_ => random.Next(Classifier.Classes))];
        float[] inputs = new float[samples * Classifier.Size];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = (0.5f * centre[(labels[i / Classifier.Size] * Classifier.Size) + (i % Classifier.Size)]) + (2 * (float)random.NextGaussian());
        return Dataset.FromLabels(inputs, [Classifier.Size], labels, Classifier.Classes);
    }
}

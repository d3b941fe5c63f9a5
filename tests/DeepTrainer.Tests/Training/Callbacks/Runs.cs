namespace DeepTrainer.Tests;

/// <summary>Small trainings that callbacks take part in: 17 batches of 7 samples or fewer an epoch.</summary>
internal static class Runs
{
    public const int BatchSize = 7, Batches = 17;

    public static Dataset Train { get; } = TrainerTests.Clusters(count: 117, seed: 1);

    public static Dataset Validation { get; } = TrainerTests.Clusters(count: 40, seed: 2);

    public static SoftmaxRegression Network(int seed = 1) => new(2, 3, seed) { LearningRate = 0.01f };

    public static History Fit(INetwork network, int epochs, IReadOnlyList<Callback> callbacks, Resume resume = default, CancellationToken token = default) =>
        new Trainer<INetwork>(network) { Metrics = [Metric.F1()] }.Fit(
            Train, Validation, epochs, BatchSize, callbacks: callbacks, resume: resume, cancellationToken: token);

    public static int[] Bits(INetwork network) =>
        [.. network.Parameters.Concat(network.OptimizerState).SelectMany(p => p.ToArray()).Select(BitConverter.SingleToInt32Bits)];

    public static float[] Weights(INetwork network) => [.. network.Parameters.SelectMany(p => p.ToArray())];
}

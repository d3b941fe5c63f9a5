using System.Diagnostics;
using System.Globalization;

namespace DeepTrainer.Mpi.Ranks;

/// <summary>What a rank does, in a process of its own or on a thread of the tests.</summary>
public static class Work
{
    public const int Epochs = 3, BatchSize = 17, Jobs20 = 20;

    public static Dataset Train103 { get; } = Data(103, 1);

    public static Dataset Validation29 { get; } = Data(29, 2);

    /// <summary>Trains jointly; every rank writes its weights, its losses and what a step allocated.</summary>
    public static void Train(IProcessGroup group, string folder)
    {
        Joint network = new(seed: 1);
        Steady steady = new();
        History history = new Trainer<Joint>(network) { Group = group, Metrics = [Metric.F1()] }.Fit(
            Train103, Validation29, Epochs, BatchSize, seed: 3, callbacks: [steady, new EarlyStopping(5), new Checkpoint(Path.Combine(folder, "run"))]);
        network.Save(PathOf(folder, group.Rank));
        File.WriteAllLines(Path.Combine(folder, $"rank{group.Rank}.txt"), history.Epochs
            .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.TrainLoss:R} {e.ValidationLoss:R} {e.ValidationAccuracy:R} {e.Metrics["F1"]:R}"))
            .Append($"{group.Size} ranks, {steady.AllocatingSteps} steps allocate"));
    }

    public static string PathOf(string folder, int rank) => Path.Combine(folder, $"rank{rank}.safetensors");

    /// <summary>One rank fails; would it not tell the others, they would wait for ever, as it doesn't end.</summary>
    public static void Fail(IProcessGroup group)
    {
        try
        {
            new Trainer<Joint>(new Joint(seed: 1)) { Group = group }.Fit(Train103, epochs: 2, batchSize: BatchSize, callbacks: [new ThrowAt(group.Rank == 1 ? 9 : int.MaxValue)]);
        }
        catch (IOException)
        {
            Thread.Sleep(TimeSpan.FromMinutes(5));
        }
    }

    public static IReadOnlyList<SweepJob> Jobs(string? deadly) => [.. Enumerable.Range(0, Jobs20).Select(i => new SweepJob($"job{i:00}.txt", path =>
    {
        File.WriteAllText(path, "half");
        if (deadly == $"job{i:00}.txt")
            Process.GetCurrentProcess().Kill();
        Thread.Sleep(20);
        File.WriteAllText(path, $"result {i}");
    }))];

    private static Dataset Data(int count, int seed)
    {
        RandomSource random = new(seed);
        float[] inputs = [.. Enumerable.Range(0, count * Joint.InputSize).Select(_ => (float)random.NextGaussian())];
        return Dataset.FromLabels(inputs, [Joint.InputSize],
            [.. Enumerable.Range(0, count).Select(i => inputs[i * Joint.InputSize] > 0 ? 1 : inputs[(i * Joint.InputSize) + 1] > 0 ? 2 : 0)], 3);
    }

    private sealed class ThrowAt(int step) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult batch)
        {
            if (training.Network.Steps == step)
                throw new IOException("the disk of rank 1 is full");
        }
    }

    private sealed class Steady : Callback
    {
        private long _before;

        public int AllocatingSteps { get; private set; }

        public override void OnBatch(TrainingContext training, in BatchResult batch)
        {
            if (batch.Batch > 1 && GC.GetAllocatedBytesForCurrentThread() > _before)
                AllocatingSteps++;
            _before = GC.GetAllocatedBytesForCurrentThread();
        }
    }
}

[Network(Gradients = true)]
[Input(12)]
[Dense(40), Tanh]
[Dense(3)]
[CrossEntropy]
[ClipGradientNorm(1)]
[AdamW(LearningRate = 0.01)]
public sealed partial class Joint;

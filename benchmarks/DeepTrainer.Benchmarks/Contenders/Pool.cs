namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>The data that all contenders take turns on.</summary>
internal static class Pool
{
    /// <summary>Arrays of normal random numbers, which the garbage collector doesn't move: the same addresses for every contender.</summary>
    public static float[][] Inputs(int count, int length)
    {
        var random = new RandomSource(2);
        var pool = new float[count][];
        for (int i = 0; i < count; i++)
        {
            pool[i] = GC.AllocateUninitializedArray<float>(length, pinned: true);
            foreach (ref float value in pool[i].AsSpan())
                value = (float)random.NextGaussian();
        }
        return pool;
    }

    /// <summary>Random targets and labels for those inputs.</summary>
    public static TrainingBatch[] Batches(float[][] inputs, int batch, NetworkInfo network)
    {
        var random = new RandomSource(3);
        return [.. inputs.Select(samples => new TrainingBatch(
            samples,
            [.. Enumerable.Range(0, batch * network.OutputSize).Select(_ => (float)random.NextGaussian())],
            [.. Enumerable.Range(0, batch).Select(_ => random.Next(network.OutputSize))]))];
    }
}

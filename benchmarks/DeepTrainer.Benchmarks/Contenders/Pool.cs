using DeepTrainer.Benchmarks.Workloads;

namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>The data that all contenders of a workload take turns on, at addresses that the garbage collector doesn't change.</summary>
internal sealed class Pool
{
    // Powers of two. Batches are fewer, so that they don't all come from memory.
    private const int Samples = 16, Batches = 4;

    public Pool(Workload workload, INetwork generated)
        : this(
            generated.Info, workload.Batch,
            workload.Operation == Operation.Step ? ((IStreamingNetwork)generated).StepInputSize : workload.Batch * generated.Info.InputSize,
            DeclaredLayer.Of(workload.Declaration)[0] is { Kind: "Embedding" } table ? table.Integer("Rows") : null)
    {
    }

    /// <summary>Data for a network whose inputs are any numbers.</summary>
    public Pool(NetworkInfo network, int batch)
        : this(network, batch, batch * network.InputSize, null)
    {
    }

    private Pool(NetworkInfo network, int batch, int inputs, int? vocabulary)
    {
        Count = batch == 1 ? Samples : Batches;
        Vocabulary = vocabulary;
        var random = new RandomSource(2);
        int targets = batch * network.TargetSize;
        Inputs = Filled(inputs, () => Vocabulary is { } rows ? random.Next(rows) : (float)random.NextGaussian());
        Targets = Filled(targets, () => (float)random.NextGaussian());
        if (network.TargetKind == TargetKind.ClassIndices)
            Labels = Filled(targets, () => random.Next(network.Targets[0].Classes));
    }

    public int Count { get; }

    /// <summary>How many different whole numbers the inputs are; none if they are any numbers.</summary>
    public int? Vocabulary { get; }

    public float[][] Inputs { get; }

    public float[][] Targets { get; }

    /// <summary>The classes; none if the network is trained on numbers.</summary>
    public int[][]? Labels { get; }

    /// <summary>
    /// A step of training, so that what layers keep, such as running averages, is no longer what it was at first and an error there
    /// would show in the results.
    /// </summary>
    public static void Season(INetwork generated, INetwork engine, Workload workload)
    {
        Pool pool = new(workload with { Operation = Operation.Train, Batch = 2 }, generated);
        for (int i = 0; i < pool.Count; i++)
            TrainContender.Train(generated, pool, i);
        foreach ((Parameter from, Parameter to) in generated.Parameters.Zip(engine.Parameters))
            to.CopyFrom(from.ToArray());
    }

    private T[][] Filled<T>(int length, Func<T> next)
    {
        var arrays = new T[Count][];
        for (int i = 0; i < Count; i++)
        {
            arrays[i] = GC.AllocateUninitializedArray<T>(length, pinned: true);
            foreach (ref T value in arrays[i].AsSpan())
                value = next();
        }
        return arrays;
    }
}

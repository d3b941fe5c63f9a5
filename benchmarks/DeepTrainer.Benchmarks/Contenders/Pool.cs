using DeepTrainer.Benchmarks.Workloads;
using DeepTrainer.Compiler.Elements;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;
using DeepTrainer.Engine.Declarations;

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
            Vocabularies(workload.Declaration, generated.Info))
    {
    }

    /// <summary>Data for a network whose inputs are any numbers.</summary>
    public Pool(NetworkInfo network, int batch)
        : this(network, batch, batch * network.InputSize, new int?[network.InputSize])
    {
    }

    private Pool(NetworkInfo network, int batch, int inputs, int?[] vocabularies)
    {
        Count = batch == 1 ? Samples : Batches;
        IsIndex = [.. vocabularies.Select(rows => rows is not null)];
        var random = new RandomSource(2);
        int targets = batch * network.TargetSize;
        Inputs = Filled(inputs, i => vocabularies[i % vocabularies.Length] is { } rows ? random.Next(rows) : (float)random.NextGaussian());
        Targets = Filled(targets, _ => (float)random.NextGaussian());
        if (network.TargetKind == TargetKind.ClassIndices)
            Labels = Filled(targets, _ => random.Next(network.Targets[0].Classes));
    }

    public int Count { get; }

    /// <summary>Whether each of a sample's numbers is that of a row of a table.</summary>
    public IReadOnlyList<bool> IsIndex { get; }

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

    // For each number of a sample, how many rows the table has that it is looked up in.
    private static int?[] Vocabularies(Type declaration, NetworkInfo network)
    {
        NetworkModel model = NetworkDefinitionException.ThrowIfWrong(DeclarationReader.Read(declaration));
        int?[] rows = new int?[network.InputSize];
        foreach (LayerPart table in model.LayerParts.Where(part => part.Spec.Kind == "Embedding"))
        {
            if (model.InputNodes.IndexOf(table.Inputs[0]) is >= 0 and int input)
                Array.Fill(rows, (int)table["Rows"]!.Number!.Value, network.Inputs[input].Offset, network.Inputs[input].Size);
        }
        return rows;
    }

    private T[][] Filled<T>(int length, Func<int, T> next)
    {
        var arrays = new T[Count][];
        for (int i = 0; i < Count; i++)
        {
            arrays[i] = GC.AllocateUninitializedArray<T>(length, pinned: true);
            for (int j = 0; j < length; j++)
                arrays[i][j] = next(j);
        }
        return arrays;
    }
}

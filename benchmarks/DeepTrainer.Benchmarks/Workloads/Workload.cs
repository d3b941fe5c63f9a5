using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Torch;
using DeepTrainer.Engine;

namespace DeepTrainer.Benchmarks.Workloads;

/// <summary>One operation of one network.</summary>
/// <param name="Name">What the reports call it.</param>
/// <param name="Operation">What is timed.</param>
/// <param name="Batch">The number of samples a call.</param>
/// <param name="Declaration">The network's class.</param>
/// <param name="Generated">Makes an instance of it.</param>
/// <param name="Engine">Makes the engine's network from the same declaration and seed.</param>
internal sealed record Workload(
    string Name, Operation Operation, int Batch, Type Declaration, Func<INetwork> Generated, Func<EngineNetwork> Engine)
{
    private const int Seed = 1;

    /// <summary>What a C or C++ engine took for the same, published for another machine; for orientation.</summary>
    public Reference? Reference { get; init; }

    /// <summary>Whether two threads take part, too.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether it is of a network that nobody tuned for: the engine then checks results and isn't timed.</summary>
    public bool IsUntuned { get; init; }

    /// <summary>Whether libtorch takes no part, since its results are wrong.</summary>
    public bool IsWithoutTorch { get; init; }

    public static Workload Predict<TNetwork>(string network, int batch = 1)
        where TNetwork : INetwork<TNetwork> => Of<TNetwork>(network, Operation.Predict, batch);

    public static Workload Train<TNetwork>(string network, int batch)
        where TNetwork : INetwork<TNetwork> => Of<TNetwork>(network, Operation.Train, batch);

    public static Workload Step<TNetwork>(string network)
        where TNetwork : INetwork<TNetwork>, IStreamingNetwork => Of<TNetwork>(network, Operation.Step, 1);

    public Workload Elsewhere(string library, double microseconds) => this with { Reference = new(library, microseconds) };

    /// <summary>The same, on two threads as well.</summary>
    public Workload Shared() => this with { IsShared = true };

    /// <summary>The same, without libtorch.</summary>
    public Workload WithoutTorch() => this with { IsWithoutTorch = true };

    /// <summary>Whether the name, or what kind of network it is of, has all of these words in it, in any case.</summary>
    public bool Matches(IEnumerable<string> words) =>
        words.All(word => $"{(IsUntuned ? "untuned " : "")}{Name}".Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Those who take part, their results compared; generated code is the first of them.</summary>
    /// <exception cref="DifferentResultsException">Their results differ.</exception>
    public Contender[] Start()
    {
        INetwork generated = Generated(), engine = Engine();
        Pool pool = new(this, generated);
        if (Operation != Operation.Train)
            Pool.Season(generated, engine, this);
        Contender[] contenders =
        [
            Call(Contender.Generated, generated, pool),
            Call(Contender.Engine, engine, pool),
            .. IsShared ? [Call(Contender.TwoThreads, OnTwoThreads(generated), pool)] : Array.Empty<Contender>(),
            .. OnnxRuntimeContender.Create(this, generated, pool),
            .. IsWithoutTorch ? [] : TorchContender.Create(this, generated, pool),
        ];
        if (IsUntuned && Operation == Operation.Train)
            Check.Run(Name, contenders, calls: 1, Check.DeepTolerance);
        else
            Check.Run(Name, contenders, pool.Count);
        if (IsUntuned)
            contenders = [.. contenders.Where(contender => contender.Name != Contender.Engine)];
        foreach (Contender contender in contenders)
            contender.AfterCheck();
        return contenders;
    }

    /// <summary>The same, of a network that nobody tuned for.</summary>
    public Workload Untuned() => this with { IsUntuned = true };

    private static Workload Of<TNetwork>(string network, Operation operation, int batch)
        where TNetwork : INetwork<TNetwork> => new(
            $"{network} {operation.ToString().ToLowerInvariant()}{(operation == Operation.Step ? "" : $" {batch}")}",
            operation, batch, typeof(TNetwork), () => TNetwork.Create(Seed), () => EngineNetwork.FromDeclaration<TNetwork>(Seed));

    private INetwork OnTwoThreads(INetwork like)
    {
        INetwork network = Generated();
        foreach ((Parameter from, Parameter to) in like.Parameters.Zip(network.Parameters))
            to.CopyFrom(from.ToArray());
        Declaration.GetProperty("Threads")!.SetValue(network, 2);
        return network;
    }

    private Contender Call(string name, INetwork network, Pool pool) => Operation switch
    {
        Operation.Predict => new PredictContender(name, Batch == 1 ? network.Predict : network.PredictBatch, pool, Batch * network.Info.OutputSize),
        Operation.Train => new TrainContender(name, network, pool),
        _ => new StepContender(name, (IStreamingNetwork)network, pool),
    };
}

/// <summary>A published time.</summary>
/// <param name="Name">The library.</param>
/// <param name="Microseconds">The time of a call.</param>
internal sealed record Reference(string Name, double Microseconds);

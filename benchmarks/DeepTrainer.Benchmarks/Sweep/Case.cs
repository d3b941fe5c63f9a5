using DeepTrainer.Benchmarks.Clock;
using DeepTrainer.Benchmarks.Compare;
using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Machine;
using DeepTrainer.Benchmarks.Workloads;
using DeepTrainer.Engine;

namespace DeepTrainer.Benchmarks.Sweep;

/// <summary>An operation of one network, and what was measured of it.</summary>
internal sealed class Case(Topology topology, Func<int, INetwork> create, Operation operation)
{
    private const int Seed = 1, PredictedBatch = 128, TrainedBatch = 64, CheckedCalls = 2;

    private readonly int batch = operation == Operation.Train ? TrainedBatch : PredictedBatch;

    private Timing? generated, engine;

    public Operation Operation => operation;

    public string? Series => topology.Series;

    public string Name => $"{topology.Name} {operation.ToString().ToLowerInvariant()} {batch}";

    public long MultiplyAdds { get; } = Work.Of(topology.Model, operation, operation == Operation.Train ? TrainedBatch : PredictedBatch).MultiplyAdds;

    /// <summary>Whether both were timed; not if their results differ.</summary>
    public bool IsTimed => generated is not null;

    public bool IsCalm => generated!.Calm && engine!.Calm;

    /// <summary>Nanoseconds for a multiply-add.</summary>
    public double Generated => Per(generated!);

    /// <summary>The engine's.</summary>
    public double Engine => Per(engine!);

    /// <summary>How many times as long as generated code the engine takes.</summary>
    public double Ratio => Engine / Generated;

    private Contender[] Start()
    {
        INetwork compiled = create(Seed), interpreted = new EngineNetwork(topology.Model, Seed);
        Pool pool = new(compiled.Info, batch);
        Contender[] contenders = [Call(Contender.Generated, compiled, pool), Call(Contender.Engine, interpreted, pool)];
        Check.Run(Name, contenders, CheckedCalls);
        foreach (Contender contender in contenders)
            contender.AfterCheck();
        return contenders;
    }

    /// <summary>The engine's contender alone.</summary>
    public Contender StartEngine()
    {
        EngineNetwork interpreted = new(topology.Model, Seed);
        Contender contender = Call(Contender.Engine, interpreted, new(interpreted.Info, batch));
        contender.AfterCheck();
        return contender;
    }

    /// <summary>Measures it; after a second time the better of each contender's times counts, since neighbours can only slow it down.</summary>
    /// <exception cref="DifferentResultsException">Their results differ.</exception>
    public void Measure(Stopwatches stopwatches)
    {
        Timing[] timings = stopwatches.Measure(Start());
        generated = Better(generated, timings[0]);
        engine = Better(engine, timings[1]);
    }

    public IEnumerable<Figure> Figures() =>
    [
        new(Name, Contender.Generated, "multiply-adds", MultiplyAdds, "a call"),
        new(Name, Contender.Generated, "time", generated!.Microseconds, "us"),
        new(Name, Contender.Engine, "time", engine!.Microseconds, "us"),
        new(Name, Contender.Generated, "time per multiply-add", Generated, "ns"),
        new(Name, Contender.Engine, "time per multiply-add", Engine, "ns"),
        new(Name, Contender.Engine, "ratio", Ratio, "generated"),
        new(Name, Contender.Generated, "repetitions", generated.Repetitions, generated.Calm ? "calm" : "disturbed"),
        new(Name, Contender.Engine, "repetitions", engine.Repetitions, engine.Calm ? "calm" : "disturbed"),
    ];

    private Contender Call(string name, INetwork network, Pool pool) => operation == Operation.Train
        ? new TrainContender(name, network, pool)
        : new PredictContender(name, network.PredictBatch, pool, batch * network.Info.OutputSize);

    private double Per(Timing timing) => 1e3 * timing.Microseconds / MultiplyAdds;

    private static Timing Better(Timing? before, Timing now) => before is null || now.Microseconds < before.Microseconds ? now : before;
}

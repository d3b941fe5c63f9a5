namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>One operation of one network, and who competes in it.</summary>
internal sealed class Workload
{
    /// <summary>Calls in one pass over the pool of inputs; BenchmarkDotNet wants it as a constant.</summary>
    public const int SamplesInPool = 16, BatchesInPool = 4;

    public const int PredictedTogether = 128, TrainedTogether = 32;

    private const int Seed = 1;

    private readonly Func<float[][], Contender[]> makeContenders;

    private Workload(Operation operation, string network, int inputSize, Func<float[][], Contender[]> makeContenders)
    {
        Operation = operation;
        Network = network;
        InputSize = inputSize;
        this.makeContenders = makeContenders;
    }

    public static IReadOnlyList<Workload> All { get; } =
    [
        .. Of<Network4_16_3, Calls4_16_3>("4-16-3"),
        .. Of<Network64_32_10, Calls64_32_10>("64-32-10"),
        .. Of<Network784_128_10, Calls784_128_10>("784-128-10"),
        .. Of<Network4_32_16_4, Calls4_32_16_4>("4-32-16-4"),
    ];

    public Operation Operation { get; }

    public string Network { get; }

    public int InputSize { get; }

    public int Batch => BatchOf(Operation);

    public string Name => $"{Network} {Operation} {Batch}";

    public static Workload Find(Operation operation, string network) =>
        All.Single(workload => workload.Operation == operation && workload.Network == network);

    /// <summary>The contenders, their results compared; generated code is the first of them, the engine the second.</summary>
    /// <exception cref="InvalidOperationException">Their results differ.</exception>
    public Contender[] Start()
    {
        float[][] pool = Pool.Inputs(PoolSizeOf(Operation), BatchOf(Operation) * InputSize);
        Contender[] contenders = makeContenders(pool);
        Check.Run(Name, contenders, pool.Length);
        foreach (Contender contender in contenders)
            contender.AfterCheck();
        return contenders;
    }

    private static int PoolSizeOf(Operation operation) => operation == Operation.Predict ? SamplesInPool : BatchesInPool;

    private static int BatchOf(Operation operation) => operation switch
    {
        Operation.Predict => 1,
        Operation.PredictBatch => PredictedTogether,
        _ => TrainedTogether,
    };

    private static IEnumerable<Workload> Of<TNetwork, TCalls>(string name)
        where TNetwork : INetwork<TNetwork>
        where TCalls : struct, IGeneratedCalls<TCalls>
    {
        foreach (Operation operation in Enum.GetValues<Operation>())
        {
            int batch = BatchOf(operation);
            yield return new(operation, name, TNetwork.InputSize, pool =>
            {
                TCalls generated = TCalls.Create(Seed);
                var engine = new EngineCalls(Engine.EngineNetwork.FromDeclaration<TNetwork>(Seed));
                if (operation == Operation.TrainBatch)
                {
                    TrainingBatch[] batches = Pool.Batches(pool, batch, generated.Network.Info);
                    return [new TrainContender<TCalls>("Generated", generated, batches), new TrainContender<EngineCalls>("Engine", engine, batches)];
                }
                var onnx = new OnnxRuntimeContender("ONNX Runtime", generated.Network, batch, pool);
                return operation == Operation.Predict
                    ? [new PredictContender<TCalls>("Generated", generated, pool), new PredictContender<EngineCalls>("Engine", engine, pool), onnx]
                    : [
                        new PredictBatchContender<TCalls>("Generated", generated, batch, pool),
                        new PredictBatchContender<EngineCalls>("Engine", engine, batch, pool),
                        onnx,
                    ];
            });
        }
    }
}

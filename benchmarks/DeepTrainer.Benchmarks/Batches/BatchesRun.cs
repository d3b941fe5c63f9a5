using System.Diagnostics;
using System.Runtime.InteropServices;
using DeepTrainer.Benchmarks.Clock;
using DeepTrainer.Benchmarks.Compare;
using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Machine;
using DeepTrainer.Benchmarks.Onnx;
using DeepTrainer.Benchmarks.Torch;
using DeepTrainer.Benchmarks.Workloads;
using static DeepTrainer.Benchmarks.Workloads.Workload;

namespace DeepTrainer.Benchmarks.Batches;

/// <summary>How the time of a call grows with its batch: sizes that are no multiple of a vector should cost their part, too.</summary>
internal static class BatchesRun
{
    private static readonly Workload[] Workloads =
    [
        .. Both<Network64_32_10>("64-32-10"), .. Both<Network784_128_10>("784-128-10"), .. Both<LeNet5>("LeNet-5"), .. Both<ConvNet>("conv net"),
        .. Both<WindowConv1D>("conv1D"), .. Both<Lstm24>("LSTM"), .. Both<Gru16>("GRU"), .. Both<CharacterTransformer>("transformer"),
        .. Both<Attention>("attention"), .. Both<Decoder>("transposed convolution"), .. Both<DepthwiseNet>("depthwise"),
    ];

    /// <returns>Whether no size takes longer than it should, and all results were the same.</returns>
    public static bool Run(BatchesOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        string machine = $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Limits.VectorBits} bit vectors";
        Console.WriteLine(machine);
        Stopwatches stopwatches = new(new CoreSpeed(), Effort.Brief);
        List<Curve> curves = [];
        bool areEqual = true;
        foreach (Workload workload in Workloads.Where(w => w.Matches(options.Words)))
        {
            try
            {
                curves.Add(Measure(workload, options, stopwatches));
                Print(curves[^1]);
            }
            catch (DifferentResultsException e)
            {
                Console.WriteLine(e.Message);
                areEqual = false;
            }
        }
        Directory.CreateDirectory(options.Folder);
        File.WriteAllText(Path.Combine(options.Folder, "batches.tsv"), Figure.Tsv(curves.SelectMany(c => c.Figures())));
        File.WriteAllText(Path.Combine(options.Folder, "batches.svg"), BatchesChart.Of(curves, machine));
        Console.WriteLine($"batches.tsv and batches.svg are in {options.Folder}; {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        return areEqual && curves.All(c => !c.Cliffs().Any());
    }

    private static Workload[] Both<TNetwork>(string network)
        where TNetwork : INetwork<TNetwork> => [Predict<TNetwork>(network), Train<TNetwork>(network, 1)];

    // Each contender alone, since a library's buffers would push the others' out of the caches.
    private static Curve Measure(Workload workload, BatchesOptions options, Stopwatches stopwatches)
    {
        SortedDictionary<int, Timing[]> times = [];
        bool isFirst = true;
        foreach (int batch in options.Sizes)
        {
            Contender[] contenders = Start(workload with { Batch = batch }, options.OnlyGenerated);
            if (isFirst)
                Stopwatches.WarmUp(contenders);
            isFirst = false;
            times[batch] = stopwatches.Measure(contenders);
            foreach (Contender contender in contenders)
                contender.Dispose();
        }
        return new(workload.Name[..workload.Name.LastIndexOf(' ')], workload.Operation, times, workload.Operation == Operation.Predict ? One(workload, stopwatches) : null);
    }

    private static Contender[] Start(Workload workload, bool onlyGenerated)
    {
        INetwork generated = workload.Generated();
        Pool pool = new(workload, generated);
        Contender own = workload.Operation == Operation.Train ? new TrainContender(Contender.Generated, generated, pool)
            : new PredictContender(Contender.Generated, generated.PredictBatch, pool, workload.Batch * generated.Info.OutputSize);
        Contender[] contenders =
        [
            own,
            .. onlyGenerated || !OnnxLayers.Know(workload) ? [] : OnnxRuntimeContender.Create(workload, generated, pool),
            .. onlyGenerated ? [] : TorchContender.Create(workload, generated, pool),
        ];
        Check.Run($"{workload.Name} in a batch of {workload.Batch}", contenders, calls: 1);
        foreach (Contender contender in contenders)
            contender.AfterCheck();
        return contenders;
    }

    private static double One(Workload workload, Stopwatches stopwatches)
    {
        INetwork generated = workload.Generated();
        PredictContender predict = new(Contender.Generated, generated.Predict, new Pool(workload with { Batch = 1 }, generated), generated.Info.OutputSize);
        Stopwatches.WarmUp([predict]);
        return stopwatches.Measure([predict])[0].Microseconds;
    }

    private static void Print(Curve curve)
    {
        Console.WriteLine($"\n{curve.Name}{(curve.One is { } one ? $"; Predict takes {Figure.Text(one)} us" : "")}");
        Console.WriteLine($"{"batch",7}{string.Concat(curve.Times.First().Value.Select(t => $"{t.Contender,21}"))}   us");
        foreach ((int batch, Timing[] timings) in curve.Times)
            Console.WriteLine($"{batch,7}{string.Concat(timings.Select(t => $"{Figure.Text(t.Microseconds),21}"))}{(timings.All(t => t.Calm) ? "" : "   disturbed")}");
        foreach (string cliff in curve.Cliffs())
            Console.WriteLine($"    {cliff}");
    }
}

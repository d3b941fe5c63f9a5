using System.Globalization;
using DeepTrainer.Benchmarks.Compare;
using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Workloads;

namespace DeepTrainer.Benchmarks.Size;

/// <summary>What it takes to generate a network, and what comes out.</summary>
internal sealed record CostRow(Workload Workload, GeneratorTime Generator, JitTime Jit, Memory Memory, IReadOnlyList<MethodSize> Methods)
{
    /// <summary>The JIT compiles longer methods without optimizing them (DEFAULT_MIN_OPTS_CODE_SIZE).</summary>
    private const int MaxIlBytes = 60_000;

    /// <summary>The JIT stops inlining into methods with more (MAX_LV_NUM_COUNT_FOR_INLINING).</summary>
    private const int MaxLocals = 512;

    private const double MaxMilliseconds = 1000, KiB = 1024;

    private MethodSize Longest => Methods.MaxBy(m => m.IlBytes)!;

    private MethodSize Widest => Methods.MaxBy(m => m.Locals)!;

    public static CostRow Of(Workload workload) => new(
        workload, GeneratorTime.Of(workload.Declaration), JitTime.Of(workload), Memory.Of(workload), MethodSize.Of(workload.Declaration));

    public IEnumerable<Figure> Figures()
    {
        yield return Of("generator, cold", Generator.Cold, "ms");
        yield return Of("generator, after an edit elsewhere", Generator.AfterEdit, "ms");
        yield return Of("files emitted again", Generator.Reemitted, "files");
        yield return Of("emitted", Generator.Characters.Sum(), "characters");
        yield return Of("largest file", Generator.Characters.Max(), "characters");
        yield return Of("methods", Methods.Count, "methods");
        yield return Of("longest method", Longest.IlBytes, "IL bytes");
        yield return Of("most locals", Widest.Locals, "locals");
        yield return Of("JIT, first Predict", Jit.Predict, "ms");
        yield return Of("JIT, first TrainBatch", Jit.Train, "ms");
        yield return Of("weights", Memory.Weights / KiB, "KiB");
        yield return Of("optimizer", Memory.State / KiB, "KiB");
        yield return Of("arena", Memory.Arena / KiB, "KiB");
        yield return Of("arena, bound", Memory.Bound / KiB, "KiB");
    }

    /// <summary>What is past its budget; empty if nothing is.</summary>
    public IEnumerable<string> Excesses()
    {
        if (Generator.Cold > MaxMilliseconds)
            yield return string.Create(CultureInfo.InvariantCulture, $"{Workload.Declaration.Name} takes {Generator.Cold:F0} ms to generate, more than {MaxMilliseconds}");
        if (Generator.Reemitted > 0)
            yield return $"{Workload.Declaration.Name} is emitted again after an edit elsewhere";
        if (Longest.IlBytes > MaxIlBytes)
            yield return $"{Longest.Name} has {Longest.IlBytes} bytes of IL, more than {MaxIlBytes}";
        if (Widest.Locals > MaxLocals)
            yield return $"{Widest.Name} has {Widest.Locals} locals, more than {MaxLocals}";
    }

    private Figure Of(string metric, double value, string unit) => new(Workload.Declaration.Name, Contender.Generated, metric, value, unit);
}

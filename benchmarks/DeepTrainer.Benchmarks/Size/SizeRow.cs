using System.Globalization;

namespace DeepTrainer.Benchmarks.Size;

/// <summary>What it takes to generate a network, and what comes out.</summary>
/// <param name="Network">The declared class.</param>
/// <param name="Cold">Milliseconds from the declaration to text, the first time; the compiler's own code is compiled on the way.</param>
/// <param name="Warm">The same later, the median.</param>
/// <param name="Nodes">The nodes of its graphs.</param>
/// <param name="Kernels">The kernels of its graphs, before equal ones are shared.</param>
/// <param name="Characters">Those of each file: the class, then the kernels of each width.</param>
/// <param name="Methods">The methods of its compiled class, at all widths.</param>
internal sealed record SizeRow(string Network, double Cold, double Warm, int Nodes, int Kernels, IReadOnlyList<int> Characters, IReadOnlyList<MethodSize> Methods)
{
    private const double MaxMilliseconds = 1000;

    /// <summary>The JIT compiles longer methods without optimizing them (DEFAULT_MIN_OPTS_CODE_SIZE).</summary>
    private const int MaxIlBytes = 60_000;

    /// <summary>The JIT stops inlining into methods with more (MAX_LV_NUM_COUNT_FOR_INLINING).</summary>
    private const int MaxLocals = 512;

    public static string[] Columns { get; } =
        ["network", "cold_ms", "warm_ms", "nodes", "kernels", "methods", "class_chars", "vector512_chars", "vector256_chars", "vector128_chars", "largest_il", "il_bytes", "most_locals", "locals"];

    public MethodSize Longest => Methods.MaxBy(m => m.IlBytes)!;

    public MethodSize Widest => Methods.MaxBy(m => m.Locals)!;

    /// <summary>What is past its budget; empty if nothing is.</summary>
    public IEnumerable<string> Excesses()
    {
        if (Warm > MaxMilliseconds)
            yield return $"{Network} takes {Text(Warm)} ms, more than {Text(MaxMilliseconds)}";
        if (Longest.IlBytes > MaxIlBytes)
            yield return $"{Longest.Name} has {Longest.IlBytes} bytes of IL, more than {MaxIlBytes}";
        if (Widest.Locals > MaxLocals)
            yield return $"{Widest.Name} has {Widest.Locals} locals, more than {MaxLocals}";
    }

    public string[] Cells() =>
    [
        Network, Text(Cold), Text(Warm), .. new[] { Nodes, Kernels, Methods.Count }.Concat(Characters).Select(n => n.ToString(CultureInfo.InvariantCulture)),
        Longest.Name, Longest.IlBytes.ToString(CultureInfo.InvariantCulture), Widest.Name, Widest.Locals.ToString(CultureInfo.InvariantCulture),
    ];

    private static string Text(double value) => value.ToString("F1", CultureInfo.InvariantCulture);
}

using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DeepTrainer.Benchmarks.Compare;
using DeepTrainer.Benchmarks.Contenders;

namespace DeepTrainer.Benchmarks.Machine;

/// <summary>
/// What one core can do at the vector width that generated code uses here: multiply-adds, and reading a buffer of a given size. The best
/// of many short runs, since neighbours only slow it down.
/// </summary>
internal sealed class Limits
{
    public const string WidthMetric = "vector width";

    private const int Runs = 200, Chains = 12;

    private static readonly TimeSpan RunTime = TimeSpan.FromMilliseconds(0.5);

    private readonly Dictionary<int, double> bandwidths = [];

    public static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>Multiply-adds in a microsecond.</summary>
    public double MultiplyAdds { get; private set; }

    /// <summary>Bytes read in a microsecond from a buffer of at least as many bytes, which is read again and again.</summary>
    public double Bandwidth(long bytes) => bandwidths[SizeOf(bytes)];

    /// <summary>Measures both, and keeps the best there has been: as others come and go, later probes may see more than earlier ones.</summary>
    public unsafe void Probe(long bytes)
    {
        MultiplyAdds = Math.Max(MultiplyAdds, Best(1 << 15, static steps => VectorBits switch
        {
            512 => Multiply<Lanes512, Vector512<float>>(steps),
            256 => Multiply<Lanes256, Vector256<float>>(steps),
            _ => Multiply<Lanes128, Vector128<float>>(steps),
        }) * VectorBits / 32 * Chains);

        int size = SizeOf(bytes);
        void* buffer = NativeMemory.AlignedAlloc((nuint)size, 64);
        NativeMemory.Clear(buffer, (nuint)size);
        float* floats = (float*)buffer;
        int length = size / sizeof(float);
        double passes = Best(1, passes => VectorBits switch
        {
            512 => Read<Lanes512, Vector512<float>>(floats, length, passes),
            256 => Read<Lanes256, Vector256<float>>(floats, length, passes),
            _ => Read<Lanes128, Vector128<float>>(floats, length, passes),
        });
        NativeMemory.AlignedFree(buffer);
        bandwidths[size] = Math.Max(bandwidths.GetValueOrDefault(size), passes * size);
    }

    /// <summary>What was measured so far.</summary>
    public IEnumerable<Figure> Figures() => bandwidths.OrderBy(b => b.Key)
        .Select(b => new Figure("machine", Contender.Floor, $"read {b.Key >> 10} KiB", b.Value / 1e3, "GB/s"))
        .Prepend(new("machine", Contender.Floor, "multiply-adds", MultiplyAdds / 1e3, "G/s"))
        .Prepend(new("machine", Contender.Floor, WidthMetric, VectorBits, "bits"));

    private static int SizeOf(long bytes) => (int)Math.Clamp(BitOperations.RoundUpToPowerOf2((ulong)bytes), 1 << 14, 1 << 28);

    // Times a number of steps that takes about as long as a run should; gives steps in a microsecond.
    private static double Best(int steps, Func<int, float> run)
    {
        double best = 0;
        for (int i = 0; i < Runs; i++)
        {
            long start = Stopwatch.GetTimestamp();
            float result = run(steps);
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            if (!float.IsFinite(result))
                throw new InvalidOperationException("A probe's result is not a number.");
            if (time < RunTime / 2)
                steps *= 2;
            else
                best = Math.Max(best, steps / time.TotalMicroseconds);
        }
        return best;
    }

    // Independent chains: two multiply-adds a cycle with a latency of four or five.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Multiply<TLanes, TVector>(int steps)
        where TLanes : ILanes<TVector>
    {
        TVector x = TLanes.Create(0.5f), y = TLanes.Create(0.25f);
        TVector a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int step = 0; step < steps; step++)
        {
            a = TLanes.MultiplyAdd(a, x, y);
            b = TLanes.MultiplyAdd(b, x, y);
            c = TLanes.MultiplyAdd(c, x, y);
            d = TLanes.MultiplyAdd(d, x, y);
            e = TLanes.MultiplyAdd(e, x, y);
            f = TLanes.MultiplyAdd(f, x, y);
            g = TLanes.MultiplyAdd(g, x, y);
            h = TLanes.MultiplyAdd(h, x, y);
            i = TLanes.MultiplyAdd(i, x, y);
            j = TLanes.MultiplyAdd(j, x, y);
            k = TLanes.MultiplyAdd(k, x, y);
            l = TLanes.MultiplyAdd(l, x, y);
        }
        return TLanes.Sum(a) + TLanes.Sum(b) + TLanes.Sum(c) + TLanes.Sum(d) + TLanes.Sum(e) + TLanes.Sum(f)
            + TLanes.Sum(g) + TLanes.Sum(h) + TLanes.Sum(i) + TLanes.Sum(j) + TLanes.Sum(k) + TLanes.Sum(l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe float Read<TLanes, TVector>(float* buffer, int length, int passes)
        where TLanes : ILanes<TVector>
    {
        TVector a = TLanes.Create(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (int pass = 0; pass < passes; pass++)
        {
            for (float* x = buffer; x < buffer + length; x += 8 * TLanes.Count)
            {
                a = TLanes.Add(a, TLanes.Load(x));
                b = TLanes.Add(b, TLanes.Load(x + TLanes.Count));
                c = TLanes.Add(c, TLanes.Load(x + (2 * TLanes.Count)));
                d = TLanes.Add(d, TLanes.Load(x + (3 * TLanes.Count)));
                e = TLanes.Add(e, TLanes.Load(x + (4 * TLanes.Count)));
                f = TLanes.Add(f, TLanes.Load(x + (5 * TLanes.Count)));
                g = TLanes.Add(g, TLanes.Load(x + (6 * TLanes.Count)));
                h = TLanes.Add(h, TLanes.Load(x + (7 * TLanes.Count)));
            }
        }
        return TLanes.Sum(a) + TLanes.Sum(b) + TLanes.Sum(c) + TLanes.Sum(d) + TLanes.Sum(e) + TLanes.Sum(f) + TLanes.Sum(g) + TLanes.Sum(h);
    }
}

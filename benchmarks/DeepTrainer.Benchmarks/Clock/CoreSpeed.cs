using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DeepTrainer.Benchmarks.Clock;

/// <summary>
/// Whether the core runs at its full speed now. On a shared machine a neighbour on the other hyperthread, in this system or in another
/// virtual machine, slows it down by up to a half without showing in any counter; work that fills the core feels it.
/// </summary>
internal sealed class CoreSpeed
{
    private const double CalmFraction = 0.9;
    private const int LoopsInProbe = 4, StepsInLoop = 16_000, ProbesToLearn = 400;

    private double fastest;

    public CoreSpeed()
    {
        for (int i = 0; i < ProbesToLearn; i++)
            fastest = Math.Max(fastest, Probe());
    }

    /// <summary>Takes about 0.1 ms.</summary>
    public bool IsFull()
    {
        double speed = Probe();
        fastest = Math.Max(fastest, speed);
        return speed >= CalmFraction * fastest;
    }

    // The best of a few loops: the first one after other code is slower for reasons of its own.
    private static double Probe()
    {
        double best = 0;
        for (int i = 0; i < LoopsInProbe; i++)
        {
            long start = Stopwatch.GetTimestamp();
            ulong result = Work(StepsInLoop);
            double speed = 1 / Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (result != 0)
                best = Math.Max(best, speed);
        }
        return best;
    }

    // Six independent chains, which keep all integer units busy.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static ulong Work(int steps)
    {
        ulong a = 1, b = 3, c = 5, d = 7, e = 9, f = 11;
        for (uint i = 0; i < (uint)steps; i++)
        {
            a = (a + i) ^ (a >> 7);
            b = (b + i) ^ (b >> 7);
            c = (c + i) ^ (c >> 7);
            d = (d + i) ^ (d >> 7);
            e = (e + i) ^ (e >> 7);
            f = (f + i) ^ (f >> 7);
        }
        return (a ^ b ^ c ^ d ^ e ^ f) | 1;
    }
}

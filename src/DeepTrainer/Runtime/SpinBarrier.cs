using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DeepTrainer.Runtime;

/// <summary>
/// A barrier for threads that are all about to arrive: arriving is one atomic increment, waiting is reading the same number until
/// it is a multiple of the number of parts. What a part did before it arrived happens before what others do after they waited.
/// </summary>
// A counter that all share beats flags of their own (and a separate generation) because nothing has to be written by the last one:
// its increment is the signal. It never starts again, which takes 64 bits: 2⁶⁴ arrivals are centuries.
[StructLayout(LayoutKind.Explicit, Size = 2 * Padding)]
internal struct SpinBarrier(int parts)
{
    /// <summary>What keeps numbers that are written by many apart: two cache lines, since processors fetch them in pairs.</summary>
    public const int Padding = 128;

    // Some ten microseconds, as SpinWait(1) is about 40 ns on every machine: longer than kernels usually differ, and not much to lose.
    private const int Spins = 256;

    [FieldOffset(0)]
    private readonly uint _parts = (uint)parts;

    [FieldOffset(4)]
    private readonly int _spins = CanSpin(parts) ? Spins : 0;

    [FieldOffset(Padding)]
    private ulong _arrivals;

    /// <summary>Whether each part has a core, so that spinning does not take one from those waited for.</summary>
    public static bool CanSpin(int parts) => parts <= Environment.ProcessorCount;

    /// <summary>Arrives, and returns when all parts have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Wait()
    {
        ulong arrivals = Interlocked.Increment(ref _arrivals);
        ulong all = RoundUp(arrivals);
        if (arrivals != all)
            Await(all);
    }

    /// <summary>Arrives without waiting.</summary>
    public void Arrive() => Interlocked.Increment(ref _arrivals);

    private readonly ulong RoundUp(ulong arrivals) => (arrivals + _parts - 1) / _parts * _parts;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Await(ulong arrivals)
    {
        int spins = _spins;
        while (Volatile.Read(ref _arrivals) < arrivals)
        {
            // Yield, not Sleep: Thread.Interrupt would end that with an exception in the middle of the work.
            if (spins == 0)
            {
                Thread.Yield();
                continue;
            }
            Thread.SpinWait(1);
            spins--;
        }
    }
}

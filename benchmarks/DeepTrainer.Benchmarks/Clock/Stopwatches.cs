using System.Diagnostics;
using DeepTrainer.Benchmarks.Contenders;

namespace DeepTrainer.Benchmarks.Clock;

/// <summary>
/// Times the contenders of a workload in turns: a slice of some milliseconds each, after a call that is not timed, then the next round. Slices
/// count only if the core ran at full speed before and after them and nobody else was given it meanwhile; the result is their median.
/// </summary>
internal sealed class Stopwatches(CoreSpeed speed, Effort effort)
{
    // A slice's time on the clock and on the core differ if the system ran something else in between.
    private const double OwnFraction = 0.98;

    // The JIT optimizes a method after 30 calls and a quiet 0.1 s, twice with profiling in between; the engine's takes seconds.
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(3), WarmUpTimeOfEach = TimeSpan.FromSeconds(0.25);

    private readonly record struct Slice(double Microseconds, double Bytes, bool Calm);

    /// <summary>
    /// Runs all contenders of all workloads in turns until the JIT has done what it can. Together, because what costs time is not the
    /// calls but the JIT's waiting, and because the engine's code is the same for all of them.
    /// </summary>
    public static void WarmUp(IReadOnlyList<Contender> contenders)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan time = contenders.Count * WarmUpTimeOfEach;
        if (contenders.Any(contender => contender.Name == Contender.Engine))
            time += WarmUpTime;
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            foreach (Contender contender in contenders)
                CallsInSlice(contender, Effort.Thorough.Slice);
        }
    }

    public Timing[] Measure(IReadOnlyList<Contender> contenders)
    {
        int[] calls = [.. contenders.Select(contender => CallsInSlice(contender, effort.Slice))];
        List<Slice>[] slices = [.. contenders.Select(_ => new List<Slice>())];
        long start = Stopwatch.GetTimestamp();
        bool enough = false;
        while (!enough && (Stopwatch.GetElapsedTime(start) < effort.Patience || slices[0].Count < effort.Fewest))
        {
            for (int i = 0; i < contenders.Count; i++)
                slices[i].Add(Time(contenders[i], calls[i]));
            enough = slices.All(of => of.Count(slice => slice.Calm) >= effort.Enough);
        }
        return [.. contenders.Select((contender, i) => Summarize(contender.Name, slices[i]))];
    }

    private static int CallsInSlice(Contender contender, TimeSpan slice)
    {
        for (int calls = 1; ; calls *= 2)
        {
            long start = Stopwatch.GetTimestamp();
            if (!float.IsFinite(contender.Run(calls)))
                throw new InvalidOperationException($"A result of {contender.Name} is not a finite number.");
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            if (time > slice / 2)
                return Math.Max(1, (int)(calls * (slice / time)));
        }
    }

    private Slice Time(Contender contender, int calls)
    {
        bool calm = speed.IsFull();
        // Its memory is in the caches and its threads are awake, as in a loop of calls, whatever ran before.
        contender.Run(1);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan core = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        float sum = contender.Run(calls);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        core = Environment.CpuUsage.TotalTime - core;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        calm &= core >= OwnFraction * time && speed.IsFull();
        if (!float.IsFinite(sum))
            throw new InvalidOperationException($"The results of {contender.Name} add up to {sum}.");
        return new(time.TotalMicroseconds / calls, bytes / (double)calls, calm);
    }

    private Timing Summarize(string name, List<Slice> slices)
    {
        List<Slice> kept = [.. slices.Where(slice => slice.Calm)];
        bool calm = kept.Count >= effort.Fewest;
        // Where calm slices don't suffice the fastest of the others join them, and the table says so.
        if (!calm)
            kept.AddRange(slices.Where(slice => !slice.Calm).OrderBy(slice => slice.Microseconds).Take(effort.Fewest - kept.Count));
        return new(name, Median([.. kept.Select(slice => slice.Microseconds)]), Median([.. kept.Select(slice => slice.Bytes)]), kept.Count, calm);
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}

using DeepTrainer.Benchmarks.Clock;
using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Machine;
using DeepTrainer.Benchmarks.Workloads;

namespace DeepTrainer.Benchmarks.Compare;

/// <summary>A workload and its contenders' times, generated code's first.</summary>
internal sealed record Row(Workload Workload, IReadOnlyList<Timing> Timings, Work Work, Limits Limits)
{
    /// <summary>The fastest that it can be, in microseconds, as far as is known of the machine by now.</summary>
    public double Floor => Work.Floor(Limits);

    public Timing Generated => Timings[0];

    public bool Calm => Timings.All(timing => timing.Calm);

    /// <summary>Those who were faster than generated code.</summary>
    public IEnumerable<Timing> Faster => Timings.Skip(1).Where(timing => timing.Microseconds < Generated.Microseconds);

    public double? Time(string contender) => Timings.FirstOrDefault(timing => timing.Contender == contender)?.Microseconds;

    /// <summary>How many times as long as generated code.</summary>
    public double? Ratio(string contender) => Time(contender) / Generated.Microseconds;

    public IEnumerable<Figure> Figures()
    {
        foreach (Timing timing in Timings)
        {
            yield return Of(timing.Contender, "time", timing.Microseconds, "us");
            if (timing != Generated)
                yield return Of(timing.Contender, "ratio", timing.Microseconds / Generated.Microseconds, "generated");
            yield return Of(timing.Contender, "allocated", timing.Bytes, "B");
            yield return Of(timing.Contender, "repetitions", timing.Repetitions, timing.Calm ? "calm" : "disturbed");
        }
        yield return Of(Contender.Floor, "time", Floor, "us");
        yield return Of(Contender.Floor, "ratio", Floor / Generated.Microseconds, "generated");
        if (Workload.Reference is { } reference)
            yield return Of($"{reference.Name} elsewhere", "time", reference.Microseconds, "us");
    }

    private Figure Of(string contender, string metric, double value, string unit) => new(Workload.Name, contender, metric, value, unit);
}

using DeepTrainer.Benchmarks.Clock;
using DeepTrainer.Benchmarks.Workloads;

namespace DeepTrainer.Benchmarks.Compare;

/// <summary>A workload, its contenders' times, generated code's first, and the fastest that it can be.</summary>
internal sealed record Row(Workload Workload, IReadOnlyList<Timing> Timings, double Floor)
{
    public Timing Generated => Timings[0];

    public bool Calm => Timings.All(timing => timing.Calm);

    public Timing? Of(string contender) => Timings.FirstOrDefault(timing => timing.Contender == contender);

    /// <summary>How many times as long a contender takes as generated code.</summary>
    public double? Ratio(string contender) => Of(contender)?.Microseconds / Generated.Microseconds;
}

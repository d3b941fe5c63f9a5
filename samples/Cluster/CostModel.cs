namespace Cluster;

/// <summary>
/// The time of a step on many ranks: the work on the samples of one rank, one sum over all of a gradient, and one of two floats, by which ranks agree whether to go on.
/// </summary>
/// <param name="Compute">Seconds of work on a rank's samples, the optimizer's step included.</param>
/// <param name="Bytes">The size of the gradient.</param>
/// <param name="Latency">α: seconds from one machine to another of the shortest message.</param>
/// <param name="BytesPerSecond">1/β: what a machine sends and receives at once.</param>
/// <param name="AddsPerSecond">1/γ: bytes of floats that a core adds up.</param>
internal sealed record CostModel(double Compute, double Bytes, double Latency, double BytesPerSecond, double AddsPerSecond)
{
    /// <summary>Rabenseifner's sum (MPICH's for long messages): halves are exchanged log₂ n times, and gathered again.</summary>
    // 2 ⌈log₂ n⌉ α + 2 (n − 1)/n S β + (n − 1)/n S γ, and ⌈log₂ n⌉ α for two floats by recursive doubling
    public double Step(int ranks)
    {
        double doublings = Math.Ceiling(Math.Log2(ranks)), share = (ranks - 1.0) / ranks;
        return Compute + (3 * doublings * Latency) + (share * Bytes * ((2 / BytesPerSecond) + (1 / AddsPerSecond)));
    }

    /// <summary>How much of n times one rank's throughput is left, each rank with as many samples as one had.</summary>
    public double Efficiency(int ranks) => Compute / Step(ranks);
}

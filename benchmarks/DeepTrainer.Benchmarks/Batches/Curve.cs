using DeepTrainer.Benchmarks.Clock;
using DeepTrainer.Benchmarks.Compare;
using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Workloads;

namespace DeepTrainer.Benchmarks.Batches;

/// <summary>The times of an operation at each size of the batch.</summary>
/// <param name="Name">The workload's name without its size.</param>
/// <param name="Operation">What is timed.</param>
/// <param name="Times">Microseconds of each contender by the number of samples.</param>
/// <param name="One">Microseconds of <c>Predict</c> for one sample, beside prediction.</param>
internal sealed record Curve(string Name, Operation Operation, SortedDictionary<int, Timing[]> Times, double? One)
{
    // What a size may take against the next larger one, against whole blocks and its part of another, and one sample against Predict or a sample of 16.
    private const double MostOfNext = 1.15, MostOfParts = 1.1, MostOfOne = 1.1, MostOfTrainedOne = 2;
    private const int Block = 16;

    public double Microseconds(int batch) => Times[batch][0].Microseconds;

    /// <summary>Sizes that take longer than they should, each with what it takes against that.</summary>
    public IEnumerable<string> Cliffs()
    {
        foreach ((int batch, int next) in Times.Keys.Zip(Times.Keys.Skip(1)).Where(pair => Microseconds(pair.First) > MostOfNext * Microseconds(pair.Second)))
            yield return $"{batch}: {Figure.Text(Microseconds(batch) / Microseconds(next))} times {next}";
        foreach (int batch in Times.Keys.Where(b => b > Block && b % Block > 0 && Times.ContainsKey(b - (b % Block))))
        {
            int whole = batch - (batch % Block);
            double expected = Microseconds(whole) * batch / whole;
            if (Microseconds(batch) > MostOfParts * expected)
                yield return $"{batch}: {Figure.Text(Microseconds(batch) / expected)} times its part of {whole}";
        }
        if (Times.ContainsKey(1) && One is { } one && Microseconds(1) > MostOfOne * one)
            yield return $"1: {Figure.Text(Microseconds(1) / one)} times Predict";
        if (Times.ContainsKey(1) && Times.ContainsKey(Block) && Operation == Operation.Train && Microseconds(1) > MostOfTrainedOne * Microseconds(Block) / Block)
            yield return $"1: {Figure.Text(Microseconds(1) * Block / Microseconds(Block))} times a sample of {Block}";
    }

    public IEnumerable<Figure> Figures() => Times.SelectMany(t => t.Value.Select(timing => new Figure($"{Name} {t.Key}", timing.Contender, "time", timing.Microseconds, "us")))
        .Concat(One is { } one ? [new Figure(Name, Contender.Generated, "time of Predict", one, "us")] : Array.Empty<Figure>());
}

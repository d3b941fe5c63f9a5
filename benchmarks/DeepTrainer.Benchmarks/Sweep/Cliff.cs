using DeepTrainer.Benchmarks.Compare;
using DeepTrainer.Benchmarks.Contenders;

namespace DeepTrainer.Benchmarks.Sweep;

/// <summary>Neighbours in a series whose generated code takes very different times for a multiply-add.</summary>
internal sealed record Cliff(Case Smaller, Case Larger)
{
    private const double Most = 1.5;

    /// <summary>The larger time for a multiply-add over the smaller one.</summary>
    public double Height => Math.Max(Smaller.Generated / Larger.Generated, Larger.Generated / Smaller.Generated);

    /// <summary>Those among the cases, whose neighbours must be next to each other for each operation.</summary>
    public static IReadOnlyList<Cliff> Among(IEnumerable<Case> cases) =>
    [
        .. cases.Where(c => c.Series is not null && c.IsTimed).GroupBy(c => (c.Series, c.Operation))
            .SelectMany(series => series.Zip(series.Skip(1), (smaller, larger) => new Cliff(smaller, larger)))
            .Where(pair => pair.Height > Most).OrderByDescending(pair => pair.Height),
    ];

    public Figure Figure() => new(Larger.Name, Contender.Generated, "cliff", Height, "neighbour");

    public override string ToString() =>
        $"{Compare.Figure.Text(Height)} times between {Smaller.Name} ({Compare.Figure.Text(Smaller.Generated)} ns) and {Larger.Name} ({Compare.Figure.Text(Larger.Generated)} ns)";
}

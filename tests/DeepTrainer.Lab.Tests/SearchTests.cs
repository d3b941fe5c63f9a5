using DeepTrainer.Engine;

namespace DeepTrainer.Lab.Tests;

/// <summary>Grids, random points, and the choice among many variants.</summary>
public sealed class SearchTests
{
    private static readonly SearchSpace Space = new(Axis.LogUniform("LearningRate", 1e-4, 1e-1), Axis.Whole("Width", 2, 5), Axis.Choice("Activation", "Relu", "Tanh"));

    [Fact]
    public void AGrid_HasEveryCombination_TheLastAxisFastest()
    {
        IReadOnlyList<SearchPoint> points = new SearchSpace(Axis.Of("LearningRate", 0.1, 0.01), Axis.Choice("Activation", "Relu", "Tanh")).Grid();
        Assert.Equal(
            ["LearningRate=0.1 Activation=Relu", "LearningRate=0.1 Activation=Tanh", "LearningRate=0.01 Activation=Relu", "LearningRate=0.01 Activation=Tanh"],
            points.Select(p => p.ToString()));
        Assert.Equal("Tanh", points[1].Choice("Activation"));
        Assert.Equal([new("LearningRate", 0.01)], points[3].Numbers);
    }

    [Fact]
    public void RandomPoints_AreTheSameForASeed_AndMoreOfThemGoOn()
    {
        string[] ten = [.. Space.Random(10, seed: 3).Select(p => p.ToString())];
        Assert.Equal(ten, Space.Random(20, seed: 3).Take(10).Select(p => p.ToString()));
        Assert.NotEqual(ten, Space.Random(10, seed: 4).Select(p => p.ToString()));
        Assert.Equal(10, ten.Distinct().Count());
    }

    [Fact]
    public void NumbersAreDrawn_AsTheirAxisSays()
    {
        SearchSpace space = new(
            Axis.LogUniform("log", 1e-4, 1e-1), Axis.Uniform("flat", -1, 3), Axis.Whole("whole", 2, 5), Axis.Whole("small", 1, 100, logarithmic: true));
        IReadOnlyList<SearchPoint> points = space.Random(6000, seed: 1);
        // As many in each of three decades, as many in each of four quarters, as many of each of four numbers.
        Assert.All(Enumerable.Range(0, 3), d => Assert.InRange(points.Count(p => Math.Log10(p["log"]) is var l && l >= d - 4 && l < d - 3), 1880, 2120));
        Assert.All(Enumerable.Range(-1, 4), q => Assert.InRange(points.Count(p => p["flat"] >= q && p["flat"] < q + 1), 1380, 1620));
        Assert.All(Enumerable.Range(2, 4), n => Assert.InRange(points.Count(p => p.Whole("whole") == n), 1380, 1620));
        // From 10 on there is half of the logarithms, from 1 to 100 all and no others.
        Assert.InRange(points.Count(p => p["small"] < 10), 3100, 3500);
        Assert.Equal((1, 100), (points.Min(p => p.Whole("small")), points.Max(p => p.Whole("small"))));
    }

    [Fact]
    public void MistakesInAxes_AreTold()
    {
        Assert.Contains("name some with Axis.Of", Assert.Throws<InvalidOperationException>(Space.Grid).Message, StringComparison.Ordinal);
        Assert.Contains("above 0", Assert.Throws<ArgumentException>(() => Axis.LogUniform("a", 0, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("lower number", Assert.Throws<ArgumentException>(() => Axis.Uniform("a", 2, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("different", Assert.Throws<ArgumentException>(() => Axis.Of("a", 1, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("4 different points", Assert.Throws<ArgumentException>(() => new SearchSpace(Axis.Whole("a", 1, 4)).Random(5, 1)).Message, StringComparison.Ordinal);
        SearchPoint point = Space.Random(1, 1)[0];
        Assert.Contains("Axis.Whole", Assert.Throws<InvalidOperationException>(() => point.Whole("LearningRate")).Message, StringComparison.Ordinal);
        Assert.Contains("'LearningRate', 'Width', 'Activation'", Assert.Throws<KeyNotFoundException>(() => point["Depth"]).Message, StringComparison.Ordinal);
        Assert.Contains("'Activation' is a choice", Assert.Throws<ArgumentException>(() => Variant.Of<WithRelu>().With(point)).Message, StringComparison.Ordinal);
        Assert.Contains("axis of numbers", Assert.Throws<InvalidOperationException>(() => point.Choice("Width")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NetworksThatDifferInStructure_NeedNoClass()
    {
        SearchPoint[] points = [.. new SearchSpace(Axis.Of("Width", 3, 9), Axis.Choice("Activation", "Relu")).Grid()];
        Variant[] variants = [.. points.Select(p => Variant.Of(p.ToString(), new NetworkBuilder("Net").Input(2).Dense(p.Whole("Width")).Relu()
            .Dense(3).CrossEntropy().Adam(0.02)))];
        Comparison comparison = Experiment.Compare(Points.Data, variants, new() { Seeds = 2, Epochs = 2 });
        Assert.Equal([(3 * 2) + 3 + (3 * 3) + 3, (9 * 2) + 9 + (9 * 3) + 3], comparison.Variants.Select(v => v.Runs[0].Parameters));
        Assert.Contains("[Dense(9)]", comparison.Variants[1].Runs[0].Portrait!.Declaration, StringComparison.Ordinal);
    }

    [Fact]
    public void ADeclaration_IsFittedToOtherSamples_AndLearnsThem()
    {
        // Four classes of points in three dimensions, where the class is declared for three in two.
        ExperimentData data = (Wider(80, 1), Wider(60, 2));
        Variant fitted = Variant.Of<WithSnake>().With("WeightDecay", 0.001).FittedTo(data.For(1).Train);
        RunResult run = Experiment.Compare(data, [fitted], new() { Seeds = 1, Epochs = 40 }).Runs[0];
        Assert.Equal((3 * 8) + 8 + (8 * 4) + 4, run.Parameters);
        Assert.InRange(run.Value, 0.7, 1);
        Assert.StartsWith("[Input(3)]\n[Dense(8)]\n[Activation(Snake)]\n[Dense(4)]", run.Portrait!.Declaration, StringComparison.Ordinal);
        // What fits already is the class itself.
        Assert.IsType<WithSnake>(Variant.Of<WithSnake>().FittedTo(Points.Of(9, 1)).Create(1));

        static Dataset Wider(int count, int seed)
        {
            Dataset points = Points.Of(count, seed, classes: 4);
            return Dataset.FromLabels([.. points.Inputs.ToArray().Chunk(2).SelectMany(x => (float[])[x[0], x[1], 0])], [3], points.Labels.ToArray(), 4);
        }
    }

    [Fact]
    public void SuccessiveHalving_TrainsFewerVariantsLonger_AndDropsWhatDiverges()
    {
        Variant[] variants = [.. new[] { 1e30, 1e-7, 1e-6, 0.3, 1e-5, 1e29 }.Select(rate => Variant.Of<WithPrelu>()
            .With(new SearchSpace(Axis.Of(Variant.LearningRate, rate)).Grid()[0]))];
        HalvingResult result = SuccessiveHalving.Run(Points.WithValidation, variants, new() { Seeds = 2, Epochs = 8 }, firstEpochs: 1, factor: 2);
        Assert.Equal([(1, 6, 3), (2, 3, 2), (4, 2, 1), (8, 1, 1)], result.Rungs.Select(r => (r.Epochs, r.Comparison.Variants.Length, r.Kept.Length)));
        Assert.Equal(4, result.Rungs[0].Ranking.Length);
        Assert.Equal(0.3, result.Best.Settings[Variant.LearningRate]);
        // What it chose by are the 40 validation samples.
        Assert.All(result.Rungs.SelectMany(r => r.Comparison.Runs).Where(r => !r.HasDiverged), run => Assert.Equal(40, run.Confusion.Sum(row => row.Sum())));
    }

    [Fact]
    public void SuccessiveHalving_DoesNotChooseByTestSamples() => Assert.Contains(
        "Give validation samples", Assert.Throws<InvalidOperationException>(() =>
            SuccessiveHalving.Run(Points.Data, [Variant.Of<WithRelu>()], new(), 1)).Message, StringComparison.Ordinal);
}

using DeepTrainer.Engine;

namespace DeepTrainer.Lab.Tests;

/// <summary>Looks into networks, against formulas and predictions.</summary>
public sealed class PortraitTests
{
    [Fact]
    public void AnActivationsCurve_IsItsFormula_AndItsSlopeThatOfDifferences()
    {
        ActivationFunction snake = Assert.Single(Portrait.Of(new WithSnake(1), Points.Of(30, 1)).Curves);
        Assert.Equal("Activation(Snake)", snake.Name);
        for (int i = 0; i < snake.Values.Length; i++)
        {
            double x = snake.From + ((snake.To - snake.From) * i / (snake.Values.Length - 1));
            Assert.Equal(x + (Math.Sin(x) * Math.Sin(x)), snake.Values[i], 9);
            Assert.Equal(1 + Math.Sin(2 * x), snake.Slopes[i], 9);
        }
    }

    [Fact]
    public void TrainedNumbersOfActivations_HaveWhatWasLearned()
    {
        WithTrained network = new(1);
        // Their mean is 0.5.
        network.Parameters.Single(p => p.Name.EndsWith(".slope", StringComparison.Ordinal)).CopyFrom([0, 0, 0, 0, 1, 1, 1, 1]);
        ActivationFunction leaning = Assert.Single(Portrait.Of(network, Points.Of(30, 1)).Curves);
        Assert.Equal(-2.5, leaning.Values[0], 6);
        Assert.Equal(0.5, leaning.Slopes[0], 6);
        Assert.Contains("slope", leaning.Formula, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("max(x, 0)", "x ≤ 0 ? 0 : 1")]
    [InlineData("0 < x ? x : 0.1 * x", "0 < x ? 1 : 0.1")]
    public void Conditionals_AreWrittenAsSuch(string formula, string derivative)
    {
        NetworkBuilder builder = new NetworkBuilder("Net").Input(2).Dense(4);
        builder = formula.StartsWith("max", StringComparison.Ordinal) ? builder.Relu() : builder.LeakyRelu(0.1);
        ActivationFunction shown = Assert.Single(Portrait.Of(builder.Dense(3).CrossEntropy().Adam().Build(1), Points.Of(30, 1)).Curves);
        Assert.Equal((formula, derivative), (shown.Formula, shown.Derivative));
    }

    [Fact]
    public void TheDeclaration_IsShownAsItsAttributes()
    {
        Portrait portrait = Portrait.Of(new WithSnake(1), Points.Of(30, 1));
        Assert.Equal("[Input(2)]\n[Dense(8)]\n[Activation(Snake)]\n[Dense(3)]\n[CrossEntropy]\n[AdamW(LearningRate = 0.02)]", portrait.Declaration);
        Assert.StartsWith("Snake: x => ", Assert.Single(portrait.Functions), StringComparison.Ordinal);
    }

    [Fact]
    public void AHistogram_CountsWhatTheLayerGives()
    {
        WithRelu network = new(3);
        Dataset data = Points.Of(30, 1);
        float[] weight = network.Parameters[0].ToArray(), bias = network.Parameters[1].ToArray();
        // Units 2 and 5 are below 0 for all samples.
        (bias[2], bias[5]) = (-100, -100);
        network.Parameters[1].CopyFrom(bias);
        double[] values = [.. from i in Enumerable.Range(0, 30) from unit in Enumerable.Range(0, 8)
            select Math.Max(0, bias[unit] + ((double)weight[2 * unit] * data.Input(i)[0]) + ((double)weight[(2 * unit) + 1] * data.Input(i)[1]))];
        ActivationHistogram histogram = Assert.Single(Portrait.Of(network, data).Activations);
        Assert.Equal(("relu1", 8, 240), (histogram.Layer, histogram.Units, histogram.Counts.Sum()));
        Assert.Equal(Enumerable.Range(0, 8).Count(unit => values.Where((_, i) => i % 8 == unit).Distinct().Count() == 1), histogram.DeadUnits);
        Assert.InRange(histogram.DeadUnits, 2, 8);
        Assert.Equal(values.Max(), histogram.High, 5);
        Assert.Equal(values.Average(), histogram.Mean, 5);
        Assert.Equal(values.Count(v => v < values.Max() / 40), histogram.Counts[0]);
    }

    [Fact]
    public void AChannel_IsDeadOnlyIfAllOfItsPositionsAre()
    {
        ActivationHistogram histogram = ActivationHistogram.Of("relu", [0, 0, 0, 1, 0, 0, 0, 0], size: 4, units: 2);
        Assert.Equal((2, 1), (histogram.Units, histogram.DeadUnits));
        Portrait portrait = Portrait.Of(new Convolutional(1), Dataset.FromLabels(Ramp(32), [1, 4, 4], [0, 1], 2));
        Assert.Equal((5, 0), (portrait.Activations[0].Units, portrait.Activations[0].DeadUnits));
    }

    [Fact]
    public void FirstWeights_AreTiles_WhereTheyAreImages_AndRowsElsewhere()
    {
        WeightPicture filters = Portrait.Of(new Convolutional(1), Dataset.FromLabels(Ramp(32), [1, 4, 4], [0, 1], 2)).FirstWeights!;
        // Five filters of 3 × 3 in 3 columns, a pixel apart.
        Assert.Equal((11, 7), (filters.Width, filters.Height));
        WithRelu network = new(1);
        WeightPicture rows = Portrait.Of(network, Points.Of(9, 1)).FirstWeights!;
        Assert.Equal((2, 8, "dense1.weight"), (rows.Width, rows.Height, rows.Name));
        Assert.Equal(network.Parameters[0].ToArray().Max(Math.Abs), rows.Largest, 6);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], rows.Png[..4]);
    }

    // The network, and how many activations it has, those in parts of layers included.
    private static readonly Dictionary<string, (NetworkBuilder Network, int Activations)> Kinds = new()
    {
        ["transformer"] = (new NetworkBuilder("Net").Input(6, 8).TransformerEncoder(2, 16).Flatten().Dense(3).CrossEntropy().Adam(), 1),
        ["words"] = (new NetworkBuilder("Net").Input(7).Embedding(5, 6).Lstm(4, returnSequence: false).Gelu().Dense(3).CrossEntropy().Adam(), 1),
        ["repeated"] = (new NetworkBuilder("Net").Input(6).Repeat(3).Dense(6).Mish().EndRepeat().Dense(3).CrossEntropy().Adam(), 3),
        // A softmax is an activation that is no function of one value.
        ["images"] = (new NetworkBuilder("Net").Input(2, 6, 6).Conv2D(4, [3]).BatchNorm().Silu().Dropout().Flatten().Dense(3).Softmax().Nll().Adam(), 2),
        ["stream"] = (new NetworkBuilder("Net").Input([6, 8], time: 0).Gru(4).Relu().Dense(2).Mse().Adam(), 1),
        ["branches"] = (new NetworkBuilder("Net").InputNamed("a", 3).InputNamed("b", 2).Dense(4, from: "a", name: "x").Dense(4, from: "b", name: "y").Add("x, y").Elu()
            .Dense(2, name: "p").Dense(3, from: "elu1", name: "q").Output("p, q").Mse(from: "p").Mse(from: "q").Sgd(), 1),
        ["activation last"] = (new NetworkBuilder("Net").Input(5).Dense(3).Sigmoid().Mse().Sgd(), 1),
        ["no weights"] = (new NetworkBuilder("Net").Input(5).Tanh(), 1),
    };

    public static TheoryData<string> NetworkKinds => [.. Kinds.Keys];

    [Theory, MemberData(nameof(NetworkKinds))]
    public void NetworksOfAllKinds_CanBeLookedInto(string kind)
    {
        (NetworkBuilder builder, int activations) = Kinds[kind];
        EngineNetwork network = builder.Build(1);
        float[] inputs = [.. Enumerable.Range(0, 9 * network.Info.InputSize).Select(i => (float)(i % 5))];
        Portrait portrait = Portrait.Of(network, Dataset.FromInputs(inputs, network.Info.InputShape.AsSpan()));
        Assert.Equal(activations, portrait.Activations.Length);
        Assert.All(portrait.Activations, histogram => Assert.Equal(0, histogram.Counts.Sum() % 9));
        Assert.Equal(Math.Min(1, activations), portrait.Curves.Length);
        Assert.Equal(network.Parameters.Count > 0, portrait.FirstWeights is not null);
        Assert.NotEmpty(portrait.Declaration);
    }

    private static float[] Ramp(int count) => [.. Enumerable.Range(0, count).Select(i => (i % 7 / 3f) - 1)];
}

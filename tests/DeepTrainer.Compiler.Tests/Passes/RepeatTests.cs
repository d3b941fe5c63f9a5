using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Passes;

/// <summary>Repeated layers are what one would have written out.</summary>
public class RepeatTests
{
    [Fact]
    public void ARepetitionIsWhatOneWouldWriteOut()
    {
        NetworkModel repeated = new NetworkBuilder("Repeated").Input(4).Dense(4).Repeat(2, 3, "blocks").Dense(4, name: "inner").Relu().Add(from: "blocks, relu1")
            .Dense(2).Mse().Adam().ToModel();
        Assert.Equal(
            ["dense1(input)", "blocks.0.inner(dense1)", "blocks.0.relu1(blocks.0.inner)", "blocks.0.add1(dense1, blocks.0.relu1)",
             "blocks.1.inner(blocks.0.add1)", "blocks.1.relu1(blocks.1.inner)", "blocks.1.add1(blocks.0.add1, blocks.1.relu1)", "dense2(blocks.1.add1)"],
            repeated.Layers.Select(l => $"{l.Name}({string.Join(", ", l.From)})"));
        Assert.Equal(
            ["dense1.weight", "dense1.bias", "blocks.0.inner.weight", "blocks.0.inner.bias", "blocks.1.inner.weight", "blocks.1.inner.bias", "dense2.weight", "dense2.bias"],
            repeated.Parameters.Select(p => p.Name));
        AgainstEngine.Compare(repeated, CompiledNetwork.Create(repeated, 7), 5);

        EngineNetwork written = new NetworkBuilder("Written").Input(4).Dense(4, name: "a").Dense(4, name: "b").Relu(name: "rb").Add(from: "a, rb", name: "sb")
            .Dense(4, name: "c").Relu(name: "rc").Add(from: "sb, rc").Dense(2).Build(7);
        float[] expected = new float[2], actual = new float[2];
        written.Predict([1, -2, 0.5f, 3], expected);
        new EngineNetwork(repeated, 7).Predict([1, -2, 0.5f, 3], actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void ANameMeansTheSameRepetitionFirst_ThenWhatIsOutside()
    {
        NetworkModel model = new NetworkBuilder("Names").Input(3).Dense(3, name: "stem").Dense(3, name: "x").Repeat(2, 3).Dense(3, name: "x").Tanh(name: "t")
            .Add(from: "x, stem").Add(from: "repeat1, stem").Output("repeat1, add1").ToModel();
        Assert.Equal(
            ["repeat1.0.add1(repeat1.0.x, stem)", "repeat1.1.add1(repeat1.1.x, stem)", "add1(repeat1.1.add1, stem)"],
            model.Layers.Where(l => l.Kind == "Add").Select(l => $"{l.Name}({string.Join(", ", l.From)})"));
        Assert.Equal(["repeat1.1.add1", "add1"], model.Outputs.Select(o => o.Name));
    }

    [Fact]
    public void ARepetitionMayStandInAnother()
    {
        NetworkModel model = new NetworkBuilder("Nested").Input(3).Repeat(2, 3, "outer").Dense(3).Repeat(2, 1, "inner").Tanh().Add(from: "outer, inner").ToModel();
        Assert.Equal(
            ["outer.0.dense1", "outer.0.inner.0", "outer.0.inner.1", "outer.0.add1", "outer.1.dense1", "outer.1.inner.0", "outer.1.inner.1", "outer.1.add1"],
            model.Layers.Select(l => l.Name));
        Assert.Equal(["outer.0.add1", "outer.1.inner.1"], model.Layers[^1].From);
        Assert.Equal(["input", "outer.0.inner.1"], model.Layers[3].From);
    }

    [Fact]
    public void LayersOutside_AreNumberedAsIfTheBlockWereNotThere() => Assert.Equal(
        ["dense1", "repeat1.0", "repeat1.1", "dense2"],
        new NetworkBuilder("Numbers").Input(3).Dense(3).Repeat(2, 1).Dense(3).Dense(2).ToModel().Layers.Select(l => l.Name));

    [Fact]
    public void GradientsOfARepeatedNetworkAreRight() => Assert.True(
        GradientCheck.Run(new NetworkBuilder("Net").Input(3).Dense(4).Repeat(2, 2).Dense(4).Tanh().Dense(2).Mse()).Worst.Relative < 1e-6);

    [Fact]
    public void AMistakeInABlockIsToldOnce_AtTheLayerThatWasWritten()
    {
        Problem problem = Assert.Single(Build.Run(new NetworkBuilder("Net").Input(3).Repeat(3, 2).Relu().Dense(0).ToSpec()).Problems);
        Assert.Equal(("DT0204", 3, "Units"), (problem.Kind.Id, problem.Element, problem.Argument));
        Problem unknown = Assert.Single(Build.Run(new NetworkBuilder("Net").Input(3).Repeat(3, 1).Dense(2, from: "nowhere").ToSpec()).Problems);
        Assert.Equal(("DT0102", 2), (unknown.Kind.Id, unknown.Element));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnEnd_IsAsGoodAsANumber(bool both)
    {
        NetworkModel counted = new NetworkBuilder("Net").Input(3).Repeat(2, 3, "outer").Dense(3).Repeat(2, 1, "inner").Tanh().Add(from: "outer, inner").Dense(2).ToModel();
        NetworkModel marked = new NetworkBuilder("Net").Input(3).Repeat(2, both ? 3 : 0, "outer").Dense(3).Repeat(2, both ? 1 : 0, "inner").Tanh().End(!both)
            .Add(from: "outer, inner").EndRepeat().Dense(2).ToModel();
        Assert.Equal(counted.Layers, marked.Layers);
        Assert.Equal(counted.Inference.ToString(), marked.Inference.ToString());
    }

    [Fact]
    public void ANumber_MayStandWithinMarks_AndMarksWithinANumber()
    {
        string[] expected = ["repeat1.0.dense1", "repeat1.0.inner.0", "repeat1.0.inner.1", "repeat1.1.dense1", "repeat1.1.inner.0", "repeat1.1.inner.1", "dense1"];
        Assert.Equal(expected, New().Repeat(2).Dense(3).Repeat(2, 1, "inner").Tanh().EndRepeat().Dense(3).ToModel().Layers.Select(l => l.Name));
        Assert.Equal(expected, New().Repeat(2, 2).Dense(3).Repeat(2, name: "inner").Tanh().EndRepeat().Dense(3).ToModel().Layers.Select(l => l.Name));
    }

    [Fact]
    public void WrongEnds_AreToldWhereTheyAre()
    {
        Expect("DT0121", 1, New().Repeat(2).Dense(3));
        Expect("DT0121", 1, New().Repeat(2).Dense(3).Mse().EndRepeat());
        Expect("DT0122", 2, New().Dense(3).EndRepeat());
        Expect("DT0123", 4, New().Repeat(2, 1).Dense(3).Tanh().EndRepeat());
        Expect("DT0117", 1, New().Repeat(2, 3).Dense(3).Tanh().EndRepeat().Dense(3));
        Expect("DT0117", 1, New().Repeat(2).EndRepeat().Dense(3));
        Expect("DT0204", 1, New().Repeat(2, -1).Dense(3));
        Expect("DT0121", 2, New().Repeat(2).Repeat(3).Dense(3));
        Expect("DT0121", 1, New().Repeat(2).Repeat(3).Dense(3).EndRepeat());

        static void Expect(string id, int element, NetworkBuilder network)
        {
            Problem problem = Assert.Single(Build.Run(network.ToSpec()).Problems);
            Assert.Equal((id, element), (problem.Kind.Id, problem.Element));
        }
    }

    private static NetworkBuilder New() => new NetworkBuilder("Net").Input(3);
}

internal static class Ends
{
    public static NetworkBuilder End(this NetworkBuilder network, bool marked) => marked ? network.EndRepeat() : network;
}

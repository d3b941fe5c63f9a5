using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Attention;

public class EmbeddingTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(5, 7, 4, 3)]
    [InlineData(17, 40, 33, 16)]
    public void GeneratedCode_TrainsAsTheEngineDoes(int length, int rows, int dim, int batch)
    {
        NetworkModel model = new NetworkBuilder("Words").Input(length).Embedding(rows, dim, paddingIndex: rows / 2).Tanh().Flatten().Dense(3).CrossEntropy().Adam().ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), batch);
    }

    [Fact]
    public void NumbersOutsideTheTable_AreErrorsBeforeAnyWork()
    {
        NetworkModel model = new NetworkBuilder("Words").Input(3).Embedding(7, 4).Flatten().Dense(2).Mse().Adam().ToModel();
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
        {
            float[] before = [.. network.Parameters.SelectMany(p => p.ToArray())];
            foreach (float wrong in (float[])[7, -1, 0.5f, 6.99f, float.NaN, float.PositiveInfinity, 1e30f])
            {
                float[] second = [0, 1, 2, 3, wrong, 5];
                string message = Told(() => network.Predict([0, wrong, 2], new float[2]));
                Assert.Contains("'Words' takes a whole number from 0 to 6", message, StringComparison.Ordinal);
                Assert.Contains("index 1 of input", message, StringComparison.Ordinal);
                Assert.Contains("index 4 of inputs", Told(() => network.PredictBatch(second, new float[4])), StringComparison.Ordinal);
                Assert.Contains("index 4 of inputs", Told(() => network.TrainBatch(second, new float[4])), StringComparison.Ordinal);
                Assert.Contains("index 4 of inputs", Told(() => network.Evaluate(second, new float[4])), StringComparison.Ordinal);
            }
            network.Predict([-0f, 6, 3], new float[2]);
            Assert.Equal(0, network.Steps);
            Assert.Equal(before, network.Parameters.SelectMany(p => p.ToArray()).ToArray());
        }

        static string Told(Action action) => Assert.Throws<ArgumentOutOfRangeException>(action).Message;
    }

    [Fact]
    public void InputsOfTwoTables_AreCheckedAgainstTheSmaller()
    {
        NetworkModel model = new NetworkBuilder("Words").Input(4).Embedding(7, 2, name: "a").Embedding(5, 2, name: "b", from: "input").Add("a, b").ToModel();
        Assert.Equal([new IndexRange(0, 4, 1, 5)], model.Indices);
    }

    [Fact]
    public void InputsThatReachATableThroughViews_AreChecked()
    {
        GraphBuilder g = new();
        Node input = g.Source(SourceKind.Input, "input", Shape.Batched(4, 3));
        Node table = g.Source(SourceKind.Parameter, "table", Shape.Of(9, 2)), small = g.Source(SourceKind.Parameter, "small", Shape.Of(4, 2));
        Node column = g.Gather(table, g.Slice(input, 2, 1, 1)), end = g.Gather(small, g.Slice(g.Reshape(g.Flip(input, 1), Shape.Batched(12)), 1, 0, 3));
        Node computed = g.Gather(table, g.Map(x => 2 * x, input));

        Assert.Equal([new(1, 3, 3, 9), new(9, 3, 1, 4)], IndexRange.Of(new([("a", column), ("b", end), ("c", computed)], [])));
    }

    [Fact]
    public void ComputedNumbers_AreBoundedToTheTable()
    {
        NetworkModel model = new NetworkBuilder("Bins").Input(5).HardTanh(-9, 9).Embedding(3, 2, name: "bins").ToModel();
        Assert.Empty(model.Indices);
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
        {
            network.Parameters.Single().CopyFrom([10, 11, 20, 21, 30, 31]);
            float[] output = new float[10];
            network.Predict([-5, 0.9f, 1.5f, 2, 8], output);
            Assert.Equal([10, 11, 10, 11, 20, 21, 30, 31, 30, 31], output);
        }
    }

    [Fact]
    public void Padding_StartsAtZeroAndIsNotTrained()
    {
        NetworkModel model = new NetworkBuilder("Words").Input(3).Embedding(5, 2, paddingIndex: 2, name: "words").Mse().AdamW().ToModel();
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
        {
            Parameter table = network.Parameters.Single();
            float[] before = table.ToArray();
            Assert.Equal([0, 0], before[4..6]);
            Assert.All(before.Where((_, i) => i is < 4 or > 5), value => Assert.NotEqual(0, value));
            for (int step = 0; step < 5; step++)
                network.TrainBatch([2, 0, 2], new float[6]);
            float[] after = table.ToArray();
            Assert.Equal([0, 0], after[4..6]);
            Assert.NotEqual(before[..2], after[..2]);

            before[4] = 3;
            table.CopyFrom(before);
            float[] output = new float[6];
            network.Predict([2, 0, 2], output);
            Assert.Equal(3, output[0]);
        }
    }

    [Fact]
    public void TablesStartNormal()
    {
        Deviates(1, b => b.Embedding(300, 40));
        Deviates(0.02, b => b.Embedding(300, 40, initValue: 0.02));
        Deviates(1, b => b.Embedding(300, 40, init: Init.Zeros).PositionalEmbedding(), "positionalEmbedding1.weight");

        static void Deviates(double expected, Func<NetworkBuilder, NetworkBuilder> layers, string name = "embedding1.weight")
        {
            float[] table = layers(new NetworkBuilder("Words").Input(200)).Build(1).Parameters.Single(p => p.Name == name).ToArray();
            double mean = table.Average(), deviation = Math.Sqrt(table.Average(v => (v - mean) * (v - mean)));
            Assert.InRange(mean / expected, -0.05, 0.05);
            Assert.InRange(deviation / expected, 0.97, 1.03);
        }
    }
}

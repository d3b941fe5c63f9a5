using System.Collections.Immutable;

namespace DeepTrainer.Tests;

/// <summary>What travels with weights, and predictions in an application's terms.</summary>
public class MetadataTests
{
    private static readonly NetworkMetadata Whole = new()
    {
        Classes = ["cat", "dog", "mouse \"é\" 😀"],
        Inputs = new([1, -2, 0.1f], [2, 0.5f, 3]),
        Targets = new([5, 6, 7], [1, 2, 3]),
        Vocabulary = ["<pad>", "a", "\n"],
        Description = "Pets; trained in 2026.",
        Texts = new Dictionary<string, string> { ["licence"] = "MIT", ["source"] = "" }.ToImmutableSortedDictionary(StringComparer.Ordinal),
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Metadata_ComesBackWithTheWeights(bool isCheckpoint)
    {
        SoftmaxRegression saved = new(3, 3, 1), loaded = new(3, 3, 2);
        NetworkMetadata.Set(saved, Whole);
        MemoryStream stream = new();
        if (isCheckpoint)
            saved.SaveCheckpoint(stream);
        else
            saved.Save(stream);
        stream.Position = 0;
        if (isCheckpoint)
            loaded.LoadCheckpoint(stream);
        else
            loaded.Load(stream);
        NetworkMetadata read = NetworkMetadata.Of(loaded);
        Assert.Equal(Whole.Classes, read.Classes);
        Assert.Equal(Whole.Vocabulary, read.Vocabulary);
        Assert.Equal(Whole.Description, read.Description);
        Assert.Equal(Whole.Texts, read.Texts);
        Assert.Equal(Whole.Inputs!.Means, read.Inputs!.Means);
        Assert.Equal(Whole.Inputs.Deviations, read.Inputs.Deviations);
        Assert.Equal(Whole.Targets!.Means, read.Targets!.Means);
    }

    // A file without any leaves what the application has said itself.
    [Fact]
    public void AFileWithoutMetadata_LeavesTheNetworks()
    {
        SoftmaxRegression plain = new(3, 3, 1), named = new(3, 3, 2);
        NetworkMetadata.Set(named, new() { Classes = ["a", "b", "c"] });
        MemoryStream stream = new();
        plain.Save(stream);
        stream.Position = 0;
        named.Load(stream);
        Assert.Equal(["a", "b", "c"], NetworkMetadata.Of(named).Classes);
        Assert.Same(NetworkMetadata.None, NetworkMetadata.Of(plain));
    }

    // What came with weights goes with them; what the application said stays.
    [Fact]
    public void AFileWithoutMetadata_EndsThatOfTheFileBefore()
    {
        SoftmaxRegression named = new(3, 3, 1), plain = new(3, 3, 2), network = new(3, 3, 3);
        NetworkMetadata.Set(named, new() { Classes = ["a", "b", "c"] });
        MemoryStream first = new(), second = new();
        named.Save(first);
        plain.Save(second);
        (first.Position, second.Position) = (0, 0);
        network.Load(first);
        Assert.Equal(["a", "b", "c"], NetworkMetadata.Of(network).Classes);
        network.Load(second);
        Assert.Same(NetworkMetadata.None, NetworkMetadata.Of(network));
    }

    [Fact]
    public void WeightsThatFit_LoadWithoutMetadataThatDoesNot()
    {
        SoftmaxRegression network = new(3, 3, 1), other = new(3, 3, 2);
        NetworkMetadata.Set(network, new() { Description = "mine" });
        MemoryStream stream = new();
        new TensorFile(other.Parameters.Select(p => new FileTensor(p.Name, p.Shape.AsSpan(), p.ToArray())),
            new Dictionary<string, string> { ["deeptrainer.classes"] = "[\"a\"]" }).Write(stream);
        stream.Position = 0;
        Assert.Contains("LoadOptions { Metadata = false }", Assert.Throws<InvalidDataException>(() => network.Load(stream)).Message, StringComparison.Ordinal);
        stream.Position = 0;
        network.Load(stream, new LoadOptions { Metadata = false });
        Assert.Equal(other.Parameters[0].ToArray(), network.Parameters[0].ToArray());
        Assert.Equal("mine", NetworkMetadata.Of(network).Description);
    }

    [Fact]
    public void WhatDoesNotFit_IsRefused()
    {
        SoftmaxRegression network = new(3, 3, 1);
        Assert.Contains("it names 2 classes, and the network has 3",
            Assert.Throws<ArgumentException>(() => NetworkMetadata.Set(network, new() { Classes = ["a", "b"] })).Message, StringComparison.Ordinal);
        Assert.Contains("it scales 1 values of a sample, and the network takes 3",
            Assert.Throws<ArgumentException>(() => NetworkMetadata.Set(network, new() { Inputs = new([1], [1]) })).Message, StringComparison.Ordinal);
        TableSchema table = Passengers.Schema("u,v,w,y\n1,2,3,a\n2,3,4,b\n5,6,7,c\n", new() { Columns = [TableColumn.Label("y")] });
        NetworkMetadata.Set(network, new() { Classes = ["a", "b", "c"], Table = table });
        Assert.Contains("its classes are 'c', 'b', 'a', and those of its table 'a', 'b', 'c'",
            Assert.Throws<ArgumentException>(() => NetworkMetadata.Set(network, new() { Classes = ["c", "b", "a"], Table = table })).Message, StringComparison.Ordinal);
        foreach ((string key, string text) in new[] { ("classes", "cat, dog"), ("classes", "[1, 2, 3]"), ("input.means", "1 2 x"), ("classes", "[\"a\"]") })
        {
            Dictionary<string, string> texts = new() { ["deeptrainer." + key] = text, ["deeptrainer.input.deviations"] = "1 1 1" };
            MemoryStream stream = new();
            new TensorFile(network.Parameters.Select(p => new FileTensor(p.Name, p.Shape.AsSpan(), p.ToArray())), texts).Write(stream);
            stream.Position = 0;
            float before = network.Parameters[0][0, 0];
            Assert.Throws<InvalidDataException>(() => network.Load(stream));
            Assert.Equal(before, network.Parameters[0][0, 0]);
        }
    }

    [Fact]
    public void Classify_ScalesTheSampleAndNamesTheBestClasses()
    {
        SoftmaxRegression network = new(3, 3, 1);
        NetworkMetadata.Set(network, new() { Classes = ["a", "b", "c"], Inputs = new([1, -2, 0.1f], [2, 0.5f, 3]) });
        float[] sample = [3, 4, -5], scaled = [1, 12, -1.7f], logits = new float[3];
        network.Predict(scaled, logits);
        double sum = logits.Sum(l => Math.Exp(l));
        int[] order = [.. Enumerable.Range(0, 3).OrderByDescending(i => logits[i])];
        ClassProbability[] best = new ClassProbability[2];
        network.TopK(sample, best);
        Assert.Equal(order[..2], best.Select(b => b.Index));
        Assert.Equal(order[..2].Select(i => "abc"[i].ToString()), best.Select(b => b.Label));
        foreach (ClassProbability found in best)
            Assert.Equal(Math.Exp(logits[found.Index]) / sum, found.Probability, 1e-5);
        Assert.Equal(best[0], network.Classify(sample));
        Assert.Equal([3, 4, -5], sample);
        Assert.Throws<ArgumentException>(() => network.Classify([1, 2]));
        Assert.Throws<ArgumentException>(() => network.TopK(sample, new ClassProbability[4]));
        Assert.Throws<ArithmeticException>(() => network.Classify([float.NaN, 0, 0]));
    }

    // Of equal scores the first comes first, however many there are.
    [Fact]
    public void TopK_OrdersAsSortingDoes()
    {
        SoftmaxRegression network = new(1, 17, 1);
        RandomSource random = new(3);
        for (int trial = 0; trial < 50; trial++)
        {
            for (int c = 0; c < 17; c++)
                (network.Parameters[0][c, 0], network.Parameters[1][c]) = (0, random.Next(5));
            int[] order = [.. Enumerable.Range(0, 17).OrderByDescending(c => network.Parameters[1][c])];
            foreach (int k in new[] { 1, 2, 7, 17 })
            {
                ClassProbability[] best = new ClassProbability[k];
                network.TopK([1], best);
                Assert.Equal(order[..k], best.Select(b => b.Index));
            }
        }
    }

    [Fact]
    public void Scores_OfLargeNumbersStayFinite()
    {
        float[] logits = [1000, 999, -1000], one = [-200], other = [2];
        ClassScores.Probabilities(logits);
        Assert.Equal(1, logits.Sum(), 1e-6f);
        Assert.Equal(0.7310586f, logits[0], 1e-6f);
        ClassScores.Probabilities(one);
        ClassScores.Probabilities(other);
        Assert.Equal((0, 0.880797f), (one[0], MathF.Round(other[0], 6)));
        Assert.Equal(1, ClassScores.ArgMax([2, 3, 3, 1]));
        Assert.Throws<ArithmeticException>(() => ClassScores.ArgMax([1, float.NaN]));
        Assert.Throws<ArgumentException>(() => ClassScores.ArgMax([]));
    }
}

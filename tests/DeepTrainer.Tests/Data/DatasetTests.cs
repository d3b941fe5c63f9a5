namespace DeepTrainer.Tests;

public class DatasetTests
{
    private static readonly Dataset Data =
        Dataset.FromLabels([.. Enumerable.Range(0, 20).Select(i => (float)i)], [2], [0, 1, 2, 0, 1, 2, 0, 1, 2, 0], 3);

    [Fact]
    public void Samples_AreWhatWasPutIn()
    {
        Assert.Equal(10, Data.Count);
        Assert.Equal(3, Data.Classes);
        Assert.Equal([6f, 7f], Data.Input(3));
        Assert.Equal(2, Data.Label(5));
        Assert.Throws<InvalidOperationException>(() => Data.Target(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Data.Label(10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Data.Input(-1));
    }

    [Fact]
    public void Split_GivesEverySampleToOnePart()
    {
        (Dataset first, Dataset second) = Data.Split(0.7, seed: 1);
        Assert.Equal(7, first.Count);
        Assert.Equal(3, second.Count);
        float[] all = [.. first.Inputs, .. second.Inputs];
        Assert.Equal(Data.Inputs, all.Order().ToArray());
        for (int i = 0; i < first.Count; i++)
            Assert.Equal((int)first.Input(i)[0] / 2 % 3, first.Label(i));
        Assert.Throws<ArgumentOutOfRangeException>(() => Data.Split(1.1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Data.Split(double.NaN, 0));
    }

    [Fact]
    public void Shuffle_IsTheSameForTheSameSeed()
    {
        Assert.Equal(Data.Shuffle(3).Inputs, Data.Shuffle(3).Inputs);
        Assert.False(Data.Shuffle(3).Inputs.SequenceEqual(Data.Shuffle(4).Inputs));
    }

    [Fact]
    public void Subset_TakesIndicesAndRanges()
    {
        Assert.Equal([2, 0], Data.Subset([8, 0]).Labels);
        Assert.Equal([16f, 17, 18, 19], Data.Subset(^2..).Inputs);
        Assert.Throws<ArgumentOutOfRangeException>(() => Data.Subset([10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Data.Subset(5..11));
    }

    [Fact]
    public void WhatNoArrayHasRoomFor_IsRefusedWithItsSizes()
    {
        Dataset many = Dataset.FromLabels(new float[2200], [1], new int[2200], 1_000_000);
        Assert.Contains("2200 · 1000000 · 1 numbers", Assert.Throws<ArgumentException>(many.OneHot).Message, StringComparison.Ordinal);
        Assert.Contains("[100000, 100000]", Assert.Throws<ArgumentException>(() => Dataset.FromInputs(new float[4], [100_000, 100_000])).Message, StringComparison.Ordinal);
        Assert.Equal(0, ArrayLength.Of("Nothing", int.MaxValue, int.MaxValue, int.MaxValue, 0));
        Assert.Equal(Array.MaxLength, ArrayLength.Of("As many as may be", Array.MaxLength, 1));
        Assert.Throws<ArgumentException>(() => ArrayLength.Of("More", int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue));
    }

    [Fact]
    public void Concat_PutsSamplesOneAfterAnother()
    {
        Dataset first = Dataset.FromLabels([1, 2, 3, 4], [2], [0, 1], ["a", "b"]), second = Dataset.FromLabels([5, 6], [2], [1], ["a", "b"]);
        Dataset both = Dataset.Concat(first, second, first);
        Assert.Equal([1, 2, 3, 4, 5, 6, 1, 2, 3, 4], both.Inputs);
        Assert.Equal([0, 1, 1, 0, 1], both.Labels);
        Assert.Equal(["a", "b"], both.ClassNames);

        float[] series = [.. Enumerable.Range(0, 10).Select(i => (float)i)];
        Dataset windows = Dataset.Concat(Dataset.FromSeries(series, 1, 3, horizon: 2), Dataset.FromSeries(series.AsSpan(..5), 1, 3, horizon: 2));
        Assert.Equal(7, windows.Count);
        Assert.Equal([0, 1, 2], windows.Input(6));
        Assert.Equal([3, 4], windows.Target(6));
        Assert.Equal([2, 1], windows.TargetShape);
    }

    [Fact]
    public void Concat_RefusesWhatIsOtherwise()
    {
        Dataset data = Dataset.FromLabels([1, 2], [2], [0], ["a", "b"]);
        Refused(
            "Dataset 1 has inputs [2] and labels [] of the classes 'b', 'a', but dataset 0 has inputs [2] and labels [] of the classes 'a', 'b'.",
            data, Dataset.FromLabels([1, 2], [2], [0], ["b", "a"]));
        Refused("Dataset 2 has inputs [1, 2] and labels", data, data, Dataset.FromLabels([1, 2], [1, 2], [0], ["a", "b"]));
        Refused("Dataset 1 has inputs [2] and targets [1], but", data, Dataset.FromTargets([1, 2], [2], [0], [1]));
        Refused("at least one dataset");

        static void Refused(string message, params Dataset[] parts) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => Dataset.Concat(parts)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OneHot_MakesProbabilitiesOfClasses()
    {
        Dataset oneHot = Data.OneHot();
        Assert.Equal([0f, 1f, 0f], oneHot.Target(1));
        Assert.Equal([3], oneHot.TargetShape.AsSpan());
        Assert.False(oneHot.HasLabels);
        Assert.Throws<InvalidOperationException>(oneHot.OneHot);
    }

    [Fact]
    public void Standardization_OfTheTrainingSamples_AppliesToOthers()
    {
        Dataset train = Dataset.FromTargets([1, 5, 3, 5, 5, 5], [2], [0, 0, 0], [1]);
        Standardization standardization = Standardization.Fit(train);
        Assert.Equal([3f, 5f], standardization.Means);
        Assert.Equal([(float)Math.Sqrt(8 / 3.0), 1f], standardization.Deviations);
        Dataset applied = standardization.Apply(train);
        Assert.Equal(0, applied.Input(1)[0]);
        Assert.Equal(0, applied.Input(1)[1]);
        float[] sample = [3, 6];
        standardization.Apply(sample);
        Assert.Equal([0f, 1f], sample);
        Assert.Throws<ArgumentException>(() => standardization.Apply(new float[3]));
    }

    [Fact]
    public void ScaleAndMap_ChangeInputsOnly()
    {
        Dataset scaled = Data.Scale(0.5f).Map(value => value + 1);
        Assert.Equal([4f, 4.5f], scaled.Input(3));
        Assert.Equal(Data.Labels, scaled.Labels);
        Assert.Equal([6f, 7f], Data.Input(3));
    }

    [Fact]
    public void LengthsThatDontFit_AreRefused()
    {
        Assert.Contains("multiple of 2", Message(() => Dataset.FromLabels(new float[3], [2], [0], 2)), StringComparison.Ordinal);
        Assert.Contains("inputs of 2 samples, but 3 labels", Message(() => Dataset.FromLabels(new float[4], [2], [0, 1, 1], 2)), StringComparison.Ordinal);
        Assert.Contains("Label 2 of sample 1", Message(() => Dataset.FromLabels(new float[4], [2], [0, 2], 2)), StringComparison.Ordinal);
        Assert.Contains("2 a sample", Message(() => Dataset.FromTargets(new float[4], [2], new float[3], [2])), StringComparison.Ordinal);
    }

    private static string Message(Func<Dataset> create) => Assert.Throws<ArgumentException>(() => { create(); }).Message;
}

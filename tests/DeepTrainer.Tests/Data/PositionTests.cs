namespace DeepTrainer.Tests;

/// <summary>Datasets with several labels a sample, or with no targets at all.</summary>
public class PositionTests
{
    private static Dataset Texts => Dataset.FromLabels([1, 2, 3, 4, 5, 6], [2], [0, 1, 2, -1, 1, 1], [2], 3, ignored: -1);

    [Fact]
    public void EachSample_HasItsLabels()
    {
        Assert.Equal((3, 2, 3, -1), (Texts.Count, Texts.TargetSize, Texts.Classes, Texts.IgnoredLabel));
        Assert.Equal([2, -1], Texts.LabelsOf(1).ToArray());
        Assert.Contains("2 labels each", Assert.Throws<InvalidOperationException>(() => Texts.Label(0)).Message, StringComparison.Ordinal);
        Assert.Equal([1, 1, 0, 1], Texts.Subset([2, 0]).Labels.ToArray());
        Assert.Equal(-1, Texts.Scale(2).Shuffle(1).IgnoredLabel);
    }

    [Fact]
    public void OneHot_PutsClassesFirst()
    {
        Dataset hot = Texts.OneHot();
        Assert.Equal([3, 2], hot.TargetShape.AsSpan());
        Assert.Equal([1, 0, 0, 1, 0, 0], hot.Target(0).ToArray());
        Assert.Equal([0, 0, 0, 0, 1, 0], hot.Target(1).ToArray());
    }

    [Fact]
    public void ALabelThatIsNoClass_IsRefused() => Assert.Contains("Label 3 of sample 1",
        Assert.Throws<ArgumentException>(() => Dataset.FromLabels(new float[4], [2], [0, 1, 3, 0], [2], 3)).Message, StringComparison.Ordinal);

    [Fact]
    public void ALabelThatTheNetworkDoesNotIgnore_IsRefusedBeforeTraining()
    {
        Dataset data = Dataset.FromLabels([1, 2, 3, 4], [2], [0, -1], [1], 2, ignored: -1);
        Assert.Contains("IgnoreIndex", Assert.Throws<ArgumentException>(() => new Trainer<SoftmaxRegression>(new(2, 2, 1)).Evaluate(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SamplesWithoutTargets_AreOnlyInputs()
    {
        Dataset data = Dataset.FromInputs([1, 2, 3, 4], [2]);
        Assert.Equal((2, 0, false), (data.Count, data.TargetSize, data.HasLabels));
        Assert.Equal([3, 4], data.Subset([1]).Inputs.ToArray());
        Assert.Throws<ArgumentException>(() => Dataset.FromInputs([1, 2, 3], [2]));
    }
}

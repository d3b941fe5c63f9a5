namespace DeepTrainer.Tests;

public class SplitTests
{
    // Sample i has the input i; class 0 has 60 of 103 samples, class 1 has 30, class 2 has 13.
    private static readonly Dataset Data = Dataset.FromLabels([.. Enumerable.Range(0, 103).Select(i => (float)i)], [1],
        [.. Enumerable.Range(0, 103).Select(i => i < 60 ? 0 : i < 90 ? 1 : 2)], 3);

    [Fact]
    public void InOrder_TheFirstComeFirst()
    {
        (Dataset first, Dataset second) = Data.SplitInOrder(0.7, gap: 4);
        Assert.Equal(Numbers(0, 72), Ids(first));
        Assert.Equal(Numbers(76, 27), Ids(second));
        Assert.Equal(0, Data.SplitInOrder(1, gap: 3).Second.Count);
        Assert.Equal(0, Data.SplitInOrder(0.5, gap: int.MaxValue).Second.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => Data.SplitInOrder(1.1));
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(0.5)]
    [InlineData(0.31)]
    public void Stratified_EachClassHasItsShare(double fraction)
    {
        (Dataset first, Dataset second) = Data.SplitStratified(fraction, seed: 3);
        Assert.Equal(Numbers(0, 103), Ids(first).Concat(Ids(second)).Order());
        Assert.Equal(103 * fraction, first.Count, 0.5);
        foreach ((int label, int count) in ((int, int)[])[(0, 60), (1, 30), (2, 13)])
            Assert.Equal(count * fraction, first.Labels.ToArray().Count(l => l == label), 1d);
        Assert.Equal(Ids(first), Ids(Data.SplitStratified(fraction, seed: 3).First));
        Assert.NotEqual(Ids(first), Ids(Data.SplitStratified(fraction, seed: 4).First));
        Assert.Throws<InvalidOperationException>(() => Data.OneHot().SplitStratified(0.5, 1));
    }

    [Fact]
    public void ByGroup_NoGroupIsInBothParts()
    {
        int[] groups = [.. Enumerable.Range(0, 103).Select(i => 1000 + (i * i % 23))];
        (Dataset first, Dataset second) = Data.SplitByGroup(groups, 0.75, seed: 1);
        Assert.Empty(Ids(first).Select(i => groups[i]).Intersect(Ids(second).Select(i => groups[i])));
        Assert.Equal(Numbers(0, 103), Ids(first).Concat(Ids(second)).Order());
        Assert.InRange(first.Count, 65, 90);
        Assert.Throws<ArgumentException>(() => Data.SplitByGroup([1, 2], 0.5, 1));
        var folds = Data.FoldsByGroup(groups, 4, seed: 1);
        Assert.Equal(Numbers(0, 103), folds.SelectMany(f => Ids(f.Validation)).Order());
        Assert.All(folds, f => Assert.Empty(Ids(f.Train).Select(i => groups[i]).Intersect(Ids(f.Validation).Select(i => groups[i]))));
        Assert.All(folds, f => Assert.InRange(f.Validation.Count, 18, 34));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Folds_ValidateEachSampleOnce(bool stratified)
    {
        var folds = Data.Folds(5, seed: 2, stratified);
        Assert.Equal(5, folds.Count);
        Assert.Equal(Numbers(0, 103), folds.SelectMany(f => Ids(f.Validation)).Order());
        Assert.All(folds, f => Assert.Equal(Numbers(0, 103), Ids(f.Train).Concat(Ids(f.Validation)).Order()));
        Assert.All(folds, f => Assert.InRange(f.Validation.Count, 20, 21));
        if (stratified)
            Assert.All(folds, f => Assert.InRange(f.Validation.Labels.ToArray().Count(l => l == 2), 2, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Data.Folds(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Data.Folds(104, 1));
    }

    [Fact]
    public void FoldsInOrder_TrainOnWhatCameBefore()
    {
        // As TimeSeriesSplit(4) of 103 samples: test size 20, the first training stretch has the rest.
        var folds = Data.FoldsInOrder(4);
        Assert.Equal([(23, 23), (43, 43), (63, 63), (83, 83)], folds.Select(f => (f.Train.Count, (int)f.Validation.Inputs[0])));
        Assert.All(folds, f => Assert.Equal(20, f.Validation.Count));
        Assert.All(folds, f => Assert.Equal(Numbers(0, f.Train.Count), Ids(f.Train)));
    }

    [Fact]
    public void BalancedWeights_MakeAllClassesCountTheSame()
    {
        double[] weights = Data.BalancedClassWeights();
        Assert.Equal([103 / 180.0, 103 / 90.0, 103 / 39.0], weights);
        Assert.Contains("Class 3, '3', has no sample",
            Assert.Throws<InvalidOperationException>(() => Dataset.FromLabels(new float[3], [1], [0, 1, 2], 4).BalancedClassWeights()).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Data.OneHot().BalancedClassWeights());
    }

    [Fact]
    public void ASeries_BecomesWindows_AndWhatComesAfterThem()
    {
        // Step t has the features t and 100 + t.
        float[] series = [.. Enumerable.Range(0, 11).SelectMany(t => new float[] { t, 100 + t })];
        Dataset data = Dataset.FromSeries(series, features: 2, window: 3, horizon: 2, stride: 2, targets: [1]);
        Assert.Equal((4, 3, 2), (data.Count, data.InputShape[0], data.InputShape[1]));
        Assert.Equal([2, 1], data.TargetShape);
        Assert.Equal([2f, 102, 3, 103, 4, 104], data.Input(1).ToArray());
        Assert.Equal([105f, 106], data.Target(1).ToArray());
        Assert.Equal([109f, 110], data.Target(3).ToArray());
        Assert.Equal([5f, 105], Dataset.FromSeries(series, 2, 5).Target(0).ToArray());
        Assert.Contains("has 11 steps, but a window of 10 and 2 after it need 12",
            Assert.Throws<ArgumentException>(() => Dataset.FromSeries(series, 2, 10, 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Dataset.FromSeries(series, 2, 2, targets: [2]));
    }

    [Fact]
    public void Sequences_AreFilledUp_AndTheirLengthsTold()
    {
        float[] padded = Dataset.Padded([[1, 2], [3, 4, 5, 6, 7, 8], [9, 10, 11, 12]], features: 2, out int[] lengths, fill: -1);
        Assert.Equal([1, 3, 2], lengths);
        Assert.Equal([1f, 2, -1, -1, -1, -1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, -1, -1], padded);
        Assert.Equal(8, Dataset.Padded([[1, 2]], 2, out _, steps: 4).Length);
        Assert.Contains("Sequence 1 has 3 values", Assert.Throws<ArgumentException>(() => Dataset.Padded([[1, 2], [1, 2, 3]], 2, out _)).Message, StringComparison.Ordinal);
        Assert.Contains("Sequence 0 has 2 steps, more than 1",
            Assert.Throws<ArgumentException>(() => Dataset.Padded([[1, 2]], 1, out _, steps: 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StandardizedTargets_AreUndoneInPredictions()
    {
        Dataset data = Dataset.FromTargets(new float[4], [1], [1, 100, 2, 200, 3, 300, 6, 400], [2]);
        Standardization scale = Standardization.FitTargets(data);
        Assert.Equal([3f, 250], scale.Means);
        Dataset scaled = scale.ApplyToTargets(data);
        for (int k = 0; k < 2; k++)
        {
            double[] values = [.. Enumerable.Range(0, 4).Select(i => (double)scaled.Target(i)[k])];
            Assert.Equal(0, values.Average(), 1e-6);
            Assert.Equal(1, values.Average(v => v * v), 1e-6);
        }
        float[] predictions = scaled.Targets.ToArray();
        scale.Undo(predictions);
        Assert.All(predictions.Zip(data.Targets.ToArray()), pair => Assert.Equal(pair.Second, pair.First, 1e-4f));
        Assert.Throws<ArgumentException>(() => scale.Undo(new float[3]));
        Assert.Throws<ArgumentException>(() => Standardization.FitTargets(Data));
    }

    private static int[] Ids(Dataset data) => [.. data.Inputs.ToArray().Select(x => (int)x)];

    private static int[] Numbers(int first, int count) => [.. Enumerable.Range(first, count)];
}

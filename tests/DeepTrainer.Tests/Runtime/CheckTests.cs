using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

public class CheckTests
{
    [Fact]
    public void ASampleOfTheWrongLength_IsNamedWithBothLengths()
    {
        Check.Sample(4, 4, "Digits", "input");
        var error = Assert.Throws<ArgumentException>(() => Check.Sample(3, 4, "Digits", "input"));
        Assert.StartsWith("'Digits' needs 4 floats of input a sample but got 3.", error.Message, StringComparison.Ordinal);
        Assert.Equal("input", error.ParamName);
    }

    [Theory]
    [InlineData(8, 6, 2)]
    [InlineData(0, 0, 0)]
    public void PredictBatch_CountsTheSamples(int inputs, int outputs, int count) =>
        Assert.Equal(count, Check.PredictBatch(inputs, 4, outputs, 3, "Digits"));

    [Theory]
    [InlineData(7, 6, "multiple")]
    [InlineData(8, 5, "multiple")]
    [InlineData(8, 9, "2 samples")]
    [InlineData(0, 3, "0 samples")]
    public void PredictBatch_RefusesLengthsThatDontFit(int inputs, int outputs, string part) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(() => Check.PredictBatch(inputs, 4, outputs, 3, "Digits")).Message, StringComparison.Ordinal);

    [Fact]
    public void Batch_RefusesToBeEmpty()
    {
        Assert.Equal(3, Check.Batch(12, 4, 9, 3, "Digits"));
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => Check.Batch(0, 4, 0, 3, "Digits")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TrainingSamples_NamesTheLayerThatNeedsMore()
    {
        Check.TrainingSamples(2, 2, "Digits", "batchNorm1");
        var error = Assert.Throws<ArgumentException>(() => Check.TrainingSamples(1, 2, "Digits", "batchNorm1"));
        Assert.Contains("'Digits' can't be trained on a batch of 1: 'batchNorm1'", error.Message, StringComparison.Ordinal);
        Assert.Contains("2 samples", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(int.MinValue)]
    public void ALabelOutOfRange_IsNamedWithItsIndex(int label)
    {
        Check.Labels([0, 1, 2], 3, "Digits");
        int[] labels = [0, 2, label, 1];
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Check.Labels(labels, 3, "Digits"));
        Assert.Contains($"the label at index 2 is {label}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheWrongKindOfTargets_IsExplained() =>
        Assert.StartsWith(
            "'Digits' is trained on class indices: pass ReadOnlySpan<int>",
            Assert.Throws<NotSupportedException>(() => Check.WrongTargets("Digits", TargetKind.ClassIndices)).Message,
            StringComparison.Ordinal);
}

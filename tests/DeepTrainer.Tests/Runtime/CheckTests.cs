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

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void ANumberThatIsNoRow_IsNamedWithItsIndex(float wrong)
    {
        Check.Indices([7, 0, 7, 1, 7, 2, 7, -0f], 4, 1, 2, 2, 3, "Words");
        float[] inputs = [9, 1, 9, 2, 9, 0, 9, wrong];
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Check.Indices(inputs, 4, 1, 2, 2, 3, "Words"));
        Assert.Contains("'Words' has an embedding of 3 rows, 0 to 2, but the number at index 7 of inputs is", error.Message, StringComparison.Ordinal);
        Assert.Equal("inputs", error.ParamName);
        Check.Indices(inputs, 4, 1, 1, 1, 3, "Words");
    }

    [Fact]
    public void APositionOutsideTheStream_IsTold()
    {
        Check.Position(0, 5, "Chat");
        Check.Position(4, 5, "Chat");
        Assert.Contains("'Chat' looks back on 5 time steps at most", Assert.Throws<ArgumentOutOfRangeException>(() => Check.Position(5, 5, "Chat")).Message, StringComparison.Ordinal);
        Assert.Contains("-1", Assert.Throws<ArgumentOutOfRangeException>(() => Check.Position(-1, long.MaxValue, "Chat")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheWrongKindOfTargets_IsExplained() =>
        Assert.StartsWith(
            "'Digits' is trained on class indices: pass ReadOnlySpan<int>",
            Assert.Throws<NotSupportedException>(() => Check.WrongTargets("Digits", TargetKind.ClassIndices)).Message,
            StringComparison.Ordinal);
}

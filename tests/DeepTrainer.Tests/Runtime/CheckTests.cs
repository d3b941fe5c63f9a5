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
    [InlineData(0, 4, 4, 3, false)]
    [InlineData(0, 4, 3, 3, true)]
    [InlineData(4, 3, 0, 4, false)]
    [InlineData(3, 3, 0, 4, true)]
    [InlineData(2, 0, 2, 0, false)]
    [InlineData(0, 4, 2, 0, false)]
    [InlineData(2, 0, 0, 4, false)]
    [InlineData(0, 8, 3, 1, true)]
    public void SpansAreApartIfTheyHaveNoFloatInCommon(int read, int readLength, int written, int writtenLength, bool overlap)
    {
        float[] memory = new float[8];
        void Run() => Check.Apart(memory.AsSpan(read, readLength), memory.AsSpan(written, writtenLength), "Digits", "input", "output");
        if (overlap)
            Assert.StartsWith("'Digits' can't write output over input", Assert.Throws<ArgumentException>(Run).Message, StringComparison.Ordinal);
        else
            Run();
    }

    [Theory]
    [InlineData(1, 1616)]
    [InlineData(16, 1616)]
    [InlineData(17, 3216)]
    [InlineData(21474832, 2147483216)]
    public void Memory_IsThatOfThePaddedBatch(int count, int floats) => Assert.Equal(floats, Check.Memory(count, 16, 100, 16, "Digits"));

    [Fact]
    public void MemoryBeyondAnArray_IsRefusedWithTheBatchThatIsPossible()
    {
        var error = Assert.Throws<ArgumentException>(() => Check.Memory(21474833, 16, 100, 16, "Digits"));
        Assert.Contains("'Digits' can't work on 21474833 samples at once", error.Message, StringComparison.Ordinal);
        Assert.Contains("21474832 samples are possible", error.Message, StringComparison.Ordinal);
        Assert.Contains("too large for any batch", Assert.Throws<ArgumentException>(() => Check.Memory(1, 16, 1L << 30, 16, "Digits")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Check.Memory(int.MaxValue, 16, 1, 16, "Digits"));
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
        Assert.Contains("'Words' takes a whole number from 0 to 2 at index 7 of inputs, a row of an embedding or a length, but it is", error.Message, StringComparison.Ordinal);
        Assert.Equal("inputs", error.ParamName);
        Check.Indices(inputs, 4, 1, 1, 1, 3, "Words");
    }

    [Fact]
    public void APositionOutsideTheStream_IsTold()
    {
        Check.Position(0, 5, "Chat");
        Check.Position(4, 5, "Chat");
        Assert.Contains("'Chat' looks back on 5 time steps at most",
            Assert.Throws<ArgumentOutOfRangeException>(() => Check.Position(5, 5, "Chat")).Message, StringComparison.Ordinal);
        Assert.Contains("-1", Assert.Throws<ArgumentOutOfRangeException>(() => Check.Position(-1, long.MaxValue, "Chat")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutLossOrOptimizer_WhatIsMissingIsTold()
    {
        NetworkInfo info = new("Digits", [4], [3], TargetKind.Values, 3, []);
        string Told(NetworkInfo network, bool isTraining) => Assert.Throws<NotSupportedException>(() => Check.WrongTargets(network, isTraining)).Message;

        Assert.StartsWith("'Digits' has no loss", Told(info with { HasLoss = false, HasOptimizer = false }, true), StringComparison.Ordinal);
        Assert.StartsWith("'Digits' has no loss", Told(info with { HasLoss = false, HasOptimizer = false }, false), StringComparison.Ordinal);
        Assert.StartsWith("'Digits' has no optimizer", Told(info with { HasOptimizer = false }, true), StringComparison.Ordinal);
        Assert.Contains("ReadOnlySpan<float>", Told(info with { HasOptimizer = false }, false), StringComparison.Ordinal);
    }

    [Fact]
    public void TheWrongKindOfTargets_IsExplained() =>
        Assert.StartsWith(
            "'Digits' is trained on class indices: pass ReadOnlySpan<int>",
            Assert.Throws<NotSupportedException>(() => Check.WrongTargets("Digits", TargetKind.ClassIndices)).Message,
            StringComparison.Ordinal);

    // (1 << 24) + 3 is no float, (1 << 24) + 4 is one: the last row rounded up would be the one behind it.
    [Theory]
    [InlineData(1 << 24)]
    [InlineData((1 << 24) + 4)]
    [InlineData((1 << 25) + 4)]
    [InlineData(int.MaxValue)]
    public void ARowsNumber_IsNeverBehindTheTable(int rows)
    {
        Assert.All([rows, rows - 1f, float.MaxValue, float.PositiveInfinity], number => Assert.InRange(VectorMath.Row(number, rows), 0, rows - 1));
        Assert.Equal(rows - 1, VectorMath.Row(float.PositiveInfinity, rows));
        Assert.All([-1f, -0f, float.NaN, float.NegativeInfinity], number => Assert.Equal(0, VectorMath.Row(number, rows)));
    }

    [Theory]
    [InlineData((1 << 24) + 4)]
    [InlineData((1 << 25) + 4)]
    [InlineData(int.MaxValue)]
    public void AnInputBehindALongTable_IsRefused(int rows) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Check.Indices([rows], 1, 0, 1, 1, rows, "Words"));
}

using CsCheck;
using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

public class ParameterTests
{
    [Fact]
    public void Copies_AreRowMajor_WhateverTheStrides() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 5], Gen.Int[1, 5]).Each((a, b, c) =>
        {
            // Packed as [c][a][b] with a gap after every b and an offset.
            var parameter = new Parameter("w", [a, b, c], new AlignedBuffer(3 + a * (b + 2) * c), 3, [b + 2, 1, a * (b + 2)]);
            float[] values = [.. Enumerable.Range(0, a * b * c).Select(i => (float)i)];
            parameter.CopyFrom(values);
            Assert.Equal(values, parameter.ToArray());
            Assert.Equal(values[^1], parameter[a - 1, b - 1, c - 1]);
        }, iter: 200);

    [Fact]
    public void ADimensionInBlocks_IsWalkedAndIndexedAsOne()
    {
        // [4, 3] as two blocks of two rows: [2 blocks][3][2]
        var parameter = new Parameter("w", [4, 3], new AlignedBuffer(12), 0, [2, 2, 3], [6, 1, 2]);
        float[] values = [.. Enumerable.Range(0, 12).Select(i => (float)i)];
        parameter.CopyFrom(values);
        Assert.Equal(values, parameter.ToArray());
        Assert.Equal(11, parameter[3, 2]);
        Assert.Equal(4, parameter[1, 1]);
        Assert.Throws<ArgumentException>(() => new Parameter("w", [4, 3], new AlignedBuffer(12), 0, [2, 2], [6, 1]));
    }

    [Fact]
    public void AnIndexOutOfRange_IsNamedWithTheShape()
    {
        Parameter p = new("dense1.weight", [2, 3], new AlignedBuffer(6), 0, [3, 1]);
        p[1, 2] = 5;
        Assert.Equal(5, p[1, 2]);
        Assert.Contains(
            "Index 1 of 'dense1.weight' is 3, but its shape is [2, 3]",
            Assert.Throws<ArgumentOutOfRangeException>(() => p[0, 3]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => p[-1, 0]);
        Assert.Throws<ArgumentException>(() => p[1]);
        Assert.Throws<ArgumentException>(() => p.CopyFrom(new float[5]));
    }

    [Fact]
    public void AViewThatLeavesItsBuffer_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new Parameter("w", [2, 3], new AlignedBuffer(5), 0, [3, 1]));
        Assert.Throws<ArgumentException>(() => new Parameter("w", [2], new AlignedBuffer(5), 4, [1]));
        Assert.Throws<ArgumentException>(() => new Parameter("w", [2, 3], new AlignedBuffer(6), 0, [1]));
        Assert.Throws<ArgumentException>(() => new Parameter("w", [0], new AlignedBuffer(6), 0, [1]));
    }

    [Fact]
    public void AScalar_HasNoDimensions()
    {
        Parameter p = new("slope", [], new AlignedBuffer(1), 0, []);
        p[[]] = 2;
        Assert.Equal([2f], p.ToArray());
    }

    [Fact]
    public void AShapeOfMoreElementsThanAnArrayHas_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Parameter("w", [1 << 16, 1 << 16], new AlignedBuffer(1), 0, [0, 0]));
        Assert.Contains("'w' of shape [65536, 65536]", error.Message, StringComparison.Ordinal);
    }
}

using System.Runtime.Intrinsics;
using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

public unsafe class VectorMemory256Tests
{
    private static readonly int Lanes = Vector256<float>.Count;

    [Fact]
    public void PartialLoadsAndStores_TouchNothingOutside()
    {
        for (int count = 0; count <= Lanes; count++)
        {
            using var memory = new GuardedMemory((nuint)count * sizeof(float));
            for (int i = 0; i < count; i++)
                memory.Floats[i] = i + 1;
            Vector256<float> loaded = VectorMath.LoadPartial256(memory.Floats, count);
            for (int i = 0; i < Lanes; i++)
                Assert.Equal(i < count ? i + 1 : 0, loaded.GetElement(i));

            VectorMath.StorePartial(loaded + loaded, memory.Floats, count);
            for (int i = 0; i < count; i++)
                Assert.Equal(2 * (i + 1), memory.Floats[i]);
        }
    }

    [Fact]
    public void PartialStores_LeaveWhatFollowsAlone()
    {
        float* memory = stackalloc float[Lanes + 1];
        for (int count = 0; count <= Lanes; count++)
        {
            new Span<float>(memory, Lanes + 1).Fill(-1);
            VectorMath.StorePartial(Vector256<float>.One, memory, count);
            for (int i = 0; i <= Lanes; i++)
                Assert.Equal(i < count ? 1 : -1, memory[i]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    public void StridedLoadsAndStores_TouchNothingOutside(int stride)
    {
        for (int count = 1; count <= Lanes; count++)
        {
            int floats = (count - 1) * stride + 1;
            using var memory = new GuardedMemory((nuint)floats * sizeof(float));
            for (int i = 0; i < count; i++)
                memory.Floats[i * stride] = i + 1;
            Vector256<float> loaded = VectorMath.LoadStridedPartial256(memory.Floats, stride, count);
            if (count == Lanes)
                Assert.Equal(loaded, VectorMath.LoadStrided256(memory.Floats, stride));
            for (int i = 0; i < Lanes; i++)
                Assert.Equal(i < count ? i + 1 : 0, loaded.GetElement(i));

            VectorMath.StoreStridedPartial(loaded + loaded, memory.Floats, stride, count);
            for (int i = 0; i < floats; i++)
                Assert.Equal(i % stride == 0 ? 2 * (i / stride + 1) : 0, memory.Floats[i]);
            if (count < Lanes)
                continue;
            VectorMath.StoreStrided(loaded, memory.Floats, stride);
            for (int i = 0; i < floats; i++)
                Assert.Equal(i % stride == 0 ? i / stride + 1 : 0, memory.Floats[i]);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(24)]
    public void NeighboursLoadedTogether_AreThoseLoadedOneByOne(int stride)
    {
        for (int count = 1; count <= Lanes; count++)
        {
            int floats = (count - 1) * stride + 4;
            using var memory = new GuardedMemory((nuint)floats * sizeof(float));
            for (int i = 0; i < floats; i++)
                memory.Floats[i] = i + 1;
            VectorMath.LoadStridedPartial(memory.Floats, stride, count, out Vector256<float> v0, out Vector256<float> v1, out Vector256<float> v2, out Vector256<float> v3);
            Vector256<float>[] together = [v0, v1, v2, v3];
            for (int i = 0; i < together.Length; i++)
                Assert.Equal(VectorMath.LoadStridedPartial256(memory.Floats + i, stride, count), together[i]);
            if (count < Lanes)
                continue;
            VectorMath.LoadStrided(memory.Floats, stride, out Vector256<float> w0, out Vector256<float> w1, out Vector256<float> w2, out Vector256<float> w3);
            Assert.Equal<Vector256<float>[]>(together, [w0, w1, w2, w3]);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(24)]
    public void NeighboursStoredTogether_AreThoseStoredOneByOne(int stride)
    {
        Vector256<float>[] values = [.. Enumerable.Range(0, 4).Select(k => Vector256<float>.Indices + Vector256.Create(100f * k))];
        for (int count = 1; count <= Lanes; count++)
        {
            int floats = (count - 1) * stride + 4;
            float[] expected = new float[floats];
            for (int k = 0; k < values.Length; k++)
            {
                for (int lane = 0; lane < count; lane++)
                    expected[lane * stride + k] = values[k].GetElement(lane);
            }
            using var memory = new GuardedMemory((nuint)floats * sizeof(float));
            VectorMath.StoreStridedPartial(values[0], values[1], values[2], values[3], memory.Floats, stride, count);
            Assert.Equal(expected, new Span<float>(memory.Floats, floats).ToArray());
            if (count < Lanes)
                continue;
            new Span<float>(memory.Floats, floats).Clear();
            VectorMath.StoreStrided(values[0], values[1], values[2], values[3], memory.Floats, stride);
            Assert.Equal(expected, new Span<float>(memory.Floats, floats).ToArray());
        }
    }

    [Fact]
    public void OneOfFourFloats_IsSpreadOverAllLanes()
    {
        using var memory = new GuardedMemory(4 * sizeof(float));
        for (int i = 0; i < 4; i++)
            memory.Floats[i] = i + 1;
        Vector256<float> four = VectorMath.LoadFour256(memory.Floats);
        for (int i = 0; i < Lanes; i++)
            Assert.Equal(i % 4 + 1, four.GetElement(i));
        Assert.Equal(Vector256.Create(1f), VectorMath.Spread(four, 0));
        Assert.Equal(Vector256.Create(2f), VectorMath.Spread(four, 1));
        Assert.Equal(Vector256.Create(3f), VectorMath.Spread(four, 2));
        Assert.Equal(Vector256.Create(4f), VectorMath.Spread(four, 3));
    }

    [Fact]
    public void Labels_AreLoadedAsFloats()
    {
        for (int count = 0; count <= Lanes; count++)
        {
            using var memory = new GuardedMemory((nuint)count * sizeof(int));
            int* labels = (int*)memory.Pointer;
            for (int i = 0; i < count; i++)
                labels[i] = 1000 * i - 3;
            Vector256<float> loaded = VectorMath.LoadLabelsPartial256(labels, count);
            if (count == Lanes)
                Assert.Equal(loaded, VectorMath.LoadLabels256(labels));
            for (int i = 0; i < Lanes; i++)
                Assert.Equal(i < count ? 1000 * i - 3 : 0, loaded.GetElement(i));
        }
    }

    [Fact]
    public void MaskFirst_SetsAllBitsOfTheFirstLanes()
    {
        for (int count = 0; count <= Lanes; count++)
        {
            Vector256<int> mask = VectorMath.MaskFirst256(count).AsInt32();
            for (int i = 0; i < Lanes; i++)
                Assert.Equal(i < count ? -1 : 0, mask.GetElement(i));
        }
    }
}

using DeepTrainer.Runtime;

namespace DeepTrainer.Tests.Runtime;

/// <summary>Batches of any size as whole blocks.</summary>
public unsafe class BatchPaddingTests
{
    private const int Block = BatchPadding.Block;

    public static TheoryData<int, int> Sizes
    {
        get
        {
            TheoryData<int, int> sizes = [];
            foreach (int rows in new[] { 1, 2, 3, 4, 5, 7, 8, 11, 12, 15, 16, 17, 31, 32, 33, 100 })
            {
                foreach (int size in new[] { 1, 3, 16, 21 })
                    sizes.Add(rows, size);
            }
            return sizes;
        }
    }

    private static int Whole(int rows) => (rows + Block - 1) / Block * Block;

    private static float[] Numbers(int length) => [.. Enumerable.Range(1, length).Select(n => (float)n)];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Samples_ThatAreWholeBlocks_AreTheCallers_OthersACopyWithZerosBehind(int rows, int size)
    {
        float[] samples = Numbers(rows * size), memory = [.. Enumerable.Repeat(float.NaN, (Whole(rows) * size) + 1)];
        fixed (float* given = samples)
        fixed (float* room = memory)
        {
            float* next = room, whole = BatchPadding.Whole(given, rows, size, ref next);
            if (rows % Block == 0)
            {
                Assert.True(whole == given && next == room);
                return;
            }
            Assert.True(whole == room && next == room + (Whole(rows) * size));
        }
        Assert.Equal([.. samples, .. new float[(Whole(rows) - rows) * size], float.NaN], memory);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Results_GoToTheCallersMemory_OrThereByWayOfRoom(int rows, int size)
    {
        float[] results = new float[rows * size], memory = Numbers(Whole(rows) * size);
        fixed (float* wanted = results)
        fixed (float* room = memory)
        {
            float* next = room, whole = BatchPadding.ForResults(wanted, rows, size, ref next);
            Assert.True(rows % Block == 0 ? whole == wanted && next == room : whole == room && next == room + (Whole(rows) * size));
            BatchPadding.CopyResults(whole, wanted, rows, size);
        }
        Assert.Equal(rows % Block == 0 ? new float[rows * size] : memory.Take(rows * size), results);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void WhatLiesBehindTheLastSample_IsZero_AndNothingElseChanges(int rows, int size)
    {
        float[] columns = [.. Enumerable.Repeat(float.NaN, Whole(rows) * size)], lines = [.. columns];
        for (int n = 0; n < rows; n++)
        {
            for (int i = 0; i < size; i++)
                columns[(n / Block * Block * size) + (i * Block) + (n % Block)] = lines[(n * size) + i] = (n * size) + i;
        }
        float[] expectedColumns = [.. columns.Select(v => float.IsNaN(v) ? 0 : v)], expectedLines = [.. lines.Select(v => float.IsNaN(v) ? 0 : v)];
        fixed (float* first = columns)
            BatchPadding.ClearColumns(first, rows, size);
        fixed (float* first = lines)
            BatchPadding.ClearRows(first, rows, size);
        Assert.Equal(expectedColumns, columns);
        Assert.Equal(expectedLines, lines);
    }
}

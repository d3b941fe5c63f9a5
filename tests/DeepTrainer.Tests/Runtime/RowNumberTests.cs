using DeepTrainer.Runtime;

namespace DeepTrainer.Tests.Runtime;

public unsafe class RowNumberTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(7, 3, 16, 5)]
    [InlineData(17, 20, 32, 30)]
    [InlineData(100, 16, 16, 100_000)]
    public void EachRow_KeepsItsFirstNumber_WhateverMemoryHeldBefore(int samples, int perSample, int distance, int rows)
    {
        RandomSource random = new(3);
        float[] numbers = new float[samples * distance];
        int[] seen = new int[rows];
        for (int turn = 0; turn < 3; turn++)
        {
            HashSet<int> met = [];
            float[] expected = new float[numbers.Length];
            Array.Fill(expected, -1);
            // what lies between samples may look like numbers, and what was noted before like places of them
            foreach (ref float number in numbers.AsSpan())
                number = random.Next(rows);
            foreach (ref int note in seen.AsSpan())
                note = turn == 0 ? random.Next(numbers.Length + 2) - 1 : note;
            for (int n = 0; n < samples; n++)
            {
                for (int i = 0; i < perSample; i++)
                {
                    int at = (n * distance) + i;
                    if (met.Add((int)numbers[at]))
                        expected[at] = numbers[at];
                }
            }
            fixed (float* pointer = numbers)
            fixed (int* notes = seen)
                RowNumbers.KeepFirst(pointer, samples, perSample, distance, rows, notes);
            Assert.Equal(expected, numbers);
        }
    }

    [Fact]
    public void NumbersOutsideTheTable_AreItsFirstOrLastRow()
    {
        float[] numbers = [float.NaN, 9, -3, 4, 0];
        int* seen = stackalloc int[5] { 0, 0, 0, 0, 0 };
        fixed (float* pointer = numbers)
            RowNumbers.KeepFirst(pointer, 5, 1, 1, 5, seen);
        Assert.Equal([0, 4, -1, -1, -1], numbers);
    }
}

using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>
/// A contraction as a batch of matrix products: the operands are put in order (letters of both and the result, those of one and the
/// result, those that are summed over), so that every element is an inner product of two rows, or every row a sum of multiples of rows.
/// </summary>
internal sealed class MatrixProduct<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Below this length an inner product is mostly overhead.
    private const int ShortSum = 16;

    private readonly Value<T> a;
    private readonly Value<T> b;
    private readonly Value<T> y;
    private readonly int batches;
    private readonly int rows;
    private readonly int columns;
    private readonly int sums;
    private readonly StridedCopy orderA;
    private readonly StridedCopy orderB;
    private readonly StridedCopy orderY;
    private readonly T[] packedA;
    private readonly T[] packedB;
    private readonly T[] packedY;

    private MatrixProduct(Value<T> a, Value<T> b, Value<T> y, Letters letters, Func<char, int> extentOf)
    {
        (this.a, this.b, this.y) = (a, b, y);
        int Count(string of) => of.Aggregate(1, (size, letter) => size * extentOf(letter));
        (batches, rows, columns, sums) = (Count(letters.Batch), Count(letters.Rows), Count(letters.Columns), Count(letters.Sums));
        orderA = StridedCopy.Between(letters.A, letters.Batch + letters.Rows + letters.Sums, extentOf);
        orderB = StridedCopy.Between(letters.B, letters.Batch + (IsShort ? letters.Sums + letters.Columns : letters.Columns + letters.Sums), extentOf);
        orderY = StridedCopy.Between(letters.Batch + letters.Rows + letters.Columns, letters.Y, extentOf);
        packedA = new T[a.Length];
        packedB = new T[b.Length];
        packedY = new T[y.Length];
    }

    private bool IsShort => sums < ShortSum;

    /// <summary>The product, or none if a letter occurs in one operand alone.</summary>
    public static MatrixProduct<T>? Of(Contract contract, Value<T> a, Value<T> b, Value<T> y)
    {
        Letters letters = new(contract.A, contract.B, contract.Result);
        int ExtentOf(char letter) => contract.A.Contains(letter) ? a.Extents[contract.A.IndexOf(letter)] : b.Extents[contract.B.IndexOf(letter)];
        return letters.IsProduct ? new(a, b, y, letters, ExtentOf) : null;
    }

    public void Run()
    {
        orderA.Run<T>(a.Span, packedA);
        orderB.Run<T>(b.Span, packedB);
        for (int batch = 0; batch < batches; batch++)
        {
            ReadOnlySpan<T> left = packedA.AsSpan(batch * rows * sums, rows * sums), right = packedB.AsSpan(batch * columns * sums, columns * sums);
            Span<T> target = packedY.AsSpan(batch * rows * columns, rows * columns);
            if (IsShort)
                SumsOfRows(left, right, target);
            else
                InnerProducts(left, right, target);
        }
        orderY.Run<T>(packedY, y.Span);
    }

    // left: [rows, sums]   right: [columns, sums]
    private void InnerProducts(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> target)
    {
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<T> row = left.Slice(r * sums, sums);
            for (int c = 0; c < columns; c++)
                target[(r * columns) + c] = TensorPrimitives.Dot(row, right.Slice(c * sums, sums));
        }
    }

    // left: [rows, sums]   right: [sums, columns]
    private void SumsOfRows(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> target)
    {
        target.Clear();
        for (int r = 0; r < rows; r++)
        {
            Span<T> row = target.Slice(r * columns, columns);
            for (int s = 0; s < sums; s++)
                TensorPrimitives.MultiplyAdd(right.Slice(s * columns, columns), left[(r * sums) + s], row, row);
        }
    }

    /// <summary>A contraction's letters by what they do.</summary>
    private readonly record struct Letters(string A, string B, string Y)
    {
        public string Batch => Where(true, true, true);

        public string Rows => Where(true, false, true);

        public string Columns => Where(false, true, true);

        public string Sums => Where(true, true, false);

        public bool IsProduct => Where(true, false, false).Length + Where(false, true, false).Length == 0;

        private string Where(bool inA, bool inB, bool inY)
        {
            (string a, string b, string y) = (A, B, Y);
            return string.Concat((y + a + b).Distinct().Where(l => a.Contains(l) == inA && b.Contains(l) == inB && y.Contains(l) == inY));
        }
    }
}

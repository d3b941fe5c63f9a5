using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>y[i, :] = table[rows[i], :].</summary>
internal sealed class GatherKernel<T>(Value<T> table, Value<T> rows, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Run(in StepContext step)
    {
        int width = table.Length / table.Extents[0];
        for (int i = 0; i < rows.Length; i++)
            table.Span.Slice(RowNumber.Of(rows.Span[i], table.Extents[0]) * width, width).CopyTo(y.Span[(i * width)..]);
    }
}

/// <summary>y[rows[i], :] += values[i, :], from zero.</summary>
internal sealed class ScatterAddKernel<T>(Value<T> rows, Value<T> values, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Run(in StepContext step)
    {
        int width = y.Length / y.Extents[0];
        y.Span.Clear();
        for (int i = 0; i < rows.Length; i++)
        {
            Span<T> row = y.Span.Slice(RowNumber.Of(rows.Span[i], y.Extents[0]) * width, width);
            TensorPrimitives.Add(row, values.Span.Slice(i * width, width), row);
        }
    }
}

/// <summary>y[i] = rows[i], or -1 where an earlier one is the same.</summary>
internal sealed class FirstOccurrencesKernel<T>(int count, Value<T> rows, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly HashSet<int> met = [];

    public override void Run(in StepContext step)
    {
        met.Clear();
        for (int i = 0; i < rows.Length; i++)
        {
            int row = RowNumber.Of(rows.Span[i], count);
            y.Span[i] = met.Add(row) ? T.CreateChecked(row) : -T.One;
        }
    }
}

/// <summary>y = table, but y[rows[i], :] = values[i, :] where rows[i] is not negative.</summary>
internal sealed class ReplaceRowsKernel<T>(Value<T> table, Value<T> rows, Value<T> values, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Run(in StepContext step)
    {
        int width = y.Length / y.Extents[0];
        table.Span.CopyTo(y.Span);
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows.Span[i] >= T.Zero)
                values.Span.Slice(i * width, width).CopyTo(y.Span[(RowNumber.Of(rows.Span[i], y.Extents[0]) * width)..]);
        }
    }
}

/// <summary>A row's number as the tensors hold it.</summary>
internal static class RowNumber
{
    public static int Of<T>(T value, int rows)
        where T : IFloatingPointIeee754<T> => T.IsNaN(value) ? 0 : Math.Clamp(int.CreateSaturating(value), 0, rows - 1);
}

using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>y[o, i, :] = x[o, start + i, :].</summary>
internal sealed class SliceKernel<T>(Slice slice, Value<T> x, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Run(in StepContext step)
    {
        AxisSplit from = AxisSplit.Of(x.Extents, slice.Axis);
        int length = slice.Length * from.Inner;
        for (int o = 0; o < from.Outer; o++)
            x.Span.Slice(((o * from.Extent) + slice.Start) * from.Inner, length).CopyTo(y.Span[(o * length)..]);
    }
}

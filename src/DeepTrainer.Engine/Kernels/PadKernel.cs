using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>y[o, before + i, :] = x[o, i, :], and zero where there is no such i.</summary>
internal sealed class PadKernel<T>(Pad pad, Value<T> x, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Run(in StepContext step)
    {
        AxisSplit from = AxisSplit.Of(x.Extents, pad.Axis), to = AxisSplit.Of(y.Extents, pad.Axis);
        int length = from.Extent * from.Inner;
        y.Span.Clear();
        for (int o = 0; o < from.Outer; o++)
            x.Span.Slice(o * length, length).CopyTo(y.Span[(((o * to.Extent) + pad.Before) * to.Inner)..]);
    }
}

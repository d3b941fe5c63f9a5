using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>y[o, :, :] = a[o, :, :], b[o, :, :], … one after another.</summary>
internal sealed class ConcatenateKernel<T>(int axis, Value<T>[] inputs, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Run(in StepContext step)
    {
        AxisSplit to = AxisSplit.Of(y.Extents, axis);
        int start = 0;
        foreach (Value<T> x in inputs)
        {
            int length = x.Extents[axis] * to.Inner;
            for (int o = 0; o < to.Outer; o++)
                x.Span.Slice(o * length, length).CopyTo(y.Span[((o * to.Extent * to.Inner) + start)..]);
            start += length;
        }
    }
}

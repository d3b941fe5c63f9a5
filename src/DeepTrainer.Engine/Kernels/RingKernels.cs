using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>y = ring; y[n, number mod length + every length, :] = value[n, 0, :].</summary>
internal sealed class PushKernel<T>(int length, Value<T> ring, Value<T> value, Value<T> number, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Run(in StepContext step)
    {
        AxisSplit to = AxisSplit.Of(y.Extents, 1);
        ring.Span.CopyTo(y.Span);
        for (int o = 0; o < to.Outer; o++)
        {
            for (int place = (int)((long)number.Host % length); place < to.Extent; place += length)
                value.Span.Slice(o * to.Inner, to.Inner).CopyTo(y.Span[(((o * to.Extent) + place) * to.Inner)..]);
        }
    }
}

/// <summary>y[n, :, :] = the length elements of ring[n, :, :] that end with the second one of the number.</summary>
internal sealed class LatestKernel<T>(int length, Value<T> ring, Value<T> number, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Run(in StepContext step)
    {
        AxisSplit from = AxisSplit.Of(ring.Extents, 1);
        int oldest = (int)((long)number.Host % length) + 1;
        for (int o = 0; o < from.Outer; o++)
            ring.Span.Slice(((o * from.Extent) + oldest) * from.Inner, length * from.Inner).CopyTo(y.Span[(o * length * from.Inner)..]);
    }
}

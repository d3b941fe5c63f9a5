using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>y[o, :, :] = a[o, :, :], b[o, :, :], … one after another, or the first of each, the second of each, …</summary>
internal sealed class ConcatenateKernel<T>(Concatenate concatenate, Value<T>[] inputs, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Run(in StepContext step)
    {
        AxisSplit to = AxisSplit.Of(y.Extents, concatenate.Axis);
        int start = 0;
        foreach (Value<T> x in inputs)
        {
            int extent = x.Extents[concatenate.Axis], length = (concatenate.InTurn ? 1 : extent) * to.Inner;
            int pieces = concatenate.InTurn ? to.Outer * extent : to.Outer, apart = concatenate.InTurn ? inputs.Length * to.Inner : to.Extent * to.Inner;
            for (int p = 0; p < pieces; p++)
                x.Span.Slice(p * length, length).CopyTo(y.Span[((p * apart) + start)..]);
            start += length;
        }
    }
}

using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>y[o] = x[f(o)] for the view's affine f.</summary>
internal sealed class ViewKernel<T>(View view, Value<T> x, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private StridedCopy? copy;

    public override void Prepare() => copy = StridedCopy.OfView(view, x.Extents, y.Extents);

    public override void Run(in StepContext step) => copy!.Run<T>(x.Span, y.Span);
}

/// <summary>y is x within a border of one value.</summary>
internal sealed class PadKernel<T>(Pad pad, Value<T> x, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private StridedCopy? copy;

    public override void Prepare() => copy = StridedCopy.Into(x.Extents, y.Extents, pad.Before);

    public override void Run(in StepContext step)
    {
        y.Span.Fill(T.CreateTruncating(pad.Value));
        copy!.Run<T>(x.Span, y.Span);
    }
}

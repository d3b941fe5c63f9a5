using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>y = x.</summary>
internal sealed class CopyKernel<T>(Value<T> x, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Run(in StepContext step) => x.Span.CopyTo(y.Span);
}

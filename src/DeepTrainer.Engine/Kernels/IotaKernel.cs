using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>yᵢ = i.</summary>
internal sealed class IotaKernel<T>(Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Run(in StepContext step)
    {
        Span<T> target = y.Span;
        for (int i = 0; i < target.Length; i++)
            target[i] = T.CreateTruncating(i);
    }
}

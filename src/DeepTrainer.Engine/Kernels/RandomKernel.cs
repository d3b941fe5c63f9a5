using DeepTrainer.Engine.Execution;
using DeepTrainer.Runtime;

namespace DeepTrainer.Engine.Kernels;

/// <summary>yᵢ = uniform(i, key(seed, step, stream)): the very numbers that generated code draws.</summary>
internal sealed class RandomKernel<T>(int stream, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Run(in StepContext step)
    {
        uint key = VectorMath.RandomKey(step.Seed, step.Step, stream);
        Span<T> target = y.Span;
        for (int i = 0; i < target.Length; i++)
            target[i] = T.CreateTruncating(VectorMath.Uniform((uint)i, key));
    }
}

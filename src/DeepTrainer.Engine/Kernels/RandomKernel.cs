using DeepTrainer.Engine.Execution;
using DeepTrainer.Runtime;

namespace DeepTrainer.Engine.Kernels;

/// <summary>
/// yᵢ = uniform(i, key(seed, step, stream)), or uniform(first + i, key(seed, draw, stream)) in predictions: the very numbers that generated code draws.
/// </summary>
internal sealed class RandomKernel<T>(RandomUniform random, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Run(in StepContext step)
    {
        long first = random.IsDrawn ? step.FirstSample * random.Shape.SampleSize : 0;
        uint key = random.IsDrawn ? VectorMath.DrawKey(step.DrawSeed ?? step.Seed, step.Draw, random.Stream, first) : VectorMath.RandomKey(step.Seed, step.Step, random.Stream);
        Span<T> target = y.Span;
        for (int i = 0; i < target.Length; i++)
            target[i] = T.CreateTruncating(VectorMath.Uniform(unchecked((uint)(first + i)), key));
    }
}

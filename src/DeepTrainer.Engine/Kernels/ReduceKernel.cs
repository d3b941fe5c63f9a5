using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>y = Σ x or max x along the axes whose extent is 1 in y.</summary>
internal sealed class ReduceKernel<T>(Reduction kind, Value<T> x, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private CompanionLayout layout = CompanionLayout.Of([], []);

    public override void Prepare() => layout = CompanionLayout.Of(x.Extents, y.Extents);

    public override void Run(in StepContext step)
    {
        Span<T> source = x.Span, target = y.Span;
        target.Fill(kind == Reduction.Sum ? T.Zero : T.NegativeInfinity);
        for (int start = 0; start < source.Length; start += layout.Run)
        {
            Span<T> run = source.Slice(start, layout.Run);
            int offset = layout.OffsetOf(start);
            if (layout.Advances)
                Combine(target.Slice(offset, run.Length), run);
            else
                target[offset] = Combine(target[offset], run);
        }
    }

    private void Combine(Span<T> into, ReadOnlySpan<T> run)
    {
        if (kind == Reduction.Sum)
            TensorPrimitives.Add(into, run, into);
        else
            TensorPrimitives.Max(into, run, into);
    }

    private T Combine(T sofar, ReadOnlySpan<T> run) =>
        kind == Reduction.Sum ? sofar + TensorPrimitives.Sum(run) : T.Max(sofar, TensorPrimitives.Max(run));
}

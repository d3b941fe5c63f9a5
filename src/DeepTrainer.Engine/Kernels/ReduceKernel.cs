using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>y = Σ x or max x along the axes whose extent is 1 in y. A long sum is one of partial sums.</summary>
internal sealed class ReduceKernel<T>(Reduction kind, Value<T> x, Value<T> y) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly CompensatedSums<T> sums = new();
    private CompanionLayout layout = CompanionLayout.Of([], []);

    public override void Prepare() => layout = CompanionLayout.Of(x.Extents, y.Extents);

    public override void Run(in StepContext step)
    {
        Span<T> source = x.Span, target = y.Span;
        long block = (long)CompensatedSums<T>.Longest * target.Length;
        if (kind != Reduction.Sum || source.Length <= block)
        {
            target.Fill(kind == Reduction.Sum ? T.Zero : T.NegativeInfinity);
            Combine(source, 0, source.Length, target);
            return;
        }
        Span<T> partial = sums.Begin(target);
        for (int start = 0; start < source.Length;)
        {
            int end = (int)Math.Min(source.Length, start + block);
            Combine(source, start, end, partial);
            sums.Add(target);
            start = end;
        }
    }

    // What is combined may begin and end within a run.
    private void Combine(ReadOnlySpan<T> source, int start, int end, Span<T> target)
    {
        while (start < end)
        {
            int within = start % layout.Run, offset = layout.OffsetOf(start);
            ReadOnlySpan<T> run = source[start..Math.Min(end, start - within + layout.Run)];
            if (layout.Advances)
                Combine(target.Slice(offset, run.Length), run);
            else
                target[offset] = Combine(target[offset], run);
            start += run.Length;
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

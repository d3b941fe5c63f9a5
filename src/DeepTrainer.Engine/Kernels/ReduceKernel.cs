using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Engine.Kernels;

/// <summary>
/// y = Σ x or max x along the axes whose extent is 1 in y. A long sum is one of partial sums. With a kernel that computes x, that is done stretch by stretch, and x
/// has no memory.
/// </summary>
internal sealed class ReduceKernel<T>(Reduction kind, Value<T> x, Value<T> y, MapKernel<T>? computed = null) : Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly CompensatedSums<T> sums = new();
    private readonly T[] stretch = computed is null ? [] : new T[MapKernel<T>.Stretch];
    private CompanionLayout layout = CompanionLayout.Of([], []);

    public override void Prepare()
    {
        layout = CompanionLayout.Of(x.Extents, y.Extents);
        computed?.Prepare();
    }

    public override void Run(in StepContext step)
    {
        Span<T> target = y.Span;
        long block = (long)CompensatedSums<T>.Longest * target.Length;
        if (kind != Reduction.Sum || x.Length <= block)
        {
            target.Fill(kind == Reduction.Sum ? T.Zero : T.NegativeInfinity);
            Combine(0, x.Length, target);
            return;
        }
        Span<T> partial = sums.Begin(target);
        for (int start = 0; start < x.Length;)
        {
            int end = (int)Math.Min(x.Length, start + block);
            Combine(start, end, partial);
            sums.Add(target);
            start = end;
        }
    }

    private void Combine(int start, int end, Span<T> target)
    {
        if (computed is null)
        {
            Combine(x.Span[start..end], start, target);
            return;
        }
        for (int length; start < end; start += length)
        {
            length = Math.Min(stretch.Length, end - start);
            computed.Compute(start, stretch.AsSpan(0, length));
            Combine(stretch.AsSpan(0, length), start, target);
        }
    }

    // What is combined may begin and end within a run.
    private void Combine(ReadOnlySpan<T> part, int start, Span<T> target)
    {
        while (!part.IsEmpty)
        {
            int within = start % layout.Run, offset = layout.OffsetOf(start);
            ReadOnlySpan<T> run = part[..Math.Min(part.Length, layout.Run - within)];
            if (layout.Advances)
                Combine(target.Slice(offset, run.Length), run);
            else
                target[offset] = Combine(target[offset], run);
            start += run.Length;
            part = part[run.Length..];
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

namespace DeepTrainer.Engine.Kernels;

/// <summary>Copies elements from one place in memory to another, each walked with steps of its own along the same axes.</summary>
internal sealed class StridedCopy
{
    private readonly int[] extents;
    private readonly int[] from;
    private readonly int[] to;
    private readonly int fromStart;
    private readonly int toStart;

    // Neighbouring axes that both sides walk in one stride are one.
    private StridedCopy(int[] extents, int[] from, int[] to, int fromStart, int toStart)
    {
        List<(int Extent, int From, int To)> axes = [];
        for (int i = 0; i < extents.Length; i++)
        {
            if (extents[i] == 1)
                continue;
            if (axes.Count > 0 && axes[^1].From == from[i] * extents[i] && axes[^1].To == to[i] * extents[i])
                axes[^1] = (axes[^1].Extent * extents[i], from[i], to[i]);
            else
                axes.Add((extents[i], from[i], to[i]));
        }
        this.extents = [.. axes.Select(a => a.Extent)];
        this.from = [.. axes.Select(a => a.From)];
        this.to = [.. axes.Select(a => a.To)];
        this.fromStart = fromStart;
        this.toStart = toStart;
    }

    /// <summary>Reads the elements that a view shows, and writes them in order.</summary>
    public static StridedCopy OfView(View view, int[] source, int[] result)
    {
        int[] strides = StridesOf(source), steps = new int[result.Length];
        int start = 0;
        for (int d = 0; d < source.Length; d++)
        {
            start += view.Indices[d].Offset * strides[d];
            foreach (Term term in view.Indices[d].Terms)
                steps[term.Axis] += term.Step * strides[d];
        }
        return new(result, steps, StridesOf(result), start, 0);
    }

    /// <summary>Puts axes, a letter each, in another order. The axes that come last in the result run innermost.</summary>
    public static StridedCopy Between(string from, string to, Func<char, int> extentOf)
    {
        int[] source = StridesOf([.. from.Select(extentOf)]);
        int[] extents = [.. to.Select(extentOf)];
        return new(extents, [.. to.Select(letter => source[from.IndexOf(letter)])], StridesOf(extents), 0, 0);
    }

    /// <summary>Reads elements in order, and writes them within a larger tensor, from a corner on.</summary>
    public static StridedCopy Into(int[] source, int[] result, IEnumerable<int> corner)
    {
        int[] strides = StridesOf(result);
        return new(source, StridesOf(source), strides, 0, corner.Zip(strides, (at, stride) => at * stride).Sum());
    }

    public void Run<T>(ReadOnlySpan<T> source, Span<T> target) => Run(0, source, fromStart, target, toStart);

    private void Run<T>(int axis, ReadOnlySpan<T> source, int read, Span<T> target, int write)
    {
        if (axis == extents.Length)
        {
            target[write] = source[read];
            return;
        }
        int extent = extents[axis], readStep = from[axis], writeStep = to[axis];
        if (axis < extents.Length - 1)
        {
            for (int i = 0; i < extent; i++)
                Run(axis + 1, source, read + (i * readStep), target, write + (i * writeStep));
        }
        else if (readStep == 1 && writeStep == 1)
        {
            source.Slice(read, extent).CopyTo(target[write..]);
        }
        else
        {
            for (int i = 0; i < extent; i++)
                target[write + (i * writeStep)] = source[read + (i * readStep)];
        }
    }

    private static int[] StridesOf(int[] extents)
    {
        int[] strides = new int[extents.Length];
        int stride = 1;
        for (int d = extents.Length - 1; d >= 0; d--)
        {
            strides[d] = stride;
            stride *= extents[d];
        }
        return strides;
    }
}

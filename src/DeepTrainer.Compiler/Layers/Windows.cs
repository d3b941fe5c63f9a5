namespace DeepTrainer.Compiler.Layers;

/// <summary>The windows along one dimension: their size, how far they and the elements within them are apart, and the border around the input.</summary>
internal sealed record Window(int Size, int Stride, int Dilation, int Before, int After)
{
    /// <summary>From a window's first element to its last.</summary>
    public int Reach => ((Size - 1) * Dilation) + 1;

    /// <summary>How many there are. With <paramref name="ceil"/> a further one takes the rest, if it starts before the border behind the input.</summary>
    public int Count(int extent, bool ceil = false)
    {
        int room = extent + Before + After - Reach, count = (room / Stride) + 1;
        return ceil && room % Stride != 0 && (long)count * Stride < extent + Before ? count + 1 : count;
    }

    /// <summary>Whether each window has an element inside the input, not in the border alone.</summary>
    public bool AllSee(int extent, bool ceil) => Enumerable.Range(0, Count(extent, ceil)).All(w =>
        Enumerable.Range(0, Size).Select(u => ((long)w * Stride) + ((long)u * Dilation) - Before).Any(p => p >= 0 && p < extent));

    /// <summary>The same windows with a border that the last of them ends in.</summary>
    public Window Reaching(int extent, bool ceil) =>
        this with { After = Math.Max(After, ((Count(extent, ceil) - 1) * Stride) + Reach - extent - Before) };

    /// <summary>Windows of the axes from <paramref name="first"/> on, within the borders: each axis counts them, and axes at the end run through them.</summary>
    public static Node Over(GraphBuilder g, Node padded, ImmutableArray<Window> windows, int first = SpatialContext.FirstAxis)
    {
        for (int d = 0; d < windows.Length; d++)
        {
            // the stride of a single window means nothing
            int stride = padded.Shape[first + d] - windows[d].Reach < windows[d].Stride ? 1 : windows[d].Stride;
            int extent = stride == windows[d].Stride ? padded.Shape[first + d] : windows[d].Reach;
            padded = g.Windows(g.Slice(padded, first + d, 0, extent), first + d, windows[d].Size, stride, windows[d].Dilation);
        }
        return padded;
    }

    /// <summary>One of them combined from each window: the axes of the elements are gone.</summary>
    public static Node Reduce(GraphBuilder g, Reduction kind, Node seen, int dimensions)
    {
        int rank = seen.Shape.Rank;
        Node reduced = g.Reduce(kind, seen, [.. Enumerable.Range(rank - dimensions, dimensions)]);
        return g.Reshape(reduced, new(reduced.Shape.Dimensions.Take(rank - dimensions).ToEquatableArray()));
    }
}

/// <summary>The options that windows have, under PyTorch's names; those with an s hold a number for each dimension.</summary>
internal static class WindowOptions
{
    public static readonly Option KernelSize = new("KernelSize");
    public static readonly Option Stride = new("Stride", 1);
    public static readonly Option StrideOrSize = new("Stride", 0);
    public static readonly Option Strides = new("Strides", "");
    public static readonly Option Padding = new("Padding", 0);
    public static readonly Option Paddings = new("Paddings", "");
    public static readonly Option Dilation = new("Dilation", 1);
    public static readonly Option Dilations = new("Dilations", "");

    /// <summary>The windows that the options describe, of which at least one fits each dimension; null after a report.</summary>
    public static ImmutableArray<Window>? Read(SpatialContext c, int[] sizes, int[] strides, int[] dilations, (int Before, int After)[] sides)
    {
        for (int d = 0; d < sizes.Length; d++)
        {
            long reach = ((sizes[d] - 1L) * dilations[d]) + 1, room = (long)c.Extent(d) + sides[d].Before + sides[d].After;
            if (reach <= room)
                continue;
            c.Wrong(KernelSize, Format.Integer(sizes[d]), $"at most {Format.Integer(((room - 1) / dilations[d]) + 1)}, what fits the {Format.Integer(room)} positions "
                + $"of dimension {Format.Integer(d + 1)} of '{c.Layer.InputNames[0]}' with its padding; make it smaller or the padding larger");
            return null;
        }
        return [.. sizes.Select((size, d) => new Window(size, strides[d], dilations[d], sides[d].Before, sides[d].After))];
    }
}

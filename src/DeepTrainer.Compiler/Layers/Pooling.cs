namespace DeepTrainer.Compiler.Layers;

/// <summary>One value for each window of each channel.</summary>
public abstract class Pooling(string kind, int dimensions, params Option[] options) : SpatialLayer(kind, dimensions,
    [WindowOptions.KernelSize, WindowOptions.StrideOrSize, WindowOptions.Strides, WindowOptions.Padding, WindowOptions.Paddings, CeilMode, .. options])
{
    private static readonly Option CeilMode = new("CeilMode", false);

    public override bool HasStreamingForm => true;

    /// <summary>What the border counts as.</summary>
    private protected abstract double BorderValue { get; }

    private protected sealed override Node? Build(SpatialContext c)
    {
        if (c.Each(WindowOptions.KernelSize) is not { } sizes || ReadStrides(c, sizes) is not { } strides || ReadDilations(c) is not { } dilations
            || c.Sides(WindowOptions.Padding, WindowOptions.Paddings) is not { } sides)
            return null;
        for (int d = 0; d < sizes.Length; d++)
        {
            int widest = Math.Max(sides[d].Before, sides[d].After);
            if (widest > sizes[d] / 2)
                return c.Wrong(c.Written(WindowOptions.Padding, WindowOptions.Paddings), Format.Integer(widest),
                    $"at most {Format.Integer(sizes[d] / 2)}, half of KernelSize, so that every window sees some of the input");
        }
        if (WindowOptions.Read(c, sizes, strides, dilations, sides) is not { } windows)
            return null;
        bool ceil = c.Layer.Flag(CeilMode);
        for (int d = 0; d < windows.Length; d++)
        {
            if (!windows[d].AllSee(c.Extent(d), ceil))
                return c.Wrong(c.Written(WindowOptions.Padding, WindowOptions.Paddings), Format.Integer(windows[d].Before),
                    $"smaller: with this dilation some window sees none of the {Format.Integer(c.Extent(d))} positions");
        }
        ImmutableArray<Window> reaching = [.. windows.Select((w, d) => w.Reaching(c.Extent(d), ceil))];
        if (c.Seen(reaching, BorderValue, IrregularBorder(c)) is not var (seen, here))
            return null;
        ImmutableArray<Window> declared = [.. windows.Select((w, d) => here[d] == reaching[d] ? w : here[d])];
        Node padded = Border.Around(c.Graph, seen, BorderMode.Constant, [.. here.Select(w => (w.Before, w.After))], BorderValue);
        return Pool(c, Window.Over(c.Graph, padded, here), declared, here);
    }

    /// <summary>The values of what the windows see, given the windows declared and those with the border in which the last of them ends.</summary>
    private protected abstract Node Pool(SpatialContext c, Node seen, ImmutableArray<Window> declared, ImmutableArray<Window> windows);

    /// <summary>Why the border is not just another value of the input, if so.</summary>
    private protected virtual string? IrregularBorder(SpatialContext c) => null;

    private protected virtual int[]? ReadDilations(SpatialContext c) => [.. Enumerable.Repeat(1, c.Dimensions)];

    private static int[]? ReadStrides(SpatialContext c, int[] sizes) => c.Each(WindowOptions.StrideOrSize, WindowOptions.Strides, 0) is { } strides
        ? [.. strides.Select((stride, d) => stride == 0 ? sizes[d] : stride)]
        : null;
}

/// <summary>The largest value of each window; the border around the input is below everything.</summary>
public abstract class MaxPool(string kind, int dimensions) : Pooling(kind, dimensions, WindowOptions.Dilation, WindowOptions.Dilations)
{
    private protected override double BorderValue => double.NegativeInfinity;

    private protected override Node Pool(SpatialContext c, Node seen, ImmutableArray<Window> declared, ImmutableArray<Window> windows) =>
        Window.Reduce(c.Graph, Reduction.Max, seen, windows.Length);

    private protected override int[]? ReadDilations(SpatialContext c) => c.Each(WindowOptions.Dilation, WindowOptions.Dilations);
}

/// <summary>The mean of each window. Padding counts among its elements or not; what lies beyond the padding never does.</summary>
public abstract class AvgPool(string kind, int dimensions) : Pooling(kind, dimensions, CountIncludePad)
{
    private static readonly Option CountIncludePad = new("CountIncludePad", true);

    public override Traits TraitsOf(ElementSpec spec) => Traits.Averaged;

    private protected override double BorderValue => 0;

    private protected override string? IrregularBorder(SpatialContext c) =>
        c.Layer.Flag(CountIncludePad) ? null : "the first windows have fewer elements than others; leave CountIncludePad";

    private protected override Node Pool(SpatialContext c, Node seen, ImmutableArray<Window> declared, ImmutableArray<Window> windows)
    {
        GraphBuilder g = c.Graph;
        Node sums = Window.Reduce(g, Reduction.Sum, seen, windows.Length);
        double size = 1;
        for (int d = 0; d < windows.Length; d++)
        {
            Window inside = c.Layer.Flag(CountIncludePad) ? declared[d] : declared[d] with { Before = 0, After = 0 };
            (int before, int after) = (windows[d].Before - inside.Before, windows[d].After - inside.After);
            if (before + after == 0)
                size *= windows[d].Size;
            else
                sums = g.Map((y, n) => y / n, sums, Aligned(g, Counts(g, windows[d], c.Extent(d) + inside.Before + inside.After, before, after), windows.Length - 1 - d));
        }
        return g.Map(y => y * (1 / size), sums);
    }

    // how many of the elements of each window are among the counted ones
    private static Node Counts(GraphBuilder g, Window window, int counted, int before, int after)
    {
        Node ones = g.PadAxis(g.Map(1, [g.Iota(counted)]), 0, before, after);
        return Window.Reduce(g, Reduction.Sum, Window.Over(g, ones, [window], first: 0), 1);
    }

    private static Node Aligned(GraphBuilder g, Node counts, int axesBehind) =>
        g.Reshape(counts, Shape.Of([counts.Shape[0], .. Enumerable.Repeat(1, axesBehind)]));
}

/// <summary>Max pooling of signals.</summary>
public sealed class MaxPool1D() : MaxPool("MaxPool1D", 1);

/// <summary>Max pooling of images.</summary>
public sealed class MaxPool2D() : MaxPool("MaxPool2D", 2);

/// <summary>Average pooling of signals.</summary>
public sealed class AvgPool1D() : AvgPool("AvgPool1D", 1);

/// <summary>Average pooling of images.</summary>
public sealed class AvgPool2D() : AvgPool("AvgPool2D", 2);

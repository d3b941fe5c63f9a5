namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// The adjoint of a convolution by the same weights, [in, out / groups, kernel…]: each position of the input gives its channels, times
/// the weights, to the window that the convolution would see there; y is the sum of all windows, without the padding.
/// </summary>
public abstract class ConvTranspose(string kind, int dimensions) : KernelLayer(kind, dimensions, WindowOptions.Stride, WindowOptions.Strides, WindowOptions.Padding,
    WindowOptions.Paddings, OutputPadding, OutputPaddings, WindowOptions.Dilation, WindowOptions.Dilations)
{
    private static readonly Option OutputPadding = new("OutputPadding", 0);
    private static readonly Option OutputPaddings = new("OutputPaddings", "");

    private protected override Node? Build(SpatialContext c)
    {
        if (ReadChannels(c) is not var (outputs, groups) || c.Each(WindowOptions.KernelSize) is not { } kernel || ReadWindows(c, kernel) is not { } windows
            || ReadExtents(c, windows) is not { } extents)
            return null;
        int columns = outputs / groups;
        Node weight = Weight(c, c.Channels, columns, kernel);
        GraphBuilder g = c.Graph;
        Node given = Products(g, c.Input, weight, groups);
        int first = given.Shape.Rank - (2 * c.Dimensions);
        Shape whole = new(given.Shape.Dimensions.Take(first).Concat(extents.Select((e, d) => windows[d].Before + e + windows[d].After)).ToEquatableArray());
        Node sums = g.Fold(given, whole, [.. Enumerable.Range(0, first).Select(d => Affine.Along(d)), .. windows.Select((w, d) =>
            new Affine(0, [new(first + d, w.Stride), new(first + c.Dimensions + d, w.Dilation)]))]);
        for (int d = 0; d < extents.Length; d++)
            sums = g.Slice(sums, first + d, windows[d].Before, extents[d]);
        return WithBias(c, g.Reshape(sums, Shape.Batched([outputs, .. extents])), c.Channels, columns, kernel);
    }

    // [N, in, positions…] · [in, out / groups, kernel…] → [N, (groups,) out / groups, positions…, kernel…]
    private Node Products(GraphBuilder g, Node x, Node weight, int groups)
    {
        (string positions, string taps) = Letters;
        if (groups == 1)
            return g.Contract($"nc{positions},co{taps}->no{positions}{taps}", x, weight);
        int columns = x.Shape[1] / groups;
        Node inGroups = g.Reshape(x, x.Shape.With(1, columns).Insert(1, groups));
        Node weights = g.Reshape(weight, weight.Shape.With(0, columns).Insert(0, groups));
        return g.Contract($"ngc{positions},gco{taps}->ngo{positions}{taps}", inGroups, weights);
    }

    private static Window[]? ReadWindows(SpatialContext c, int[] kernel)
    {
        if (c.Each(WindowOptions.Stride, WindowOptions.Strides) is not { } strides || c.Each(WindowOptions.Dilation, WindowOptions.Dilations) is not { } dilations
            || c.Sides(WindowOptions.Padding, WindowOptions.Paddings) is not { } sides)
            return null;
        IEnumerable<long> whole = kernel.Select((size, d) => ((c.Extent(d) - 1L) * strides[d]) + ((size - 1L) * dilations[d]) + 1);
        return c.IsSmall(whole) ? [.. kernel.Select((size, d) => new Window(size, strides[d], dilations[d], sides[d].Before, sides[d].After))] : null;
    }

    // The output's extents: (in - 1)·stride + reach - padding + output padding.
    private static int[]? ReadExtents(SpatialContext c, Window[] windows)
    {
        if (c.Each(OutputPadding, OutputPaddings, 0) is not { } further)
            return null;
        int[] extents = new int[windows.Length];
        for (int d = 0; d < extents.Length; d++)
        {
            Window w = windows[d];
            if (further[d] >= Math.Max(w.Stride, w.Dilation))
            {
                c.Wrong(c.Written(OutputPadding, OutputPaddings), Format.Integer(further[d]),
                    $"less than the stride or the dilation, of which the larger is {Format.Integer(Math.Max(w.Stride, w.Dilation))}");
                return null;
            }
            int whole = ((c.Extent(d) - 1) * w.Stride) + w.Reach + further[d];
            extents[d] = whole - w.Before - w.After;
            if (extents[d] < 1)
            {
                c.Wrong(c.Written(WindowOptions.Padding, WindowOptions.Paddings), Format.Integer(w.Before + w.After),
                    $"in all less than {Format.Integer(whole)}, the positions of dimension {Format.Integer(d + 1)} without it");
                return null;
            }
        }
        return extents;
    }
}

/// <summary>A transposed convolution of signals.</summary>
public sealed class ConvTranspose1D() : ConvTranspose("ConvTranspose1D", 1);

/// <summary>A transposed convolution of images.</summary>
public sealed class ConvTranspose2D() : ConvTranspose("ConvTranspose2D", 2);

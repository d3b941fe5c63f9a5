namespace DeepTrainer.Compiler.Layers;

/// <summary>What convolutions have in common: channels in groups, and weights [.., .., kernel…] with a bias for each channel they give.</summary>
public abstract class KernelLayer(string kind, int dimensions, params Option[] options)
    : SpatialLayer(kind, dimensions, [Channels, WindowOptions.KernelSize, .. options, Groups, Bias, Init, InitValue, BiasInit, BiasInitValue])
{
    private static readonly Option Channels = new("Channels");
    private static readonly Option Groups = new("Groups", 1);
    private static readonly Option Bias = new("Bias", true);
    private static readonly Option Init = new("Init", "PyTorch");
    private static readonly Option InitValue = new("InitValue", 0);
    private static readonly Option BiasInit = new("BiasInit", "PyTorch");
    private static readonly Option BiasInitValue = new("BiasInitValue", 0);

    public override Traits TraitsOf(ElementSpec spec) => new()
    {
        Gives = Values.Scores,
        Mixes = true,
        TakesFeatures = 0,
        GivesFeatures = 0,
        UnitsStartEqual = !HasGroups(spec) && Traits.IsEqual(spec, Init),
    };

    private protected static bool HasGroups(ElementSpec spec) => Groups.ValueIn(spec)!.Number > 1;

    /// <summary>The letters of positions and of a kernel's elements, as many as there are dimensions.</summary>
    private protected (string Positions, string Taps) Letters => ("pq".Substring(0, dimensions), "uv".Substring(0, dimensions));

    /// <summary>How many channels it gives, and in how many groups they are; null after a report.</summary>
    private protected static (int Outputs, int Groups)? ReadChannels(SpatialContext c)
    {
        if (c.Layer.Positive(Channels) is not { } outputs || c.Layer.Positive(Groups) is not { } groups)
            return null;
        if (c.Channels % groups == 0 && outputs % groups == 0)
            return (outputs, groups);
        c.Wrong(Groups, Format.Integer(groups),
            $"a divisor of the {Format.Integer(c.Channels)} channels of '{c.Layer.InputNames[0]}' and of the {Format.Integer(outputs)} of '{c.Layer.Name}'");
        return null;
    }

    /// <summary>The weights, [rows, columns, kernel…]. Fans are PyTorch's: columns and rows, times the kernel's elements.</summary>
    private protected static Node Weight(SpatialContext c, int rows, int columns, int[] kernel)
    {
        (int fanIn, int fanOut) = Fans(rows, columns, kernel);
        return c.Layer.Parameter("weight", Shape.Of([rows, columns, .. kernel]), new(c.Layer.Text(Init), c.Layer.Number(InitValue), fanIn, fanOut));
    }

    /// <summary>The sums with the bias of their channels, if there is one.</summary>
    private protected static Node WithBias(SpatialContext c, Node sums, int rows, int columns, int[] kernel)
    {
        if (!c.Layer.Flag(Bias))
            return sums;
        int outputs = sums.Shape[1];
        (int fanIn, int fanOut) = Fans(rows, columns, kernel);
        Node bias = c.Layer.Parameter("bias", Shape.Of(outputs), new(c.Layer.Text(BiasInit), c.Layer.Number(BiasInitValue), fanIn, fanOut));
        return c.Graph.Map((y, b) => y + b, sums, c.Graph.Reshape(bias, Shape.Of([outputs, .. kernel.Select(_ => 1)])));
    }

    private static (int In, int Out) Fans(int rows, int columns, int[] kernel)
    {
        double size = kernel.Aggregate(1.0, (product, extent) => product * extent);
        return ((int)Math.Min(columns * size, int.MaxValue), (int)Math.Min(rows * size, int.MaxValue));
    }
}

/// <summary>y[o, p] = b[o] + Σ x[c, p·stride + u·dilation - padding] · W[o, c, u], weights [out, in / groups, kernel…].</summary>
public abstract class Convolution(string kind, int dimensions) : KernelLayer(kind, dimensions, WindowOptions.Stride, WindowOptions.Strides, WindowOptions.Padding,
    WindowOptions.Paddings, SamePadding, Border.PaddingMode, WindowOptions.Dilation, WindowOptions.Dilations)
{
    private static readonly Option SamePadding = new("SamePadding", false);

    public override bool HasStreamingForm => true;

    /// <summary>
    /// Groups and kernels that are flat in one dimension are parts of a factorized convolution, which are meant to follow each other without an activation.
    /// </summary>
    public override Traits TraitsOf(ElementSpec spec)
    {
        string[] sizes = [.. WindowOptions.KernelSize.ValueIn(spec)!.ToString().Split(',').Select(n => n.Trim()).Distinct()];
        return base.TraitsOf(spec) with { IsWeightedSum = !HasGroups(spec) && sizes.Length == 1, SumsPositions = sizes.Any(s => s != "1") };
    }

    private protected override Node? Build(SpatialContext c)
    {
        if (ReadChannels(c) is not var (outputs, groups) || ReadWindows(c) is not { } windows)
            return null;
        (int Before, int After)[] sides = [.. windows.Select(w => (w.Before, w.After))];
        if (Border.Read(c, c.Written(WindowOptions.Padding, WindowOptions.Paddings), sides) is not { } mode)
            return null;
        if (c.Seen(windows, 0, mode == BorderMode.Constant ? null : "its padding repeats steps; leave PaddingMode.Constant") is not var (seen, here))
            return null;
        int[] kernel = [.. windows.Select(w => w.Size)];
        int columns = c.Channels / groups;
        Node weight = Weight(c, outputs, columns, kernel);
        Node padded = Border.Around(c.Graph, seen, mode, [.. here.Select(w => (w.Before, w.After))]);
        return WithBias(c, Sums(c.Graph, padded, weight, here, groups), outputs, columns, kernel);
    }

    private Node Sums(GraphBuilder g, Node padded, Node weight, ImmutableArray<Window> windows, int groups)
    {
        (string positions, string taps) = Letters;
        if (groups == 1)
            return g.Contract($"nc{positions}{taps},oc{taps}->no{positions}", Window.Over(g, padded, windows), weight);
        int outputs = weight.Shape[0], columns = weight.Shape[1];
        if (outputs == groups && columns == 1)
            return g.Contract($"ng{positions}{taps},g{taps}->ng{positions}", Window.Over(g, padded, windows), g.Reshape(weight, weight.Shape.Without(1)));
        Node inGroups = g.Reshape(padded, padded.Shape.With(1, columns).Insert(1, groups));
        Node weights = g.Reshape(weight, weight.Shape.With(0, outputs / groups).Insert(0, groups));
        Node sums = g.Contract($"ngc{positions}{taps},goc{taps}->ngo{positions}", Window.Over(g, inGroups, windows, SpatialContext.FirstAxis + 1), weights);
        return g.Reshape(sums, sums.Shape.Without(2).With(1, outputs));
    }

    private static ImmutableArray<Window>? ReadWindows(SpatialContext c)
    {
        if (c.Each(WindowOptions.KernelSize) is not { } sizes || c.Each(WindowOptions.Stride, WindowOptions.Strides) is not { } strides
            || c.Each(WindowOptions.Dilation, WindowOptions.Dilations) is not { } dilations || c.Sides(WindowOptions.Padding, WindowOptions.Paddings) is not { } sides)
            return null;
        if (!c.Layer.Flag(SamePadding))
            return WindowOptions.Read(c, sizes, strides, dilations, sides);
        if (strides.Any(s => s != 1) || sides.Any(s => s.Before + s.After > 0))
        {
            c.Wrong(SamePadding, "true", "left out where Stride or Padding is given: it keeps the input's size, which goes with windows at every position only");
            return null;
        }
        long[] borders = [.. sizes.Select((size, d) => (size - 1L) * dilations[d])];
        return c.IsSmall(borders.Select((border, d) => border + c.Extent(d)))
            ? WindowOptions.Read(c, sizes, strides, dilations, [.. borders.Select(b => ((int)(b / 2), (int)(b - (b / 2))))])
            : null;
    }
}

/// <summary>A convolution of signals.</summary>
public sealed class Conv1D() : Convolution("Conv1D", 1);

/// <summary>A convolution of images.</summary>
public sealed class Conv2D() : Convolution("Conv2D", 2);

using System.Globalization;

namespace DeepTrainer.Compiler.Layers;

/// <summary>A layer over the positions of a sample [channels, positions…]: of signals if it has one dimension of them, of images if two.</summary>
public abstract class SpatialLayer(string kind, int? dimensions, params Option[] options) : Layer(kind, options)
{
    public override Traits TraitsOf(ElementSpec spec) => new() { TakesFeatures = 0, GivesFeatures = 0 };

    public sealed override Node? Build(LayerContext c)
    {
        int found = c.Input.Shape.Rank - 2;
        if (found >= 1 && (dimensions is null || dimensions == found))
            return Build(new SpatialContext(c));
        (string taken, string example) = dimensions switch
        {
            1 => ("signals [channels, length]", "[Input(1, 64)]"),
            2 => ("images [channels, height, width]", "[Input(1, 28, 28)]"),
            _ => ("samples [channels, positions…]", "[Input(1, 64)] or [Input(1, 28, 28)]"),
        };
        return c.Report(ProblemKinds.NeedsPositions, null, c.Name, taken, c.InputNames[0], Shape.Of([.. c.Input.Shape.PerSample]).ToString(), example);
    }

    private protected abstract Node? Build(SpatialContext c);
}

/// <summary>A spatial layer's input, and what its options say for each dimension of the positions.</summary>
internal sealed class SpatialContext(LayerContext layer)
{
    /// <summary>The first axis of the positions: those before it are batch and channels.</summary>
    public const int FirstAxis = 2;

    public LayerContext Layer => layer;

    public GraphBuilder Graph => layer.Graph;

    public Node Input => layer.Input;

    public int Channels => Input.Shape[1];

    public int Dimensions => Input.Shape.Rank - FirstAxis;

    /// <summary>How many positions a dimension has; in a stream, where its input is one step, all that there are of time.</summary>
    public int Extent(int dimension) => (layer.Stream?.Whole[0] ?? Input.Shape)[FirstAxis + dimension];

    /// <summary>Whether a dimension is time in a stream.</summary>
    public bool IsTime(int dimension) => layer.Stream?.Times[0].Axis == FirstAxis + dimension;

    /// <summary>In a stream what is told of the dimension that is time.</summary>
    public (int Before, int After)? TimeOf((int Before, int After)[] sides) =>
        Enumerable.Range(0, sides.Length).Where(IsTime).Select(d => ((int, int)?)sides[d]).FirstOrDefault();

    /// <summary>
    /// The input to look at through windows. In a stream the step stands behind those that the window of this step reaches back to, and the
    /// windows have no border along time: it is what stands there before the first step. Null after a refusal.
    /// </summary>
    /// <param name="windows">The windows declared, with their borders.</param>
    /// <param name="border">What stands in the border.</param>
    /// <param name="irregular">Why a border along time is no such value, if so.</param>
    public (Node Input, ImmutableArray<Window> Windows)? Seen(ImmutableArray<Window> windows, double border, string? irregular)
    {
        if (layer.Stream is not { } stream || stream.Times[0].Axis is not { } axis)
            return (Input, windows);
        if (axis < FirstAxis)
        {
            stream.Refuse("the channels of its input are time");
            return null;
        }
        Window window = windows[axis - FirstAxis];
        int past = window.Reach - 1;
        string? reason = window.Stride != 1 ? "it has an output at some of the steps only; give it Stride = 1"
            : window.After > 0 ? "it looks at steps to come; put all of its padding before the first step, as in Paddings = new[] { 2, 0 }"
            : window.Before > past ? $"its padding begins before its windows reach back; make it at most {Format.Integer(past)}"
            : window.Before > 0 ? irregular
            : null;
        if (reason is not null)
        {
            stream.Refuse(reason);
            return null;
        }
        stream.OutputTime = stream.Times[0] with { Warmup = stream.Times[0].Warmup + past - window.Before };
        return past == 0
            ? (Input, windows.SetItem(axis - FirstAxis, window with { Before = 0 }))
            : (Seen(stream, axis, window, border), windows.SetItem(axis - FirstAxis, window with { Before = 0, Dilation = 1 }));
    }

    // The elements of a step's window. The steps are kept with time in front, so that each of them is one piece.
    private Node Seen(StreamStep stream, int axis, Window window, double border)
    {
        int[] inFront = [0, axis, .. Enumerable.Range(1, Input.Shape.Rank - 1).Where(a => a != axis)];
        int[] back = [.. inFront.Select((_, a) => Array.IndexOf(inFront, a))];
        Node step = Graph.Reshape(Input, new(inFront.Select(a => Input.Shape[a]).ToEquatableArray()));
        Node recent = stream.Recent("history", step, window.Reach, border);
        return Graph.Transpose(Graph.Slice(recent, 1, 0, window.Size, window.Dilation), back);
    }

    /// <summary>What an integer array holds; nothing if it was left out.</summary>
    public int[] Integers(Option option) => [.. layer.Numbers(option).Select(n => (int)n)];

    /// <summary>One number for all dimensions, or one for each, of at least <paramref name="least"/>; null after a report.</summary>
    public int[]? Each(Option option, int least = 1) => Spread(option, Integers(option), least);

    /// <summary>The same, the one number in an option of its own.</summary>
    public int[]? Each(Option one, Option each, int least = 1) => Choose(one, each) is not { } written ? null
        : written.Length > 0 ? Spread(each, written, least) : Spread(one, [(int)layer.Number(one)], least);

    /// <summary>How wide a border is before and after each dimension: one width for all sides, one for each dimension, or one for each side.</summary>
    public (int Before, int After)[]? Sides(Option one, Option each) => Choose(one, each) is not { } written ? null
        : written.Length > 0 ? Sides(each, written) : Sides(one, [(int)layer.Number(one)]);

    /// <summary>The same in one option: 1, 2 or 4 widths for an image, of top, bottom, left and right if 4.</summary>
    public (int Before, int After)[]? Sides(Option option) => Sides(option, Integers(option));

    /// <summary>Of two options for the same the one that was written.</summary>
    public Option Written(Option one, Option each) => Integers(each).Length > 0 ? each : one;

    /// <summary>A note of a value that is not what it must be; the null stands for what can't be built.</summary>
    public Node? Wrong(Option option, string value, string range) => layer.Report(ProblemKinds.OutOfRange, option, option.Name, layer.Name, value, range);

    /// <summary>Whether a sample of the extents is within the budget; else notes it. Asked before extents are multiplied as 32-bit numbers.</summary>
    public bool IsSmall(IEnumerable<long> extents)
    {
        double values = extents.Aggregate((double)Channels, (size, extent) => size * extent);
        if (values <= Limits.MaxSampleValues)
            return true;
        layer.Report(ProblemKinds.TooLarge, null, layer.Name, values.ToString("N0", CultureInfo.InvariantCulture), "values a sample",
            Format.Grouped(Limits.MaxSampleValues));
        return false;
    }

    private int[]? Choose(Option one, Option each)
    {
        int[] written = Integers(each);
        if (written.Length == 0 || layer.Number(one).Equals(one.Default!.Number))
            return written;
        Wrong(each, Text(written), $"left out where {one.Name} is given");
        return null;
    }

    private int[]? Spread(Option option, int[] values, int least)
    {
        if (!Check(option, values, least, values.Length == 1 || values.Length == Dimensions, $"one number, or {Format.Integer(Dimensions)}: one for each dimension"))
            return null;
        return values.Length == Dimensions ? values : [.. Enumerable.Repeat(values[0], Dimensions)];
    }

    private (int Before, int After)[]? Sides(Option option, int[] values)
    {
        int n = Dimensions;
        string forms = n == 1 ? "one width, or 2: left and right"
            : $"one width, {Format.Integer(n)} for the dimensions, or {Format.Integer(2 * n)} for the sides{(n == 2 ? ": top, bottom, left, right" : "")}";
        if (!Check(option, values, 0, values.Length == 1 || values.Length == n || values.Length == 2 * n, forms))
            return null;
        (int, int)[] sides = [.. Enumerable.Range(0, n).Select(d => values.Length == 1 ? (values[0], values[0])
            : values.Length == n ? (values[d], values[d]) : (values[2 * d], values[(2 * d) + 1]))];
        return IsSmall(sides.Select((s, d) => (long)Extent(d) + s.Item1 + s.Item2)) ? sides : null;
    }

    private bool Check(Option option, int[] values, int least, bool countIsRight, string forms)
    {
        if (!countIsRight)
            Wrong(option, values.Length == 0 ? "empty" : Text(values), forms);
        else if (values.FirstOrDefault(v => v < least) is var low && values.Any(v => v < least))
            Wrong(option, Format.Integer(low), $"{Format.Integer(least)} or more");
        else
            return true;
        return false;
    }

    private static string Text(int[] values) => $"[{string.Join(", ", values.Select(v => Format.Integer(v)))}]";
}

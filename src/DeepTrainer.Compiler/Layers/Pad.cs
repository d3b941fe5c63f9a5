namespace DeepTrainer.Compiler.Layers;

/// <summary>The input within a border.</summary>
public sealed class Pad() : SpatialLayer("Pad", null, Sides, Border.PaddingMode, Value)
{
    private static readonly Option Sides = new("Sides");
    private static readonly Option Value = new("Value", 0) { MayBeInfinite = true };

    public override bool HasStreamingForm => true;

    public override Traits TraitsOf(ElementSpec spec) => Traits.InPlace;

    private protected override Node? Build(SpatialContext c)
    {
        if (c.Sides(Sides) is not { } sides || Border.Read(c, Sides, sides) is not { } mode)
            return null;
        return c.TimeOf(sides) is { } time && time != (0, 0)
            ? c.Layer.Stream!.Refuse("it pads time; give the padding to the convolution or pooling behind it, as in Paddings = new[] { 2, 0 }", Sides)
            : Border.Around(c.Graph, c.Input, mode, sides, c.Layer.Number(Value));
    }
}

/// <summary>The input without its border.</summary>
public sealed class Crop() : SpatialLayer("Crop", null, Sides)
{
    private static readonly Option Sides = new("Sides");

    public override bool HasStreamingForm => true;

    // What is left out at the beginning of time is a step later.
    public override Traits TraitsOf(ElementSpec spec) => Traits.InPlace;

    private protected override Node? Build(SpatialContext c)
    {
        if (c.Sides(Sides) is not { } sides)
            return null;
        if (c.TimeOf(sides) is { } time)
        {
            if (time.After > 0)
                return c.Layer.Stream!.Refuse("it leaves out the last steps; a stream does not know which they are", Sides);
            c.Layer.Stream!.OutputTime = c.Layer.Stream.Times[0] with { Warmup = c.Layer.Stream.Times[0].Warmup + time.Before };
        }
        Node x = c.Input;
        for (int d = 0; d < sides.Length; d++)
        {
            int left = c.Extent(d) - sides[d].Before - sides[d].After;
            if (left < 1)
                return c.Wrong(Sides, Format.Integer(sides[d].Before + sides[d].After),
                    $"in all less than {Format.Integer(c.Extent(d))}, the positions of dimension {Format.Integer(d + 1)}");
            if (!c.IsTime(d))
                x = c.Graph.Slice(x, SpatialContext.FirstAxis + d, sides[d].Before, left);
        }
        return x;
    }
}

namespace DeepTrainer.Compiler.Layers;

/// <summary>The input within a border.</summary>
public sealed class Pad() : SpatialLayer("Pad", null, Sides, Border.PaddingMode, Value)
{
    private static readonly Option Sides = new("Sides");
    private static readonly Option Value = new("Value", 0);

    private protected override Node? Build(SpatialContext c) =>
        c.Sides(Sides) is { } sides && Border.Read(c, Sides, sides) is { } mode ? Border.Around(c.Graph, c.Input, mode, sides, c.Layer.Number(Value)) : null;
}

/// <summary>The input without its border.</summary>
public sealed class Crop() : SpatialLayer("Crop", null, Sides)
{
    private static readonly Option Sides = new("Sides");

    private protected override Node? Build(SpatialContext c)
    {
        if (c.Sides(Sides) is not { } sides)
            return null;
        Node x = c.Input;
        for (int d = 0; d < sides.Length; d++)
        {
            int left = c.Extent(d) - sides[d].Before - sides[d].After;
            if (left < 1)
                return c.Wrong(Sides, Format.Integer(sides[d].Before + sides[d].After), $"in all less than {Format.Integer(c.Extent(d))}, the positions of dimension {Format.Integer(d + 1)}");
            x = c.Graph.Slice(x, SpatialContext.FirstAxis + d, sides[d].Before, left);
        }
        return x;
    }
}

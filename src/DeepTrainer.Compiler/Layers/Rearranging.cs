namespace DeepTrainer.Compiler.Layers;

/// <summary>A part of a sample along one dimension: so many elements from one on, or every second, third, … of them.</summary>
public sealed class Slice() : Layer("Slice", Start, Length, Axis, Step)
{
    private static readonly Option Start = new("Start");
    private static readonly Option Length = new("Length");
    private static readonly Option Axis = new("Axis", 0);
    private static readonly Option Step = new("Step", 1);

    public override Traits TraitsOf(ElementSpec spec) => new() { KeepsValues = true };

    public override Node? Build(LayerContext c)
    {
        if (c.DimensionOf(Axis) is not { } axis || c.Positive(Length) is not { } length || c.Positive(Step) is not { } step)
            return null;
        int extent = c.Input.Shape[axis], start = (int)c.Number(Start);
        if (!c.InRange(Start, -extent, extent - 1, $"from {Format.Integer(-extent)} to {Format.Integer(extent - 1)}, a place among the {Format.Integer(extent)} of the dimension"))
            return null;
        start = start < 0 ? start + extent : start;
        int most = ((extent - 1 - start) / step) + 1;
        return c.InRange(Length, 1, most, $"from 1 to {Format.Integer(most)}, what there is from Start on")
            ? c.Graph.Slice(c.Input, axis, start, length, step)
            : null;
    }
}

/// <summary>Two dimensions of a sample swapped.</summary>
public sealed class Transpose() : Layer("Transpose", Axis0, Axis1)
{
    private static readonly Option Axis0 = new("Axis0");
    private static readonly Option Axis1 = new("Axis1");

    public override Traits TraitsOf(ElementSpec spec) => new() { KeepsValues = true };

    public override Node? Build(LayerContext c)
    {
        if (c.DimensionOf(Axis0) is not { } first || c.DimensionOf(Axis1) is not { } second)
            return null;
        return c.Graph.Transpose(c.Input, [.. Enumerable.Range(0, c.Input.Shape.Rank).Select(a => a == first ? second : a == second ? first : a)]);
    }
}

/// <summary>A sample's dimensions in another order.</summary>
public sealed class Permute() : Layer("Permute", Order)
{
    private static readonly Option Order = new("Order");

    public override Traits TraitsOf(ElementSpec spec) => new() { KeepsValues = true };

    public override Node? Build(LayerContext c)
    {
        int[] written = [.. c.Numbers(Order).Select(a => (int)a)];
        int rank = c.Input.Shape.Rank - 1;
        int[] order = [.. written.Select(a => a < 0 ? a + rank : a)];
        return order.OrderBy(a => a).SequenceEqual(Enumerable.Range(0, rank))
            ? c.Graph.Transpose(c.Input, [0, .. order.Select(a => a + 1)])
            : c.Report(ProblemKinds.OutOfRange, Order, Order.Name, c.Name, $"[{string.Join(", ", written)}]",
                $"the {Format.Integer(rank)} dimensions of '{c.InputNames[0]}' in some order, each once: 0 to {Format.Integer(rank - 1)}");
    }
}

using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Primitives;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// Where a sum over a padded tensor begins and ends, so that the zeros of its border are not multiplied: the bounds of a reduced axis as
/// C#, for the places of a tile together.
/// </summary>
internal static class BorderBounds
{
    /// <summary>The first position on the axis that reaches the tensor's inside, or what the loop has anyway.</summary>
    public static string Start(KernelWriter owner, Tile tile, int axis, string start) =>
        Reaches(owner, tile, axis).Where(r => r.LatestStart > 0).Aggregate(start, (bound, r) => Inner("Max", bound, r.Start));

    /// <summary>The position after the last one that does, or what the loop has anyway.</summary>
    public static string End(KernelWriter owner, Tile tile, int axis, string end) =>
        Reaches(owner, tile, axis).Where(r => r.EarliestEnd < owner.Kernel.Axes[axis].Extent).Aggregate(end, (bound, r) => Inner("Min", bound, r.End));

    // Of two numbers the one that the tensor's inside demands: it is asked for only where it is the narrower.
    private static string Inner(string function, string bound, string reach) =>
        int.TryParse(bound, out _) && int.TryParse(reach, out _) ? reach : $"Math.{function}((nint){bound}, {reach})";

    // A factor's index is offset ± position + others, and must lie from first to last for at least one place of the tile.
    private static IEnumerable<Reach> Reaches(KernelWriter owner, Tile tile, int axis)
    {
        foreach (Access factor in owner.Kernel.Operands.OfType<Operand.Load>().Select(l => l.Access))
        {
            if (factor.Storage.Border is not { } border)
                continue;
            for (int d = 0; d < factor.Indices.Count; d++)
            {
                Affine index = factor.Indices[d];
                int step = index.StepAlong(axis);
                Affine others = new(index.Offset, index.Terms.Where(t => t.Axis != axis).ToEquatableArray());
                if (border.Before[d] + border.After[d] == 0 || Math.Abs(step) != 1 || others.IsFixed || others.Terms.Any(t => IsUnknown(owner.Kernel.Axes[t.Axis])))
                    continue;
                int first = border.Before[d], last = factor.Storage.Shape[d] - 1 - border.After[d];
                Span low = SpanOf(owner, tile, others, lowest: true), high = SpanOf(owner, tile, others, lowest: false);
                yield return step > 0
                    ? new(high.From(first), first - high.Min, low.From(last + 1), last + 1 - low.Max)
                    : new(low.Less(last), low.Max - last, high.Less(first - 1), high.Min - first + 1);
            }
        }
    }

    private static bool IsUnknown(Axis axis) => axis.IsReduced || axis.IsGiven || axis.Extent < 0;

    // The sum at the lowest or the highest place of the tile, and the range of that over all tiles.
    private static Span SpanOf(KernelWriter owner, Tile tile, Affine sum, bool lowest)
    {
        List<string> terms = [];
        int constant = sum.Offset, min = 0, max = 0;
        foreach (Term term in sum.Terms)
        {
            int places = term.Axis == tile.Row ? tile.Rows : term.Axis == tile.Column ? tile.Columns : term.Axis == owner.Plan.Lane ? tile.Vectors * owner.Width.Lanes : 1;
            Position position = owner.At(term.Axis);
            constant += term.Step * (position.Offset + ((term.Step < 0) == lowest ? places - 1 : 0));
            if (position.IsFixed)
                continue;
            terms.Add(term.Step == 1 ? position.Variable : $"({position.Variable} * {Format.Integer(term.Step)})");
            int reach = term.Step * Math.Max(0, owner.Kernel.Axes[term.Axis].Extent - places);
            min += Math.Min(0, reach);
            max += Math.Max(0, reach);
        }
        return new(string.Join(" + ", terms), constant, constant + min, constant + max);
    }

    /// <summary>What moves, a constant, and the range of both together.</summary>
    private readonly record struct Span(string Moving, int Constant, int Min, int Max)
    {
        public string From(int number) => Moving.Length == 0 ? Format.Integer(number - Constant)
            : $"{Format.Integer(number - Constant)} - {(Moving.Contains('+') ? $"({Moving})" : Moving)}";

        public string Less(int number) => Moving.Length == 0 ? Format.Integer(Constant - number)
            : Constant == number ? Moving
            : Constant > number ? $"{Moving} + {Format.Integer(Constant - number)}"
            : $"{Moving} - {Format.Integer(number - Constant)}";
    }

    private sealed record Reach(string Start, int LatestStart, string End, int EarliestEnd);
}

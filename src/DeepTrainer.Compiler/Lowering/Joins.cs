namespace DeepTrainer.Compiler.Lowering;

/// <summary>Values made of parts, each of which is written to its place in the whole by whoever makes it.</summary>
internal static class Joins
{
    /// <summary>A part of a whole, and how a position in the part is one in the whole.</summary>
    public sealed record Part(Node Value, Node Whole, Func<EquatableArray<Affine>, EquatableArray<Affine>> Place);

    /// <summary>The parts of a node; none for one that is computed.</summary>
    public static IEnumerable<Part> Of(Node whole) => IsWhole(whole) ? PartsOf(whole) : [];

    private static IEnumerable<Part> PartsOf(Node whole) => whole.Primitive switch
    {
        Concatenate concatenate => OfConcatenate(whole, concatenate),
        Pad pad => [new(whole.Inputs[0], whole, at => at.Select((index, d) => index.Shift(pad.Before[d])).ToEquatableArray())],
        Push push => Enumerable.Range(0, whole.Shape[1] / push.Length)
            .Select(turn => new Part(whole.Inputs[1], whole, at => at.Select((index, d) => d == 1 ? index.Shift(turn * push.Length) : index).ToEquatableArray())),
        Scan scan => [new(whole.Inputs[0], whole, at => InStep(at, Affine.At(scan.Reverse ? scan.Steps : 0)))],
        _ => [],
    };

    /// <summary>Whether the node lies in memory though no group computes it: it is written by others, part by part.</summary>
    public static bool IsWhole(Node node) => node.Primitive is Concatenate or Pad or Push or Scan or ScatterAdd;

    /// <summary>A position in the states of a recurrence: that in one state, and which.</summary>
    public static EquatableArray<Affine> InStep(EquatableArray<Affine> at, Affine step) => at.Take(1).Append(step).Concat(at.Skip(1)).ToEquatableArray();

    /// <summary>A position in another shape with the same elements but for extents of 1.</summary>
    public static EquatableArray<Affine> Unsqueeze(EquatableArray<Affine> at, Shape from, Shape to)
    {
        Queue<Affine> wide = new(at.Where((_, d) => from[d] != 1));
        return to.Dimensions.Select(d => d == 1 ? Affine.At(0) : wide.Dequeue()).ToEquatableArray();
    }

    private static IEnumerable<Part> OfConcatenate(Node whole, Concatenate concatenate)
    {
        int step = concatenate.Step(whole), start = 0;
        foreach (Node part in whole.Inputs)
        {
            Affine from = Affine.Along(0, step, start);
            yield return new(part, whole, at => at.Select((index, d) => d == concatenate.Axis ? from.Of([index]) : index).ToEquatableArray());
            start += concatenate.InTurn ? 1 : part.Shape[concatenate.Axis];
        }
    }
}

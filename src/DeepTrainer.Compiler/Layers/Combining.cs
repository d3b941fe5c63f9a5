namespace DeepTrainer.Compiler.Layers;

/// <summary>A layer over several inputs.</summary>
public abstract class CombiningLayer(string kind, params Option[] options) : Layer(kind, options)
{
    public override bool TakesSeveral => true;

    /// <summary>Reports the first input whose shape does not go with the first one's; true if there is none.</summary>
    private protected static bool Fit(LayerContext c, Func<Shape, Shape, bool> fits, string mending)
    {
        int misfit = Enumerable.Range(0, c.Inputs.Length).FirstOrDefault(i => !fits(c.Inputs[0].Shape, c.Inputs[i].Shape));
        if (misfit > 0)
            Misfit(c, 0, misfit, mending);
        return misfit == 0;
    }

    /// <summary>Notes that two inputs don't go together.</summary>
    private protected static Node? Misfit(LayerContext c, int first, int second, string mending) => c.Report(
        ProblemKinds.ShapesDiffer, null, c.Name, c.InputNames[first], c.Inputs[first].Shape.ToString(), c.InputNames[second], c.Inputs[second].Shape.ToString(), mending);
}

/// <summary>
/// One operation between all inputs, from the first to the last. Shapes of samples are broadcast as in NumPy: dimensions are compared from the last
/// one, and an extent of 1 is stretched.
/// </summary>
public abstract class ElementwiseCombining(string kind, Func<Expr, Expr, Expr> operation) : CombiningLayer(kind)
{
    public override Node? Build(LayerContext c)
    {
        int rank = c.Inputs.Max(i => i.Shape.Rank);
        Node[] aligned = [.. c.Inputs.Select(x => c.Graph.Reshape(x, Shape.Batched([.. Enumerable.Repeat(1, rank - x.Shape.Rank), .. x.Shape.PerSample])))];
        for (int i = 1; i < aligned.Length; i++)
        {
            for (int before = 0; before < i; before++)
            {
                if (Shape.Broadcast(aligned[before].Shape, aligned[i].Shape) is null)
                    return Misfit(c, before, i, Mending(c, before, i));
            }
        }
        return aligned.Skip(1).Aggregate(aligned[0], (sofar, x) => c.Graph.Map(operation, sofar, x));
    }

    // A vector of channels that is to go with an image lacks the dimensions behind the channels.
    private static string Mending(LayerContext c, int first, int second)
    {
        const string rule = "dimensions are compared from the last one and must be equal or 1";
        foreach ((int narrow, int wide) in new[] { (first, second), (second, first) })
        {
            int[] few = [.. c.Inputs[narrow].Shape.PerSample], many = [.. c.Inputs[wide].Shape.PerSample];
            if (few.Length < many.Length && few.SequenceEqual(many.Take(few.Length)))
            {
                string aligned = string.Join(", ", few.Concat(Enumerable.Repeat(1, many.Length - few.Length)).Select(e => Format.Integer(e)));
                return $"{rule}; put [Reshape({aligned})] behind '{c.InputNames[narrow]}' to stretch it along the last dimensions";
            }
        }
        return rule;
    }
}

/// <summary>y = a + b + …</summary>
public sealed class Add() : ElementwiseCombining("Add", (a, b) => a + b);

/// <summary>y = a - b - …</summary>
public sealed class Subtract() : ElementwiseCombining("Subtract", (a, b) => a - b);

/// <summary>y = a · b · …: gates and attention by elements.</summary>
public sealed class Multiply() : ElementwiseCombining("Multiply", (a, b) => a * b);

/// <summary>y = a / b / …</summary>
public sealed class Divide() : ElementwiseCombining("Divide", (a, b) => a / b);

/// <summary>The smallest of all inputs, element by element.</summary>
public sealed class Minimum() : ElementwiseCombining("Minimum", Functions.Min);

/// <summary>The largest of all inputs, element by element.</summary>
public sealed class Maximum() : ElementwiseCombining("Maximum", Functions.Max);

/// <summary>The inputs one after another along a dimension of a sample: by default the first, the features of vectors and channels of images.</summary>
public sealed class Concat() : CombiningLayer("Concat", Axis)
{
    private static readonly Option Axis = new("Axis", 0);

    public override Node? Build(LayerContext c) => c.DimensionOf(Axis) is { } axis
        && Fit(c, (a, b) => a.Rank == b.Rank && a.With(axis, 1) == b.With(axis, 1), $"only dimension {Format.Integer(axis - 1)} of a sample may differ")
            ? c.Graph.Concatenate(axis, [.. c.Inputs])
            : null;
}

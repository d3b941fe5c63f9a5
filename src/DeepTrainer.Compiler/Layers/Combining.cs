namespace DeepTrainer.Compiler.Layers;

/// <summary>A layer over several inputs.</summary>
public abstract class CombiningLayer(string kind, params Option[] options) : Layer(kind, options)
{
    public override bool TakesSeveral => true;

    /// <summary>Reports the first input whose shape does not go with the first one's; true if there is none.</summary>
    private protected static bool Fit(LayerContext c, Func<Shape, Shape, bool> fits, string mending)
    {
        Shape first = c.Inputs[0].Shape;
        for (int i = 1; i < c.Inputs.Length; i++)
        {
            Shape other = c.Inputs[i].Shape;
            if (fits(first, other))
                continue;
            c.Report(ProblemKinds.ShapesDiffer, null, c.Name, c.InputNames[0], first.ToString(), c.InputNames[i], other.ToString(), mending);
            return false;
        }
        return true;
    }
}

/// <summary>One operation between all inputs, which are of one shape, from the first to the last.</summary>
public abstract class ElementwiseCombining(string kind, Func<Expr, Expr, Expr> operation) : CombiningLayer(kind)
{
    public override Node? Build(LayerContext c) => Fit(c, (a, b) => a == b, "make the shapes equal")
        ? c.Inputs.Skip(1).Aggregate(c.Input, (sofar, x) => c.Graph.Map(operation, sofar, x))
        : null;
}

/// <summary>y = a + b + …, all of one shape.</summary>
public sealed class Add() : ElementwiseCombining("Add", (a, b) => a + b);

/// <summary>y = a - b - …, all of one shape.</summary>
public sealed class Subtract() : ElementwiseCombining("Subtract", (a, b) => a - b);

/// <summary>y = a · b · …, all of one shape: gates and attention by elements.</summary>
public sealed class Multiply() : ElementwiseCombining("Multiply", (a, b) => a * b);

/// <summary>The inputs one after another along a dimension of a sample: by default the first, the features of vectors and channels of images.</summary>
public sealed class Concat() : CombiningLayer("Concat", Axis)
{
    private static readonly Option Axis = new("Axis", 0);

    public override Node? Build(LayerContext c) => c.DimensionOf(Axis) is { } axis
        && Fit(c, (a, b) => a.Rank == b.Rank && a.With(axis, 1) == b.With(axis, 1), $"only dimension {Format.Integer(axis - 1)} of a sample may differ")
            ? c.Graph.Concatenate(axis, [.. c.Inputs])
            : null;
}

namespace DeepTrainer.Compiler.Layers;

/// <summary>A layer over several inputs.</summary>
public abstract class CombiningLayer(string kind) : Layer(kind)
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

/// <summary>y = a + b + …, all of one shape.</summary>
public sealed class Add() : CombiningLayer("Add")
{
    public override Node? Build(LayerContext c) => Fit(c, (a, b) => a == b, "make the shapes equal")
        ? c.Inputs.Skip(1).Aggregate(c.Input, (sum, x) => c.Graph.Map((a, b) => a + b, sum, x))
        : null;
}

/// <summary>The inputs one after another along the first dimension of a sample: the features of vectors, the channels of images.</summary>
public sealed class Concat() : CombiningLayer("Concat")
{
    public override Node? Build(LayerContext c) =>
        Fit(c, (a, b) => a.Rank == b.Rank && a.With(1, 1) == b.With(1, 1), "only the first dimension of a sample may differ")
            ? c.Graph.Concatenate(1, [.. c.Inputs])
            : null;
}

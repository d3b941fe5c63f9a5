namespace DeepTrainer.Compiler.Layers;

/// <summary>A layer without input: what it gives is the same for each sample.</summary>
public abstract class GivenLayer(string kind, params Option[] options) : Layer(kind, options)
{
    private protected static readonly Option Extents = new("Shape");

    public override bool TakesNone => true;

    /// <summary>The shape that was written; null after a report.</summary>
    private protected static int[]? ShapeOf(LayerContext c)
    {
        int[] extents = [.. c.Numbers(Extents).Select(n => (int)n)];
        if (extents.All(e => e > 0))
            return extents;
        c.Report(ProblemKinds.OutOfRange, Extents, Extents.Name, c.Name, $"[{string.Join(", ", extents)}]", "a shape of extents that are 1 or more");
        return null;
    }
}

/// <summary>Numbers that are known while compiling; one alone fills the whole shape.</summary>
public sealed class Constant() : GivenLayer("Constant", Values, Extents)
{
    private static readonly Option Values = new("Values");

    public override Node? Build(LayerContext c)
    {
        ImmutableArray<double> values = c.Numbers(Values);
        if (ShapeOf(c) is not { } extents)
            return null;
        if (values.FirstOrDefault(v => double.IsNaN(v) || float.IsInfinity((float)v)) is var odd && odd != 0)
            return c.Report(ProblemKinds.OutOfRange, Values, Values.Name, c.Name, Format.Number(odd), "a number that float can hold, at most 3.4e38");
        Shape shape = Shape.Of(extents.Length == 0 ? [Math.Max(1, values.Length)] : extents);
        if (values.Length == 1)
            return c.Graph.Map(new Expr.Constant(values[0]), [c.OfEachSample(shape)]);
        return shape.SampleSize == values.Length ? c.OfEachSample(c.Graph.Constant(c.Name + ".value", shape, values))
            : c.Report(ProblemKinds.OutOfRange, Values, Values.Name, c.Name, $"{Format.Integer(values.Length)} numbers",
                $"{Format.Grouped(shape.SampleSize)}, one for each element of {shape}, or one for all");
    }
}

/// <summary>A trained tensor, saved under the layer's own name as a parameter of a PyTorch module is: "cls_token".</summary>
public sealed class Weight() : GivenLayer("Weight", Extents, Init, InitValue)
{
    private static readonly Option Init = new("Init", "Normal");
    private static readonly Option InitValue = new("InitValue", 0.02);

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Scores };

    public override Node? Build(LayerContext c)
    {
        if (ShapeOf(c) is not { } extents)
            return null;
        if (extents.Length == 0)
            return c.Report(ProblemKinds.NotPositive, Extents, Extents.Name, c.Name, "empty");
        if (c.Text(Init) == "Orthogonal" && extents.Length < 2)
            return c.Report(ProblemKinds.OutOfRange, Init, Init.Name, c.Name, "Orthogonal", "another one: an orthogonal matrix has two dimensions or more");
        // [out, in, …], as PyTorch counts the fans of any tensor
        int receptive = (int)extents.Skip(2).Aggregate(1L, (a, e) => a * e), fanOut = extents[0] * receptive, fanIn = extents.Length > 1 ? extents[1] * receptive : fanOut;
        return c.OfEachSample(c.Parameter("", Shape.Of(extents), new(c.Text(Init), c.Text(Init) == "Orthogonal" ? 0 : c.Number(InitValue), fanIn, fanOut)));
    }
}

using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine.Execution;
using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Tests.Passes;

public class AdjointTests
{
    [Fact]
    public void MapOverOneInput() => Check((g, x) => g.Map(Tanh, x[0]), Shape.Of(3, 4));

    [Fact]
    public void MapOverBroadcastInputs() =>
        Check((g, x) => g.Map((a, b, c) => (a * b) + Sin(c), x[0], x[1], x[2]), Shape.Of(2, 3, 4), Shape.Of(4), Shape.Of(3, 1));

    [Fact]
    public void MapWithAScalar() => Check((g, x) => g.Map((a, b) => a * Exp(b), x[0], x[1]), Shape.Of(5), Shape.Scalar);

    [Fact]
    public void MapThatReadsOneInputTwice() => Check((g, x) => g.Map((a, b) => a * b * b, x[0], x[0]), Shape.Of(4));

    [Theory]
    [InlineData("ni,oi->no", "3,5", "4,5")]
    [InlineData("no,oi->ni", "3,4", "4,5")]
    [InlineData("no,ni->oi", "3,4", "3,5")]
    [InlineData("bij,bjk->bik", "2,3,4", "2,4,5")]
    [InlineData("bij,bkj->bik", "2,3,4", "2,5,4")]
    [InlineData("i,j->ij", "3", "4")]
    [InlineData("i,i->", "5", "5")]
    [InlineData("i,i->i", "5", "5")]
    [InlineData("ij,jk->ki", "2,3", "3,4")]
    [InlineData("ijk,kj->i", "2,3,4", "4,3")]
    public void Contraction(string letters, string a, string b) => Check((g, x) => g.Contract(letters, x[0], x[1]), ShapeOf(a), ShapeOf(b));

    [Theory]
    [InlineData(Reduction.Sum, 0)]
    [InlineData(Reduction.Sum, 1)]
    [InlineData(Reduction.Sum, 2)]
    [InlineData(Reduction.Sum, 0, 2)]
    [InlineData(Reduction.Sum, 0, 1, 2)]
    [InlineData(Reduction.Max, 0)]
    [InlineData(Reduction.Max, 2)]
    [InlineData(Reduction.Max, 1, 2)]
    public void ReductionOverAxes(Reduction kind, params int[] axes) => Check((g, x) => g.Reduce(kind, x[0], axes), Shape.Of(3, 2, 4));

    [Fact]
    public void Views()
    {
        Check((g, x) => g.Reshape(x[0], Shape.Of(6, 2)), Shape.Of(3, 4));
        Check((g, x) => g.Slice(x[0], 1, 1, 2), Shape.Of(3, 4, 2));
        Check((g, x) => g.Slice(x[0], 0, 2, 1), Shape.Of(3, 4));
        Check((g, x) => g.Concatenate(1, x[0], x[1], x[0]), Shape.Of(2, 3, 2), Shape.Of(2, 1, 2));
    }

    [Fact]
    public void ValuesThatTakeSeveralWays() => Check((g, x) =>
    {
        Node product = g.Contract("ni,oi->no", x[0], x[1]);
        Node activated = g.Map(Sigmoid, product);
        return g.Map((a, b, c) => (a * b) + c, activated, product, g.Reduce(Reduction.Sum, activated, 1));
    }, Shape.Of(3, 4), Shape.Of(2, 4));

    [Fact]
    public void MaximumSharesItsGradientEvenlyAmongEquals()
    {
        GraphBuilder g = new();
        Node x = g.Source(SourceKind.Parameter, "x", Shape.Of(4));
        Node loss = g.Reshape(g.Reduce(Reduction.Max, x, 0), Shape.Scalar);
        Graph graph = new([("gradient", Differentiate.Run(g, loss, [x])[0]!)], []);
        Executor<double> executor = new(graph, new Dictionary<string, Storage<double>> { ["x"] = new(new double[] { 1, 3, 3, 2 }) });
        executor.Run(default);
        Assert.Equal([0, 0.5, 0.5, 0], executor.Output("gradient").Span.ToArray());
    }

    [Fact]
    public void NothingFlowsThroughADetachedValue()
    {
        GraphBuilder g = new();
        Node x = g.Source(SourceKind.Parameter, "x", Shape.Of(4));
        Assert.Null(Differentiate.Run(g, g.Mean(g.Detach(g.Map(Sin, x))), [x])[0]);
    }

    private static Shape ShapeOf(string extents) => Shape.Of([.. extents.Split(',').Select(int.Parse)]);

    // The loss Σ sin(y) + 0.3·y² / n has another slope at every element, so that no two may be confused.
    private static void Check(Func<GraphBuilder, Node[], Node> make, params Shape[] shapes)
    {
        Random random = new(1);
        GraphBuilder g = new();
        Node[] inputs = [.. shapes.Select((shape, i) => g.Source(SourceKind.Parameter, $"x{i}", shape))];
        Node loss = g.Mean(g.Map(y => Sin(y) + (0.3 * y * y), make(g, inputs)));
        ImmutableArray<Node?> gradients = Differentiate.Run(g, loss, [.. inputs]);
        Dictionary<string, Storage<double>> values = shapes.Select((shape, i) => (shape, i)).ToDictionary(
            s => $"x{s.i}", s => new Storage<double>(Enumerable.Range(0, (int)s.shape.SampleSize).Select(_ => (random.NextDouble() * 2) - 1).ToArray()));
        Graph graph = new([(Graph.Loss, loss), .. gradients.Select((gradient, i) => ($"x{i}", gradient!))], []);
        Executor<double> executor = new(graph, values);
        executor.Run(default);
        double[][] analytic = [.. shapes.Select((_, i) => executor.Output($"x{i}").Span.ToArray())];
        for (int i = 0; i < shapes.Length; i++)
        {
            Assert.Equal(shapes[i], gradients[i]!.Shape);
            for (int k = 0; k < analytic[i].Length; k++)
                Assert.Equal(Numeric(executor, values[$"x{i}"].Data.Slice(k, 1)), analytic[i][k], 8);
        }
    }

    private static double Numeric(Executor<double> executor, Memory<double> element)
    {
        const double H = 1e-5;
        double x = element.Span[0];
        double above = At(x + H), below = At(x - H);
        At(x);
        return (above - below) / (2 * H);

        double At(double value)
        {
            element.Span[0] = value;
            executor.Run(default);
            return executor.Output(Graph.Loss).Span[0];
        }
    }
}

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

    [Fact]
    public void NothingFlowsThroughAConstant()
    {
        GraphBuilder g = new();
        Node x = g.Source(SourceKind.Parameter, "x", Shape.Of(4));
        Assert.Null(Differentiate.Run(g, g.Mean(g.Map(2, [x])), [x])[0]);
    }

    // What looks past a border looks at what it surrounds, what looks at nothing else is the border's value.
    [Fact]
    public void ViewsOfABorder()
    {
        GraphBuilder g = new();
        Node x = g.Source(SourceKind.Parameter, "x", Shape.Of(3, 4)), padded = g.PadAxis(x, 1, 2, 1, value: 5);
        Assert.Equal(x, g.Slice(padded, 1, 2, 4));
        Assert.Equal(new Expr.Constant(5), Assert.IsType<Map>(g.Slice(padded, 1, 0, 2).Primitive).Body);
        Assert.Equal(Shape.Of(3, 2), g.Slice(padded, 1, 0, 2).Shape);
        Assert.Equal(padded, g.Slice(padded, 1, 1, 3).Inputs[0]);
        Check((g, x) => g.Slice(g.PadAxis(x[0], 1, 2, 1), 1, 3, 2), Shape.Of(3, 4));
    }

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
        Check((g, x) => g.Reshape(x[0], Shape.Of(2, 3, 2, 2)), Shape.Of(24));
        Check((g, x) => g.Transpose(g.Reshape(g.Slice(x[0], 1, 2, 12), Shape.Of(2, 2, 3, 2)), 3, 0, 2, 1), Shape.Of(2, 15));
        Check((g, x) => g.Slice(x[0], 1, 1, 2), Shape.Of(3, 4, 2));
        Check((g, x) => g.Slice(x[0], 0, 2, 1), Shape.Of(3, 4));
        Check((g, x) => g.Concatenate(1, x[0], x[1], x[0]), Shape.Of(2, 3, 2), Shape.Of(2, 1, 2));
    }

    [Fact]
    public void ViewsThatMoveElements()
    {
        Check((g, x) => g.Transpose(x[0], 2, 0, 1), Shape.Of(2, 3, 4));
        Check((g, x) => g.Flip(x[0], 1), Shape.Of(2, 5));
        Check((g, x) => g.Flip(g.Reshape(x[0], Shape.Of(2, 3, 2)), 2), Shape.Of(2, 6));
        Check((g, x) => g.Flip(g.Flip(g.Slice(g.Reshape(x[0], Shape.Of(2, 3, 4)), 2, 1, 2), 2), 1), Shape.Of(2, 12));
        Check((g, x) => g.Slice(x[0], 1, 1, 3, step: 2), Shape.Of(2, 7, 2));
        Check((g, x) => g.Slice(x[0], 0, 6, 3, step: -2), Shape.Of(7, 2));
        Check((g, x) => g.Repeat(x[0], 0, 3), Shape.Of(2, 4));
        Check((g, x) => g.Reshape(x[0], Shape.Of(2, 3, 2, 5)), Shape.Of(12, 5));
        Check((g, x) => g.Transpose(g.Reshape(x[0], Shape.Of(2, 3, 2, 5)), 2, 3, 0, 1), Shape.Of(12, 5));
        Check((g, x) => g.Pad(x[0], [1, 0, 2], [0, 3, 1], 0.5), Shape.Of(2, 1, 3));
    }

    [Theory]
    [InlineData(7, 3, 1, 1)]
    [InlineData(7, 2, 2, 1)]
    [InlineData(8, 3, 2, 1)]
    [InlineData(8, 2, 3, 1)]
    [InlineData(9, 3, 3, 1)]
    [InlineData(9, 1, 2, 1)]
    [InlineData(9, 3, 1, 2)]
    [InlineData(12, 3, 2, 2)]
    [InlineData(12, 2, 2, 3)]
    [InlineData(13, 4, 3, 2)]
    [InlineData(13, 2, 4, 6)]
    public void WindowsOverOneAxisOrTwo(int extent, int size, int stride, int dilation)
    {
        Check((g, x) => g.Windows(x[0], 1, size, stride, dilation), Shape.Of(2, extent, 2));
        Check((g, x) => g.Windows(g.Windows(x[0], 1, size, stride, dilation), 2, 2, 1, 2), Shape.Of(2, extent, 5));
        Check((g, x) => g.Contract("cpquv,ocuv->opq", Images(g, x[0]), x[1]), Shape.Of(2, extent, extent - 1), Shape.Of(3, 2, size, 2));
        Check((g, x) => g.Reduce(Reduction.Max, Images(g, x[0]), 3, 4), Shape.Of(1, extent, extent - 1));

        Node Images(GraphBuilder g, Node x)
        {
            Node padded = g.Pad(x, [0, 1, 0], [0, 0, 2]);
            return g.Windows(g.Windows(padded, 1, size, stride, dilation), 2, 2, stride, 1);
        }
    }

    // What a window view reads is summed up again, and differentiated in turn: a transposed convolution.
    [Theory]
    [InlineData(3, 3, 1, 1)]
    [InlineData(3, 2, 2, 1)]
    [InlineData(4, 3, 2, 1)]
    [InlineData(3, 2, 3, 1)]
    [InlineData(3, 1, 2, 1)]
    [InlineData(4, 3, 1, 2)]
    [InlineData(3, 3, 2, 2)]
    [InlineData(3, 2, 2, 3)]
    [InlineData(3, 4, 3, 2)]
    [InlineData(1, 3, 2, 2)]
    public void SumsOfWindows(int count, int size, int stride, int dilation)
    {
        int extent = ((count - 1) * stride) + ((size - 1) * dilation) + 2;
        ImmutableArray<Affine> indices = [Affine.Along(0), new(1, [new(1, stride), new(2, dilation)])];
        Check((g, x) => g.Fold(x[0], Shape.Of(2, extent + 1), indices), Shape.Of(2, count, size));
        Check((g, x) => g.Fold(g.Contract("cp,cou->opu", x[0], x[1]), Shape.Of(2, extent + 1), indices), Shape.Of(3, count), Shape.Of(3, 2, size));
        Check((g, x) => g.Map(Tanh, g.Slice(g.Fold(g.Contract("cpq,couv->opquv", x[0], x[1]), Shape.Of(2, extent + 1, extent),
            [Affine.Along(0), new(1, [new(1, stride), new(3, dilation)]), new(0, [new(2, stride), new(4, dilation)])]), 1, 1, extent - 1)),
            Shape.Of(3, count, count), Shape.Of(3, 2, size, size));
    }

    // Windows are as many as positions, taps are few: summing over the wrong ones is right, but takes a hundred times as long.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    public void SumsOfWindows_AreOverTheTaps(int stride, int dilation)
    {
        GraphBuilder g = new();
        Node x = g.Source(SourceKind.Parameter, "x", Shape.Of(5, 40)), w = g.Source(SourceKind.Parameter, "w", Shape.Of(5, 2, 3));
        Node sums = g.Fold(g.Contract("cp,cou->opu", x, w), Shape.Of(2, (39 * stride) + (2 * dilation) + 1), [Affine.Along(0), new(0, [new(1, stride), new(2, dilation)])]);
        int[] terms = [.. Above(sums).Where(n => n.Primitive is Contract).Select(n => Terms((Contract)n.Primitive, n.Inputs))];
        Assert.NotEmpty(terms);
        Assert.All(terms, count => Assert.InRange(count, 1, 5 * 3));

        static int Terms(Contract contract, ImmutableArray<Node> inputs) =>
            contract.Reduced.Aggregate(1, (count, axis) => count * contract.ExtentOf(axis, inputs[0].Shape, inputs[1].Shape));

        static IEnumerable<Node> Above(Node node) => node.Inputs.SelectMany(Above).Append(node);
    }

    [Fact]
    public void ASumOfWindowsIsTheirViewTransposed()
    {
        GraphBuilder g = new();
        Node x = g.Source(SourceKind.Parameter, "x", Shape.Of(2, 3));
        Graph graph = new([("sums", g.Fold(x, Shape.Of(6), [new(1, [new(0, 2), new(1, 1)])]))], []);
        Executor<double> executor = new(graph, new Dictionary<string, Storage<double>> { ["x"] = new(new double[] { 1, 2, 3, 10, 20, 30 }) });
        executor.Run(default);
        Assert.Equal([0, 1, 2, 13, 20, 30], executor.Output("sums").Span.ToArray());
    }

    [Fact]
    public void WindowsOverAxesThatWereOne() => Check((g, x) =>
        g.Windows(g.Windows(g.Reshape(x[0], Shape.Of(2, 5, 4)), 1, 3, 1, 1), 2, 2, 2, 1), Shape.Of(40));

    [Fact]
    public void OnePositionOfAnAxis() => Check((g, x) =>
        g.View(g.Map(Tanh, x[0]), Shape.Of(3, 2), [Affine.Along(0), Affine.At(2), Affine.Along(1, -1, 1)]), Shape.Of(3, 4, 2));

    [Fact]
    public void RowsOfATable()
    {
        Check((g, x) => g.Gather(x[0], Numbers(g)), Shape.Of(3, 4));
        Check((g, x) => g.ScatterAdd(Numbers(g), x[0], 3), Shape.Of(4, 5));

        static Node Numbers(GraphBuilder g) => g.Map(i => (i < 2).Then(i, 4 - i), g.Iota(4));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Recurrence(bool reverse) => CheckBatch((g, x) =>
    {
        // state: h and the gate that made it; the gate is stored, so that the reverse pass need not compute it again
        ScanBody body = ScanBody.Make(new(), "cell", Shape.Batched(6), [Shape.Batched(3)], [Shape.Of(3, 3), Shape.Of(3)], (b, s, e, c) =>
        {
            Node h = b.Slice(s, 1, 0, 3);
            Node gate = b.Map(Sigmoid, b.Map((p, q, r) => p + q + r, b.Contract("nj,ij->ni", h, c[0]), e[0], c[1]));
            return b.Concatenate(1, b.Map((a, z) => (a * z) + Tanh(a - z), h, gate), gate);
        });
        Node start = g.PadAxis(x[1], 1, 0, 3);
        return g.Scan(body, 4, reverse, start, [x[0]], [x[2], x[3]]);
    }, Shape.Batched(4, 3), Shape.Batched(3), Shape.Of(3, 3), Shape.Of(3));

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

    // The same for values of samples: two samples are rows of a parameter, each picked by its place in the batch.
    private static void CheckBatch(Func<GraphBuilder, Node[], Node> make, params Shape[] shapes) => Check((g, x) =>
    {
        Node two = g.Source(SourceKind.Placeholder, "batch", Shape.Batched(1));
        return make(g, [.. x.Select((node, i) => shapes[i].IsBatched ? g.Gather(node, g.Reshape(two, Shape.Batched())) : node)]);
    }, [.. shapes.Select(s => s.IsBatched ? new Shape(s.PerSample.Prepend(2).ToEquatableArray()) : s)]);

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
        Prepare(executor, graph);
        executor.Run(Step);
        double[][] analytic = [.. shapes.Select((_, i) => executor.Output($"x{i}").Span.ToArray())];
        for (int i = 0; i < shapes.Length; i++)
        {
            Assert.Equal(shapes[i], gradients[i]!.Shape);
            for (int k = 0; k < analytic[i].Length; k++)
                Assert.Equal(Numeric(executor, values[$"x{i}"].Data.Slice(k, 1)), analytic[i][k], 8);
        }
    }

    private static StepContext Step => new(2, 0, 0, 0);

    // the placeholder of CheckBatch numbers the samples
    private static void Prepare(Executor<double> executor, Graph graph)
    {
        executor.Resize(Step.Batch);
        foreach (Node node in graph.Nodes.Where(n => n.Primitive is Source { Kind: SourceKind.Placeholder }))
            executor.Placeholder(node)!.Span[1] = 1;
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
            executor.Run(Step);
            return executor.Output(Graph.Loss).Span[0];
        }
    }
}

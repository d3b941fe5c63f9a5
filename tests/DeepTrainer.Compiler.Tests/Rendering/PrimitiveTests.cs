using DeepTrainer.Compiler.Passes;
using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Every primitive in generated code against the engine: forward, gradients and update.</summary>
public class PrimitiveTests
{
    [Theory]
    [InlineData(3, 7, 6, 5, 3, 1, 1, 1)]
    [InlineData(1, 9, 9, 6, 5, 1, 1, 2)]
    [InlineData(4, 8, 8, 8, 3, 2, 1, 1)]
    [InlineData(2, 10, 9, 17, 3, 1, 2, 2)]
    [InlineData(16, 5, 5, 16, 1, 1, 1, 0)]
    [InlineData(3, 9, 8, 4, 1, 2, 1, 0)]
    public void ConvolutionAndPooling(int channels, int height, int width, int outputs, int kernel, int stride, int dilation, int padding) =>
        Check([channels, height, width], (g, x, p) =>
        {
            Node y = Convolution(g, x, p("weight", [outputs, channels, kernel, kernel]), stride, dilation, padding);
            y = g.Map((a, b) => Tanh(a + b), y, g.Reshape(p("bias", [outputs]), Shape.Of(outputs, 1, 1)));
            Node pooled = g.Reduce(Reduction.Max, g.Windows(g.Windows(y, 2, 2, 2, 1), 3, 2, 1, 1), 4, 5);
            pooled = g.Reshape(pooled, Shape.Batched([.. pooled.Shape.PerSample.Take(3)]));
            return g.Reshape(pooled, Shape.Batched((int)pooled.Shape.SampleSize));
        });

    [Fact]
    public void TwoConvolutionsWithAResidual() => Check([3, 8, 8], (g, x, p) =>
    {
        Node first = g.Map(Sigmoid, Convolution(g, x, p("first", [8, 3, 3, 3]), 1, 1, 1));
        Node second = Convolution(g, first, p("second", [8, 8, 3, 3]), 1, 1, 1);
        Node sum = g.Map((a, b) => Tanh(a + b), first, second);
        Node mean = g.Reduce(Reduction.Sum, sum, 2, 3);
        return g.Contract("ni,oi->no", g.Reshape(mean, Shape.Batched(8)), p("head", [3, 8]));
    });

    [Fact]
    public void GroupedAndDepthwise() => Check([6, 7, 5], (g, x, p) =>
    {
        Node windows = g.Windows(g.Windows(g.Pad(x, [0, 0, 1, 1], [0, 0, 1, 1]), 2, 3, 1, 1), 3, 3, 1, 1);
        Node depthwise = g.Map(Tanh, g.Contract("ngpquv,guv->ngpq", windows, p("depth", [6, 3, 3])));
        Node grouped = g.Contract("ngcpq,goc->ngopq", g.Reshape(depthwise, Shape.Batched(2, 3, 7, 5)), g.Reshape(p("groups", [8, 3]), Shape.Of(2, 4, 3)));
        return g.Map(Sin, g.Reshape(grouped, Shape.Batched(8, 7, 5)));
    });

    [Theory]
    [InlineData(3, 1, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(2, 2, 3)]
    public void SumsOfWindows(int kernel, int stride, int dilation) => Check([3, 4, 5], (g, x, p) =>
    {
        Node given = g.Contract("ncpq,couv->nopquv", x, p("weight", [3, 6, kernel, kernel]));
        int height = (3 * stride) + ((kernel - 1) * dilation) + 1, width = height + stride;
        Node sums = g.Fold(given, Shape.Batched(6, height, width),
            [Affine.Along(0), Affine.Along(1), new(0, [new(2, stride), new(4, dilation)]), new(0, [new(3, stride), new(5, dilation)])]);
        Node cropped = g.Map(Tanh, g.Slice(g.Slice(sums, 2, 1, height - 1), 3, 1, width - 2));
        return Convolution(g, cropped, p("second", [2, 6, 2, 2]), 1, 1, 0);
    });

    [Fact]
    public void WindowsOverAVectorInAnotherShape() => Check([7], (g, x, p) =>
    {
        Node image = g.Reshape(g.Contract("ni,oi->no", x, p("first", [60, 7])), Shape.Batched(2, 5, 6));
        return Convolution(g, image, p("weight", [3, 2, 3, 3]), 1, 1, 0);
    });

    [Fact]
    public void StepsFlipsAndTransposes() => Check([5, 6], (g, x, p) =>
    {
        Node y = g.Contract("nti,oi->nto", x, p("weight", [4, 6]));
        Node turned = g.Transpose(g.Map(Tanh, y), 0, 2, 1);
        Node flipped = g.Map((a, b) => a * b, turned, g.Flip(turned, 2));
        return g.Concatenate(2, g.Slice(flipped, 2, 0, 3, 2), g.Map(Sin, g.Repeat(g.Slice(g.Reshape(flipped, Shape.Batched(20)), 1, 3, 4), 1, 2)));
    });

    [Fact]
    public void AProductThatSumsNothing() => Check([12], (g, x, p) =>
    {
        Node both = g.Contract("ni,oi->noi", g.Map(Tanh, x), p("weight", [5, 12]));
        return g.Reshape(g.Map(Sin, both), Shape.Batched(60));
    });

    [Fact]
    public void RowsOfATable() => Check([6], (g, x, p) =>
    {
        Node numbers = g.Map(v => 2 + (2 * Tanh(v)), x);
        Node rows = g.Gather(p("table", [5, 7]), numbers);
        return g.Contract("nti,oi->nto", rows, p("weight", [3, 7]));
    });

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 3)]
    [InlineData(false, 20)]
    public void Recurrence(bool reverse, int units) => Check([5, 4], (g, x, p) =>
    {
        ScanBody body = ScanBody.Make(new(), "cell", Shape.Batched(2 * units), [Shape.Batched(units)], [Shape.Of(units, units), Shape.Of(units)], (b, s, e, c) =>
        {
            Node h = b.Slice(s, 1, 0, units);
            Node gate = b.Map(Sigmoid, b.Map((q, r, t) => q + r + t, b.Contract("nj,ij->ni", h, c[0]), e[0], c[1]));
            return b.Concatenate(1, b.Map((a, z) => (a * z) + Tanh(a - z), h, gate), gate);
        });
        Node inputs = g.Contract("nti,oi->nto", x, p("in", [units, 4]));
        Node start = g.Map(0, [g.Repeat(g.Slice(g.Reshape(x, Shape.Batched(20)), 1, 0, 1), 1, 2 * units)]);
        Node states = g.Scan(body, 5, reverse, g.Reshape(start, Shape.Batched(2 * units)), [inputs], [p("hidden", [units, units]), p("bias", [units])]);
        return g.Reshape(g.Slice(g.Slice(states, 1, 1, 4), 2, 0, units), Shape.Batched(4 * units));
    });

    private static Node Convolution(GraphBuilder g, Node x, Node weight, int stride, int dilation, int padding)
    {
        int kernel = weight.Shape[3];
        Node padded = g.Pad(x, [0, 0, padding, padding], [0, 0, padding, padding]);
        Node windows = g.Windows(g.Windows(padded, 2, kernel, stride, dilation), 3, kernel, stride, dilation);
        return g.Contract("ncpquv,ocuv->nopq", windows, weight);
    }

    private static void Check(int[] input, PrimitiveNetworks.Body body)
    {
        foreach (int bits in (int[])[128, 256, 512])
        {
            NetworkModel model = PrimitiveNetworks.Model("Primitives" + bits, input, body);
            Func<int, INetwork> generated = CompiledNetwork.Compile([model], [bits])[0];
            foreach (int batch in (int[])[1, 3, 17])
                AgainstEngine.Compare(model, generated(7), batch);
        }
    }
}

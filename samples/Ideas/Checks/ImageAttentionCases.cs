using Samples.Layers;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class ImageAttentionCases
{
    public static IEnumerable<Case> All =>
    [
        LayerCase.Of(ImageAttention.SqueezeExcite, [4, 3, 3],
            g => Scaled(g[0], g.Dense("expand", g.Dense("reduce", ChannelMeans(g[0])).Select(Relu)).Select(Sigmoid)), "reduction = 2"),
        LayerCase.Of(ImageAttention.Cbam, [4, 3, 3], g =>
        {
            Grid x = Scaled(g[0], (Shared(g, ChannelMeans(g[0])) + Shared(g, New(4, c => g[0].Row(c).Data.Max()))).Select(Sigmoid));
            Grid places = Conv2D(New(2, 3, 3, (k, i, j) => k == 0 ? Mean(4, c => x[c, i, j]) : Max(4, c => x[c, i, j])), g["spatial.weight"], padding: 1);
            return New(4, 3, 3, (c, i, j) => x[c, i, j] * Sigmoid(places[0, i, j]));
        }, "reduction = 2, kernel = 3"),
        LayerCase.Of(ImageAttention.Coordinate, [2, 3, 4], g =>
        {
            Grid both = New(2, 7, (c, p) => p < 3 ? Mean(4, j => g[0][c, p, j]) : Mean(3, i => g[0][c, i, p - 3]));
            Grid hidden = CausalConv1D(both, g["reduce.weight"], g["reduce.bias"]);
            hidden = New(8, 7, (c, p) => ((hidden[c, p] - g["norm.running_mean"][c]) / Math.Sqrt(g["norm.running_var"][c] + 1e-5)
                * g["norm.weight"][c]) + g["norm.bias"][c]).Select(v => v * Math.Clamp((v / 6) + 0.5, 0, 1));
            Grid rows = CausalConv1D(hidden, g["rows.weight"], g["rows.bias"]), columns = CausalConv1D(hidden, g["columns.weight"], g["columns.bias"]);
            return New(2, 3, 4, (c, i, j) => g[0][c, i, j] * Sigmoid(rows[c, i]) * Sigmoid(columns[c, 3 + j]));
        }),
        LayerCase.Of(ImageAttention.EfficientChannel, [4, 2, 3], g =>
        {
            Grid means = ChannelMeans(g[0]);
            return Scaled(g[0], New(4, c => Sigmoid(Sum(3, k => c + k - 1 is >= 0 and < 4 and int at ? g["conv.weight"][k] * means[at] : 0))));
        }),
        LayerCase.Of(ImageAttention.NonLocal, [4, 2, 3], g =>
        {
            Grid theta = Transpose(g.Conv2D("theta", g[0]).As(2, 6)), phi = Transpose(g.Conv2D("phi", g[0]).As(2, 6)), values = Transpose(g.Conv2D("g", g[0]).As(2, 6));
            Grid y = MatMul(Rows(MatMul(theta, Transpose(phi)), Softmax), values);
            return g[0] + g.Conv2D("out", Transpose(y).As(2, 2, 3));
        }),
        LayerCase.Of(ImageAttention.SelectiveKernel, [3, 4, 4], g =>
        {
            Grid small = g.Conv2D("small", g[0], padding: 1).Select(Relu), large = g.Conv2D("large", g[0], padding: 2, dilation: 2).Select(Relu);
            Grid squeezed = g.Dense("squeeze", ChannelMeans(small + large)).Select(Relu), a = g.Dense("a", squeezed), b = g.Dense("b", squeezed);
            return New(3, 4, 4, (c, i, j) => ((Math.Exp(a[c]) * small[c, i, j]) + (Math.Exp(b[c]) * large[c, i, j])) / (Math.Exp(a[c]) + Math.Exp(b[c])));
        }, "hidden = 2"),
        LayerCase.Of(ImageAttention.GlobalContext, [4, 2, 3], g =>
        {
            Grid weights = Softmax(g.Conv2D("key", g[0]).As(6));
            Grid hidden = LayerNorm(g.Dense("reduce", Dense(weights, g[0].As(4, 6))), g["norm.weight"], g["norm.bias"]).Select(Relu), added = g.Dense("expand", hidden);
            return New(4, 2, 3, (c, i, j) => g[0][c, i, j] + added[c]);
        }),
        LayerCase.Of(ImageAttention.StyleRecalibration, [3, 2, 3], g =>
        {
            Grid means = ChannelMeans(g[0]);
            return Scaled(g[0], New(3, c => Sigmoid((g["cfc"][c, 0] * means[c]) + (g["cfc"][c, 1] * Math.Sqrt(Mean(2, 3, (i, j) => Square(g[0][c, i, j] - means[c])))))));
        }),
    ];

    private static Grid Scaled(Grid x, Grid factors) => New(x.Shape[0], x.Shape[1], x.Shape[2], (c, i, j) => x[c, i, j] * factors[c]);

    private static Grid Shared(Given g, Grid x) => Dense(Dense(x, g["reduce"]).Select(Relu), g["expand"]);
}

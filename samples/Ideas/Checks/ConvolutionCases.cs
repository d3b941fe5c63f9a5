using Samples.Layers;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class ConvolutionCases
{
    public static IEnumerable<Case> All =>
    [
        LayerCase.Of(Convolutions.DepthwiseSeparable, [2, 4, 5],
            g => g.Conv2D("pointwise", g.Conv2D("depthwise", g[0], padding: 1, groups: 2, bias: false).Select(Relu)).Select(Relu), "channels = 3"),
        LayerCase.Of(Convolutions.InvertedResidual, [2, 4, 4], g =>
        {
            Grid y = Norm(g, "norm1", g.Conv2D("expand", g[0], bias: false)).Select(Six);
            y = Norm(g, "norm2", g.Conv2D("depthwise", y, padding: 1, groups: 8, bias: false)).Select(Six);
            return g[0] + Norm(g, "norm3", g.Conv2D("project", y, bias: false));
        }, "channels = 2"),
        LayerCase.Of(Convolutions.ConvNeXt, [2, 4, 4], g =>
        {
            Grid y = g.Conv2D("depthwise", g[0], padding: 1, groups: 2);
            Grid inner = Rows(New(16, 2, (p, c) => y[c, p / 4, p % 4]),
                r => g.Dense("project", g.Dense("expand", LayerNorm(r, g["norm.weight"], g["norm.bias"], 1e-6)).Select(Gelu)) * g["scale"]);
            return New(2, 4, 4, (c, i, j) => g[0][c, i, j] + inner[(i * 4) + j, c]);
        }, "kernel = 3, scale = 0.5"),
        LayerCase.Of(Convolutions.Involution, [4, 3, 4], g =>
        {
            Grid kernels = g.Conv2D("span", g.Conv2D("reduce", g[0]).Select(Relu));
            return New(4, 3, 4, (c, i, j) => Sum(3, 3, (u, v) => kernels[(c / 2 * 9) + (u * 3) + v, i, j] * At(g[0], c, i + u - 1, j + v - 1)));
        }, "groups = 2"),
        LayerCase.Of(Convolutions.Octave, [[2, 4, 4], [1, 2, 2]], g =>
        {
            Grid pooled = New(2, 2, 2, (c, i, j) => Mean(2, 2, (u, v) => g[0][c, (2 * i) + u, (2 * j) + v]));
            Grid hh = g.Conv2D("hh", g[0], padding: 1), lh = g.Conv2D("lh", g[1], padding: 1), ll = g.Conv2D("ll", g[1], padding: 1), hl = g.Conv2D("hl", pooled, padding: 1);
            return Join(New(3, 4, 4, (c, i, j) => hh[c, i, j] + lh[c, i / 2, j / 2]).As(48), (ll + hl).As(12));
        }, "channels = 3"),
        LayerCase.Of(Convolutions.CoordConv, [1, 3, 4],
            g => g.Conv2D("conv", New(3, 3, 4, (c, i, j) => c == 0 ? g[0][0, i, j] : c == 1 ? i - 1 : (j / 1.5) - 1), padding: 1), "channels = 2"),
        LayerCase.Of(Convolutions.Ghost, [2, 3, 3], g => g.Conv2D("primary", g[0]).Select(Relu) is var p
            ? Join(p, g.Conv2D("cheap", p, padding: 1, groups: 2).Select(Relu)) : p, "channels = 4"),
        LayerCase.Of(Convolutions.ChannelShuffle, [6, 2, 2], g => New(6, 2, 2, (c, i, j) => g[0][(c % 2 * 3) + (c / 2), i, j]), "groups = 2"),
        LayerCase.Of(Convolutions.WaveNet, [2, 6], g =>
        {
            Grid filter = CausalConv1D(g[0], g["filter.weight"], g["filter.bias"], 2), gate = CausalConv1D(g[0], g["gate.weight"], g["gate.bias"], 2);
            return g[0] + CausalConv1D(filter.Select(Math.Tanh) * gate.Select(Sigmoid), g["out.weight"], g["out.bias"]);
        }, "dilation = 2"),
        LayerCase.Of(Convolutions.GatedConvolution, [2, 6], g =>
            CausalConv1D(g[0], g["value.weight"], g["value.bias"]) * CausalConv1D(g[0], g["gate.weight"], g["gate.bias"]).Select(Sigmoid), "channels = 3"),
        LayerCase.Of(Convolutions.AtrousPyramid, [2, 4, 4], g =>
        {
            Grid image = g.Dense("image", ChannelMeans(g[0]));
            return g.Conv2D("project", Join(g.Conv2D("point", g[0]), g.Conv2D("rate1", g[0], padding: 1),
                g.Conv2D("rate2", g[0], padding: 2, dilation: 2), New(2, 4, 4, (c, _, _) => image[c])));
        }, "channels = 2, rates = [1, 2]"),
        LayerCase.Of(Convolutions.Fire, [2, 3, 3], g => g.Conv2D("squeeze", g[0]).Select(Relu) is var s
            ? Join(g.Conv2D("expand1", s), g.Conv2D("expand3", s, padding: 1)).Select(Relu) : s, "squeeze = 2, expand = 2"),
        LayerCase.Of(Convolutions.CondConv, [2, 3, 4], g =>
        {
            Grid routing = g.Dense("routing", ChannelMeans(g[0])).Select(Sigmoid), kernels = g["kernels"];
            Grid mixed = new([2, 2, 3, 3], [.. Enumerable.Range(0, 36).Select(i => Sum(3, e => routing[e] * kernels.Row(e).Data[i]))]);
            return Conv2D(g[0], mixed, padding: 1);
        }, "channels = 2"),
        LayerCase.Of(Convolutions.SubPixel, [1, 3, 3], g => g.Conv2D("conv", g[0], padding: 1) is var y
            ? New(2, 6, 6, (c, i, j) => y[(c * 4) + (i % 2 * 2) + (j % 2), i / 2, j / 2]) : y, "channels = 2"),
        LayerCase.Of(Convolutions.BlurPool, [2, 5, 6], g => New(2, 3, 3, (c, i, j) =>
            Sum(3, 3, (u, v) => (u == 1 ? 0.5 : 0.25) * (v == 1 ? 0.5 : 0.25) * At(g[0], c, (2 * i) + u - 1, (2 * j) + v - 1)))),
        LayerCase.Of(Convolutions.SpatialTransformer, [1, 3, 4], g =>
        {
            Grid theta = g.Dense("localization", g[0].As(12));
            return New(1, 3, 4, (c, i, j) =>
            {
                double x = (j / 1.5) - 1, y = i - 1;
                double column = ((theta[0] * x) + (theta[1] * y) + theta[2] + 1) * 1.5, row = (theta[3] * x) + (theta[4] * y) + theta[5] + 1;
                return Sum(3, 4, (m, n) => g[0][c, m, n] * Relu(1 - Math.Abs(row - m)) * Relu(1 - Math.Abs(column - n)));
            });
        }),
    ];

    private static double Six(double x) => Math.Clamp(x, 0, 6);

    private static Grid Norm(Given g, string name, Grid x) => New(x.Shape[0], x.Shape[1], x.Shape[2], (c, i, j) =>
        ((x[c, i, j] - g[$"{name}.running_mean"][c]) / Math.Sqrt(g[$"{name}.running_var"][c] + 1e-5) * g[$"{name}.weight"][c]) + g[$"{name}.bias"][c]);
}

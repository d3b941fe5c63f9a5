using Samples.Layers;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class ActivationCases
{
    public static IEnumerable<Case> All =>
    [
        LayerCase.Of(Activations.Snake, [5], g => New(5, i => g[0][i] + (Square(Math.Sin(g["frequency"][i] * g[0][i])) / g["frequency"][i]))),
        LayerCase.Of(Activations.Swish, [5], g => g[0].Select(x => x * Sigmoid(g["beta"][0] * x))),
        LayerCase.Of(Activations.Maxout, [4], g => g.Dense("pieces", g[0]) is var pieces ? New(3, i => Max(2, p => pieces[(i * 2) + p])) : pieces, "units = 3"),
        LayerCase.Of(Activations.ConcatenatedRelu, [4], g => New(8, i => Relu(i < 4 ? g[0][i] : -g[0][i - 4]))),
        LayerCase.Of(Activations.AdaptivePiecewiseLinear, [4], g => New(4, i => Relu(g[0][i]) + Sum(2, s => g["slopes"][s, i] * Relu(g["places"][s, i] - g[0][i])))),
        LayerCase.Of(Activations.Pade, [5], g => g[0]
            .Select(x => Sum(4, i => g["numerator"][i] * Math.Pow(x, i)) / (1 + Math.Abs(Sum(2, i => g["denominator"][i] * Math.Pow(x, i + 1)))))),
        LayerCase.Of(Activations.AconC, [4], g => New(4, i =>
        {
            double d = (g["p1"][i] - g["p2"][i]) * g[0][i];
            return (d * Sigmoid(g["beta"][i] * d)) + (g["p2"][i] * g[0][i]);
        })),
        LayerCase.Of(Activations.Funnel, [2, 4, 5], g =>
        {
            Grid t = g.Conv2D("funnel", g[0], padding: 1, groups: 2);
            return New(2, 4, 5, (c, i, j) =>
                Math.Max(g[0][c, i, j], ((t[c, i, j] - g["norm.running_mean"][c]) / Math.Sqrt(g["norm.running_var"][c] + 1e-5) * g["norm.weight"][c]) + g["norm.bias"][c]));
        }),
        LayerCase.Of(Activations.DynamicRelu, [4, 3, 3], g =>
        {
            Grid c = g.Dense("expand", g.Dense("reduce", ChannelMeans(g[0])).Select(Relu)).Select(v => (2 * Sigmoid(v)) - 1);
            return g[0].Select(x => Math.Max(((1 + c[0]) * x) + (0.5 * c[1]), (c[2] * x) + (0.5 * c[3])));
        }),
        LayerCase.Of(Activations.Sparsemax, [6], g =>
        {
            // the threshold at which what is above it sums to 1, found by halving
            double low = g[0].Data.Max() - 1, high = g[0].Data.Max();
            for (int i = 0; i < 100; i++)
            {
                double middle = (low + high) / 2;
                if (g[0].Data.Sum(x => Relu(x - middle)) > 1)
                    low = middle;
                else
                    high = middle;
            }
            return g[0].Select(x => Relu(x - low));
        }),
        LayerCase.Of(Activations.SwiGlu, [4], g => g.Dense("down", g.Dense("gate", g[0], bias: false).Select(Silu) * g.Dense("up", g[0], bias: false), bias: false), "hidden = 6"),
        LayerCase.Of(Activations.GeGlu, [3, 4], g =>
        {
            Grid both = g.Dense("in", g[0]);
            return g.Dense("out", Columns(both, 0, 6).Select(Gelu) * Columns(both, 6, 6));
        }, "hidden = 6"),
        LayerCase.Of(Activations.SquaredRelu, [5], g => g[0].Select(x => Square(Relu(x)))),
        LayerCase.Of(Activations.ThresholdedLinear, [2, 3, 3], g => New(2, 3, 3, (c, i, j) => Math.Max(g[0][c, i, j], g["threshold"][c]))),
    ];
}

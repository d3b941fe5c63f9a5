using Samples.Layers;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class MixingCases
{
    public static IEnumerable<Case> All =>
    [
        LayerCase.Of(Mixing.Mixer, [4, 3], g =>
        {
            Grid x = g[0] + Transpose(FeedForward(g, "tokens", Transpose(Normalized(g, "norm1", g[0]))));
            return x + FeedForward(g, "channels", Normalized(g, "norm2", x));
        }, "tokenHidden = 5, channelHidden = 6"),
        LayerCase.Of(Mixing.GatedMlp, [4, 3], g =>
        {
            Grid both = g.Dense("in", Normalized(g, "norm", g[0])).Select(Gelu), gate = MatMul(g["spatial.weight"], Normalized(g, "gateNorm", Columns(both, 4, 4)));
            return g[0] + g.Dense("out", New(4, 4, (i, j) => both[i, j] * (gate[i, j] + g["spatial.bias"][i])));
        }, "hidden = 4"),
        LayerCase.Of(Mixing.FourierMixing, [5, 4], g => New(5, 4, (k, l) => Sum(5, 4, (m, n) => g[0][m, n] * Math.Cos(2 * Math.PI * ((k * m / 5.0) + (l * n / 4.0)))))),
        LayerCase.Of(Mixing.PoolFormer, [2, 3, 4], g =>
        {
            Grid n = LayerNorm(g[0].As(24)).As(2, 3, 4);
            n = New(2, 3, 4, (c, i, j) => (n[c, i, j] * g["norm.weight"][c]) + g["norm.bias"][c]);
            return New(2, 3, 4, (c, i, j) =>
            {
                double count = Sum(3, 3, (u, v) => i + u is >= 1 and <= 3 && j + v is >= 1 and <= 4 ? 1 : 0);
                return g[0][c, i, j] + (Sum(3, 3, (u, v) => At(n, c, i + u - 1, j + v - 1)) / count) - n[c, i, j];
            });
        }),
        LayerCase.Of(Mixing.ResMlp, [4, 3],
            g => New(4, 3, (i, d) => g[0][i, d]
                + (g["scale"][d] * (g["bias"][i] + Sum(4, j => g["patches"][i, j] * ((g["alpha"][d] * g[0][j, d]) + g["beta"][d]))))), "initial = 0.5"),
        LayerCase.Of(Mixing.TokenShift, [4, 3], g => New(4, 3, (t, d) => (g["mu"][d] * g[0][t, d]) + ((1 - g["mu"][d]) * (t == 0 ? 0 : g[0][t - 1, d])))),
        LayerCase.Of(Mixing.GlobalFilter, [5, 2], g => New(5, 2, (t, d) => Mean(5, k => Sum(5, s =>
        {
            // the real part of x · filter · exp(2πik(t - s) / n)
            double angle = 2 * Math.PI * k * (t - s) / 5;
            return g[0][s, d] * ((g["real"][k, d] * Math.Cos(angle)) - (g["imaginary"][k, d] * Math.Sin(angle)));
        })))),
        LayerCase.Of(Mixing.ConvMixer, [2, 3, 4], g =>
        {
            Grid x = g[0] + Norm(g, "norm1", g.Conv2D("depthwise", g[0], padding: 1, groups: 2).Select(Gelu));
            return Norm(g, "norm2", g.Conv2D("pointwise", x).Select(Gelu));
        }),
    ];

    private static Grid Normalized(Given g, string name, Grid x) => Rows(x, r => LayerNorm(r, g[$"{name}.weight"], g[$"{name}.bias"]));

    private static Grid FeedForward(Given g, string name, Grid x) => g.Dense($"{name}.linear2", g.Dense($"{name}.linear1", x).Select(Gelu));

    private static Grid Norm(Given g, string name, Grid x) => New(2, 3, 4, (c, i, j) =>
        ((x[c, i, j] - g[$"{name}.running_mean"][c]) / Math.Sqrt(g[$"{name}.running_var"][c] + 1e-5) * g[$"{name}.weight"][c]) + g[$"{name}.bias"][c]);
}

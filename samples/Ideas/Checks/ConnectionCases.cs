using Samples.Layers;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class ConnectionCases
{
    public static IEnumerable<Case> All =>
    [
        LayerCase.Of(Connections.Highway, [4], g => g.Dense("transform", g[0]) is var h && g.Dense("gate", g[0]).Select(Sigmoid) is var t
            ? New(4, i => (t[i] * Relu(h[i])) + ((1 - t[i]) * g[0][i])) : h),
        LayerCase.Of(Connections.ReZero, [4], g => g[0] + g.Dense("inner", g[0]).Select(v => g["alpha"][0] * Relu(v)), "initial = 0.5"),
        LayerCase.Of(Connections.LayerScale, [3, 4], g =>
        {
            Grid inner = Rows(g[0], r => g.Dense("inner.linear2", g.Dense("inner.linear1", LayerNorm(r, g["norm.weight"], g["norm.bias"])).Select(Gelu)));
            return g[0] + Rows(inner, r => r * g["scale"]);
        }, "initial = 0.1"),
        LayerCase.Of(Connections.Film, [[2, 3, 3], [4]], g => g.Dense("film", g[1]) is var f ? New(2, 3, 3, (c, i, j) => (f[c] * g[0][c, i, j]) + f[2 + c]) : f),
        LayerCase.Of(Connections.HyperNetwork, [[3], [4]], g => Dense(g[0], g.Dense("weights", g[1]).As(2, 3)) + g.Dense("biases", g[1]), "units = 2"),
        LayerCase.Of(Connections.MixtureOfExperts, [4], g =>
        {
            Grid gate = Softmax(g.Dense("gate", g[0]));
            return New(2, u => Sum(3, e => gate[e] * (g["experts.bias"][e, u] + Sum(4, i => g["experts.weight"][e, u, i] * g[0][i]))));
        }, "experts = 3, units = 2"),
        LayerCase.Of(Connections.TopExperts, [4], g =>
        {
            Grid scores = g.Dense("gate", g[0], bias: false);
            double second = scores.Data.Order().ElementAt(2);
            double total = Sum(4, e => scores[e] >= second ? Math.Exp(scores[e]) : 0);
            return New(3, u => Sum(4, e => scores[e] >= second ? Math.Exp(scores[e]) / total * Relu(g.Dense($"expert{e}", g[0])[u]) : 0));
        }, "experts = 4, units = 3"),
        LayerCase.Of(Connections.LowRank, [4], g => Dense(g[0], g["weight"]) + Dense(Dense(g[0], g["a"]), g["b"]).Select(v => 2 * v), "units = 3") with
        {
            Gradients = (g, dy) => new()
            {
                ["input"] = New(4, i => Sum(3, o => dy[o] * (g["weight"][o, i] + (2 * Sum(2, r => g["b"][o, r] * g["a"][r, i]))))),
                ["idea.weight"] = New(3, 4, (_, _) => 0),
                ["idea.a"] = New(2, 4, (r, i) => 2 * Sum(3, o => dy[o] * g["b"][o, r]) * g[0][i]),
            },
        },
        LayerCase.Of(Connections.WeightNorm, [4], g => Dense(g[0], New(3, 4, (o, i) => g["g"][o] * g["v"][o, i] / Norm(g["v"].Row(o))), g["bias"]), "units = 3"),
        LayerCase.Of(Connections.WeightStandardized, [2, 5, 5], g => Conv2D(g[0], Rows(g["weight"], w =>
        {
            double mean = w.Data.Average(), deviation = Math.Sqrt(w.Data.Average(v => Square(v - mean)));
            return w.Select(v => (v - mean) / (deviation + 1e-5));
        })), "channels = 3"),
        LayerCase.Of(Connections.SpectralNorm, [4], g => Dense(g[0], g["weight"].Select(w => w / Spectral(g).Sigma), g["bias"]), "units = 3") with
        {
            Gradients = (g, dy) =>
            {
                (double sigma, Grid v) = Spectral(g);
                double along = Sum(3, 4, (o, i) => dy[o] * g[0][i] * g["weight"][o, i]);
                return new()
                {
                    ["input"] = New(4, i => Sum(3, o => dy[o] * g["weight"][o, i]) / sigma),
                    ["idea.weight"] = New(3, 4, (o, i) => (dy[o] * g[0][i] / sigma) - (along / (sigma * sigma) * g["u"][o] * v[i])),
                };
            },
        },
        LayerCase.Of(Connections.DropConnect, [4], g => Dense(g[0], g["weight"]).Select(v => Relu(0.7f * v)), "units = 3, keep = 0.7"),
        LayerCase.Of(Connections.GaussianDropout, [4], g => g[0]),
        LayerCase.Of(Connections.DenselyConnected, [2, 4, 4], g =>
        {
            Grid x = g[0];
            for (int i = 0; i < 3; i++)
                x = Join(x, g.Conv2D($"conv{i}", x.Select(Relu), padding: 1));
            return x;
        }),
        LayerCase.Of(Connections.GradientReversal, [4], g => g[0], "lambda = 0.5") with { Gradients = (_, dy) => new() { ["input"] = dy.Select(v => -0.5 * v) } },
    ];

    private static (double Sigma, Grid V) Spectral(Given g)
    {
        Grid v = New(4, i => Sum(3, o => g["u"][o] * g["weight"][o, i]));
        double length = Norm(v) + 1e-12;
        v = v.Select(e => e / length);
        return (Sum(3, 4, (o, i) => g["u"][o] * g["weight"][o, i] * v[i]), v);
    }
}

using Samples.Layers;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class TabularCases
{
    private static readonly double[] Edges = [-1, -0.5, 0.5, 1];

    public static IEnumerable<Case> All =>
    [
        LayerCase.Of(Tabular.FactorizationMachine, [4], g => New(1, _ => g.Dense("linear", g[0])[0] + Interactions(g)), "factors = 2"),
        LayerCase.Of(Tabular.DeepFm, [4], g =>
        {
            Grid deep = g.Dense("deep2", g.Dense("deep1", New(8, k => g[0][k / 2] * g["factors"][k / 2, k % 2])).Select(Relu));
            return New(1, _ => Sigmoid(g.Dense("linear", g[0])[0] + Interactions(g) + deep[0]));
        }, "factors = 2, hidden = 5"),
        LayerCase.Of(Tabular.CrossNetwork, [3], g =>
        {
            Grid x = g[0];
            for (int l = 0; l < 2; l++)
                x = New(3, i => (g[0][i] * Dot(x, g[$"weight{l}"])) + g[$"bias{l}"][i] + x[i]);
            return x;
        }),
        LayerCase.Of(Tabular.NeuralTensor, [[3], [2]], g =>
        {
            Grid linear = g.Dense("linear", Join(g[0], g[1]));
            return New(1, _ => Sum(4, k => g["u"][k] * Math.Tanh(linear[k] + Sum(3, 2, (i, j) => g[0][i] * g["tensor"][k, i, j] * g[1][j]))));
        }, "slices = 4"),
        LayerCase.Of(Tabular.Nnue, [[5], [5]],
            g => g.Dense("output", g.Dense("hidden", Join(g.Dense("accumulator", g[0]), g.Dense("accumulator", g[1])).Select(Unit)).Select(Unit)), "accumulator = 4, hidden = 3"),
        LayerCase.Of(Tabular.PiecewiseLinearEncoding, [3], g => New(3, 3, (i, t) =>
        {
            double share = (g[0][i] - Edges[t]) / (Edges[t + 1] - Edges[t]);
            return t > 0 && share < 0 ? 0 : t < 2 && share > 1 ? 1 : share;
        }), "edges = [-1, -0.5, 0.5, 1]"),
        LayerCase.Of(Tabular.FeatureTokenizer, [3], g => New(4, 2, (i, d) => i == 0 ? g["cls"][0, d] : (g[0][i - 1] * g["weight"][i - 1, d]) + g["bias"][i - 1, d]), "width = 2"),
    ];

    private static double Interactions(Given g) => Sum(4, i => Sum(i, j => Dot(g["factors"].Row(i), g["factors"].Row(j)) * g[0][i] * g[0][j]));

    private static double Unit(double x) => Math.Clamp(x, 0, 1);
}

using Samples.Layers;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class PoolingCases
{
    public static IEnumerable<Case> All =>
    [
        LayerCase.Of(Pooling.GeneralizedMean, [2, 3, 3], g => New(2, c => Math.Pow(Mean(3, 3, (i, j) => Math.Pow(Math.Max(g[0][c, i, j], 1e-6), g["p"][0])), 1 / g["p"][0]))),
        LayerCase.Of(Pooling.NetVlad, [4, 3], g =>
        {
            Grid a = Rows(g.Dense("assignment", g[0]), Softmax);
            Grid v = Rows(New(2, 3, (k, d) => Sum(4, n => a[n, k] * (g[0][n, d] - g["centers"][k, d]))), Unit);
            return Unit(v.As(6));
        }, "clusters = 2"),
        LayerCase.Of(Pooling.CapsuleRouting, [3, 2], g =>
        {
            Grid votes = New(3, 2, 4, (i, j, e) => Sum(2, d => g["weight"][i, j, e, d] * g[0][i, d])), logits = new(3, 2), output = new(2, 4);
            for (int r = 0; r < 3; r++)
            {
                Grid c = Rows(logits, Softmax);
                output = Rows(New(2, 4, (j, e) => Sum(3, i => c[i, j] * votes[i, j, e])), s => s.Select(v => v * Norm(s) / (1 + Dot(s, s))));
                logits = New(3, 2, (i, j) => logits[i, j] + Dot(votes.Row(i).Row(j), output.Row(j)));
            }
            return output;
        }, "capsules = 2, size = 4"),
        LayerCase.Of(Pooling.SetPooling, [4, 3], g =>
        {
            Grid q = DenseRows(g["seeds"], g["query"]);
            Grid h = Rows(q + Attend(q, g.Dense("key", g[0]), g.Dense("value", g[0])), r => LayerNorm(r, g["norm1.weight"], g["norm1.bias"]));
            return Rows(h + g.Dense("feed", h).Select(Relu), r => LayerNorm(r, g["norm2.weight"], g["norm2.bias"]));
        }, "seeds = 2"),
        LayerCase.Of(Pooling.MultipleInstance, [4, 3], g =>
        {
            Grid v = g.Dense("v", g[0], bias: false), u = g.Dense("u", g[0], bias: false);
            return Dense(Softmax(New(4, n => Sum(5, i => g["w"][i] * Math.Tanh(v[n, i]) * Sigmoid(u[n, i])))), Transpose(g[0]));
        }, "units = 5"),
        LayerCase.Of(Pooling.DeepSets, [4, 3], g =>
        {
            Grid whole = g.Dense("whole", New(3, d => Max(4, n => g[0][n, d])), bias: false);
            return Rows(g.Dense("own", g[0]), r => (r - whole).Select(Math.Tanh));
        }, "units = 2"),
        LayerCase.Of(Pooling.BilinearPooling, [3, 2, 2], g => Unit(New(9, k =>
        {
            double product = Dot(g[0].Row(k / 3), g[0].Row(k % 3)) / 4;
            return Math.Sign(product) * Math.Sqrt(Math.Abs(product) + 1e-6);
        }))),
        LayerCase.Of(Pooling.MixedPooling, [2, 4, 4], g => New(2, 2, 2, (c, i, j) =>
        {
            double share = Sigmoid(g["share"][0]);
            return (share * Max(4, k => g[0][c, (2 * i) + (k / 2), (2 * j) + (k % 2)])) + ((1 - share) * Mean(4, k => g[0][c, (2 * i) + (k / 2), (2 * j) + (k % 2)]));
        })),
        LayerCase.Of(Pooling.StatisticsPooling, [4, 2], g =>
            New(4, k => Mean(4, t => g[0][t, k % 2]) is var mean && k < 2 ? mean : Math.Sqrt(Mean(4, t => Square(g[0][t, k % 2] - mean))))),
        LayerCase.Of(Pooling.SpatialPyramid, [2, 4, 4], g => Join(
            New(2, c => g[0].Row(c).Data.Max()), New(2, 2, 2, (c, i, j) => Max(4, k => g[0][c, (2 * i) + (k / 2), (2 * j) + (k % 2)])).As(8)), "grids = [1, 2]"),
        LayerCase.Of(Pooling.PointNet, [5, 3], g => g.Dense("mlp2", g.Dense("mlp1", g[0]).Select(Relu)).Select(Relu) is var y
            ? New(4, f => Max(5, n => y[n, f])) : y, "hidden = 6, features = 4"),
    ];

    private static Grid Unit(Grid x) => x.Select(v => v / Norm(x));
}

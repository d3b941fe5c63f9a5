using Samples.Layers;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class ImplicitCases
{
    public static IEnumerable<Case> All =>
    [
        LayerCase.Of(Implicit.FourierFeatures, [2], g =>
        {
            float[] b = RandomNumbers.Normal(6);
            return New(6, i => 2 * Math.PI * 0.5 * ((b[i % 3 * 2] * g[0][0]) + (b[(i % 3 * 2) + 1] * g[0][1])) is var angle && i < 3 ? Math.Cos(angle) : Math.Sin(angle));
        }, "features = 3, scale = 0.5"),
        LayerCase.Of(Implicit.Siren, [2], g => g.Dense("linear", g[0]).Select(v => Math.Sin(3 * v)), "units = 4, frequency = 3"),
        LayerCase.Of(Implicit.Kan, [3],
            g => New(2, o => Sum(3, i => (g["base"][o, i] * Silu(g[0][i])) + Sum(7, k => g["coefficients"][o, i, k] * Spline(g[0][i], k, 3)))), "units = 2"),
        LayerCase.Of(Implicit.RadialBasis, [3], g => New(4, u => Math.Exp(-Sum(3, i => Square(g[0][i] - g["centers"][u, i])) / (2 * Square(g["widths"][u])))), "units = 4"),
        LayerCase.Of(Implicit.NeuralOde, [3], g =>
        {
            Grid x = g[0];
            for (double t = 0; t < 1; t += 0.5)
            {
                Grid k1 = Slope(x, t), k2 = Slope(x + k1.Select(v => v / 4), t + 0.25), k3 = Slope(x + k2.Select(v => v / 4), t + 0.25),
                    k4 = Slope(x + k3.Select(v => v / 2), t + 0.5);
                x = New(3, i => x[i] + ((k1[i] + (2 * k2[i]) + (2 * k3[i]) + k4[i]) / 12));
            }
            return x;

            Grid Slope(Grid state, double time) => Dense(Dense(Join(state, New(1, _ => time)), g["first"]).Select(Math.Tanh), g["second"]);
        }, "hidden = 4"),
        LayerCase.Of(Implicit.DeepEquilibrium, [3], g =>
        {
            Grid injected = g.Dense("inject", g[0]), z = new(4);
            for (int i = 0; i < 8; i++)
                z = (Dense(z, g["weight"].Select(w => 0.4 * w)) + injected).Select(Math.Tanh);
            return z;
        }, "units = 4"),
        LayerCase.Of(Implicit.Nalu, [3], g =>
        {
            Grid w = New(2, 3, (o, i) => Math.Tanh(g["w"][o, i]) * Sigmoid(g["m"][o, i])), gate = Dense(g[0], g["g"]).Select(Sigmoid);
            return New(2, o => (gate[o] * Dense(g[0], w)[o]) + ((1 - gate[o]) * Product(3, i => Math.Pow(Math.Abs(g[0][i]) + 1e-3f, w[o, i]))));
        }, "units = 2"),
        LayerCase.Of(Implicit.RealNvp, [4], g =>
        {
            Grid inner = g.Dense("hidden", New(2, i => g[0][i])).Select(Relu), s = g.Dense("scale", inner).Select(Math.Tanh), t = g.Dense("shift", inner);
            return New(5, i => i < 2 ? g[0][i] : i < 4 ? (g[0][i] * Math.Exp(s[i - 2])) + t[i - 2] : s[0] + s[1]);
        }, "hidden = 5"),
        LayerCase.Of(Implicit.Hamiltonian, [4], g =>
        {
            Grid inner = g.Dense("hidden", g[0]).Select(Math.Tanh);
            Grid slope = New(4, i => Sum(5, h => g["energy.weight"][0, h] * (1 - Square(inner[h])) * g["hidden.weight"][h, i]));
            return New(4, i => i < 2 ? slope[i + 2] : -slope[i - 2]);
        }, "hidden = 5"),
        LayerCase.Of(Implicit.InputConvex, [3], g =>
        {
            Grid z = g.Dense("first", g[0]).Select(Softplus);
            z = (Dense(z, g["z1"].Select(Softplus)) + g.Dense("x1", g[0])).Select(Softplus);
            return Dense(z, g["z2"].Select(Softplus)) + g.Dense("x2", g[0]);
        }, "units = 4"),
        LayerCase.Of(Implicit.SoftTree, [3], g =>
        {
            Grid leaves = Rows(g["leaves"], Softmax);
            return New(2, c => Sum(4, leaf => leaves[leaf, c] * Product(2, level =>
            {
                double right = Sigmoid(g.Dense($"level{level}", g[0])[leaf >> (2 - level)]);
                return (leaf >> (1 - level)) % 2 == 1 ? right : 1 - right;
            })));
        }, "depth = 2, classes = 2"),
        LayerCase.Of(Implicit.PlanarFlow, [3], g =>
        {
            double inner = Math.Tanh(Dot(g["w"], g[0]) + g["b"][0]);
            return New(4, i => i < 3 ? g[0][i] + (g["u"][i] * inner) : Math.Log(Math.Abs(1 + ((1 - Square(inner)) * Dot(g["u"], g["w"])))));
        }),
    ];

    // The k-th B-spline on knots 1 apart, from -5 on.
    private static double Spline(double x, int k, int order)
    {
        double left = k - 5;
        return order == 0 ? (x >= left && x < left + 1 ? 1 : 0)
            : ((x - left) / order * Spline(x, k, order - 1)) + ((left + order + 1 - x) / order * Spline(x, k + 1, order - 1));
    }
}

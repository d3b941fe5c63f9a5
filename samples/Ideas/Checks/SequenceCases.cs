using Samples.Layers;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class SequenceCases
{
    private const int Length = 5;

    public static IEnumerable<Case> All =>
    [
        LayerCase.Of(Sequences.DiagonalStateSpace, [Length, 2], g =>
        {
            Grid states = new(2, 3), y = new(Length, 2);
            for (int t = 0; t < Length; t++)
            {
                for (int c = 0; c < 2; c++)
                {
                    for (int n = 0; n < 3; n++)
                    {
                        double a = -Math.Exp(g["logRate"][c, n]), step = Math.Exp(g["logStep"][c]);
                        states[c, n] = (Math.Exp(step * a) * states[c, n]) + ((Math.Exp(step * a) - 1) / a * g[0][t, c]);
                        y[t, c] += g["c"][c, n] * states[c, n];
                    }
                    y[t, c] += g["d"][c] * g[0][t, c];
                }
            }
            return y;
        }),
        LayerCase.Of(Sequences.SelectiveScan, [Length, 2], g =>
        {
            Grid b = g.Dense("b", g[0], bias: false), c = g.Dense("c", g[0], bias: false), step = g.Dense("step", g[0]).Select(Softplus), state = new(2, 3);
            return New(Length, 2, (t, d) =>
            {
                for (int n = 0; n < 3; n++)
                    state[d, n] = (Math.Exp(step[t, d] * -Math.Exp(g["logA"][d, n])) * state[d, n]) + (step[t, d] * b[t, n] * g[0][t, d]);
                return Dot(state.Row(d), c.Row(t)) + (g["d"][d] * g[0][t, d]);
            });
        }),
        LayerCase.Of(Sequences.StateSpaceDuality, [Length, 2], g =>
        {
            Grid b = g.Dense("b", g[0], bias: false), c = g.Dense("c", g[0], bias: false), step = g.Dense("step", g[0]).Select(Softplus), state = new(2, 3);
            return New(Length, 2, (t, d) =>
            {
                for (int n = 0; n < 3; n++)
                    state[d, n] = (Math.Exp(-step[t, 0] * Math.Exp(g["logA"][0])) * state[d, n]) + (step[t, 0] * b[t, n] * g[0][t, d]);
                return Dot(state.Row(d), c.Row(t));
            });
        }),
        LayerCase.Of(Sequences.MinGru, [Length, 2], g =>
        {
            Grid z = g.Dense("gate", g[0]).Select(Sigmoid), h = g.Dense("candidate", g[0]);
            return Recurrent(Length, 3, (t, i, before) => ((1 - z[t, i]) * before) + (z[t, i] * h[t, i]));
        }, "units = 3"),
        LayerCase.Of(Sequences.QuasiRecurrent, [Length, 2], g =>
        {
            Grid all = Transpose(CausalConv1D(Transpose(g[0]), g["conv.weight"], g["conv.bias"]));
            Grid z = Columns(all, 0, 3).Select(Math.Tanh), f = Columns(all, 3, 3).Select(Sigmoid), o = Columns(all, 6, 3).Select(Sigmoid);
            return o * Recurrent(Length, 3, (t, i, before) => (f[t, i] * before) + ((1 - f[t, i]) * z[t, i]));
        }, "units = 3"),
        LayerCase.Of(Sequences.SimpleRecurrentUnit, [Length, 3], g =>
        {
            Grid v = g.Dense("value", g[0], bias: false), forget = g.Dense("forget", g[0]), reset = g.Dense("reset", g[0]), state = new(3);
            return New(Length, 3, (t, i) =>
            {
                double f = Sigmoid(forget[t, i] + (g["forgetState"][i] * state[i])), r = Sigmoid(reset[t, i] + (g["resetState"][i] * state[i]));
                state[i] = (f * state[i]) + ((1 - f) * v[t, i]);
                return (r * state[i]) + ((1 - r) * g[0][t, i]);
            });
        }),
        LayerCase.Of(Sequences.IndependentlyRecurrent, [Length, 2], g => g.Dense("input", g[0]) is var x
            ? Recurrent(Length, 3, (t, i, before) => Relu(x[t, i] + (g["u"][i] * before))) : x, "units = 3"),
        LayerCase.Of(Sequences.Wkv, [Length, 2], g =>
        {
            Grid k = g.Dense("key", g[0], bias: false), v = g.Dense("value", g[0], bias: false), r = g.Dense("receptance", g[0], bias: false).Select(Sigmoid);
            return New(Length, 2, (t, i) => r[t, i] * Sum(t + 1, s => Share(t, s, i) * v[s, i]) / Sum(t + 1, s => Share(t, s, i)));

            // the past decays from the step before on
            double Share(int t, int s, int i) => Math.Exp(k[s, i] + (s == t ? g["bonus"][i] : -(t - 1 - s) * Math.Exp(g["decay"][i])));
        }),
        LayerCase.Of(Sequences.Time2Vec, [1], g => New(4, i => (g["omega"][i] * g[0][0]) + g["phi"][i] is var p && i > 0 ? Math.Sin(p) : p), "size = 4"),
        LayerCase.Of(Sequences.EchoState, [Length, 2], g =>
        {
            float[] numbers = RandomNumbers.Normal(18);
            Grid state = new(3);
            for (int t = 0; t < Length; t++)
            {
                Grid before = state;
                state = New(3, i => (0.5 * before[i])
                    + (0.5 * Math.Tanh(Sum(2, j => numbers[9 + (i * 2) + j] * g[0][t, j]) + (0.3f * Sum(3, j => numbers[(i * 3) + j] * before[j])))));
            }
            return state;
        }, "units = 3"),
    ];

    private static Grid Recurrent(int length, int units, Func<int, int, double, double> step)
    {
        Grid y = new(length, units);
        for (int t = 0; t < length; t++)
            for (int i = 0; i < units; i++)
                y[t, i] = step(t, i, t == 0 ? 0 : y[t - 1, i]);
        return y;
    }
}

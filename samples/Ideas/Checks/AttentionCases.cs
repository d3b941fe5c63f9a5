using Samples.Layers;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class AttentionCases
{
    private const int Length = 4;
    private const int Width = 6;

    public static IEnumerable<Case> All =>
    [
        OfHeads(Attention.MultiHead, g => Heads(g, (h, _) => Attend(Part(g, "query", h), Part(g, "key", h), Part(g, "value", h)))),
        OfHeads(Attention.Alibi,
            g => Heads(g, (h, _) => Attend(Part(g, "query", h), Part(g, "key", h), Part(g, "value", h), (i, j) => j > i ? double.NegativeInfinity
                : Math.Pow(2, -4 * (h + 1)) * (j - i)))),
        OfHeads(Attention.TalkingHeads, g =>
        {
            Grid[] scores = [Scores(g, 0), Scores(g, 1)];
            Grid[] weights = [.. Enumerable.Range(0, 2).Select(k => Rows(scores[0].Select(v => v * g["before"][0, k]) + scores[1].Select(v => v * g["before"][1, k]), Softmax))];
            return Heads(g, (k, _) => MatMul(weights[0].Select(v => v * g["after"][0, k]) + weights[1].Select(v => v * g["after"][1, k]), Part(g, "value", k)));
        }),
        OfHeads(Attention.MultiQuery, g => Heads(g, (h, _) => Attend(Part(g, "query", h), g.Dense("key", g[0], bias: false), g.Dense("value", g[0], bias: false)))),
        LayerCase.Of(Attention.GroupedQuery, [3, 8], g => g.Dense("out", Beside([.. Enumerable.Range(0, 4).Select(h => Attend(
            Columns(g.Dense("query", g[0], bias: false), h * 2, 2), Columns(g.Dense("key", g[0], bias: false), h / 2 * 2, 2),
            Columns(g.Dense("value", g[0], bias: false), h / 2 * 2, 2)))]), bias: false), "heads = 4, groups = 2"),
        LayerCase.Of(Attention.RelativePositions, [5, 3], g =>
        {
            Grid q = g.Dense("query", g[0], bias: false), k = g.Dense("key", g[0], bias: false);
            Grid scores = New(5, 5, (i, j) => (Dot(q.Row(i), k.Row(j)) + Dot(q.Row(i), g["positions"].Row(Math.Clamp(j - i, -2, 2) + 2))) / Math.Sqrt(3));
            return MatMul(Rows(scores, Softmax), g.Dense("value", g[0], bias: false));
        }),
        OfHeads(Attention.RelativeBias, g => Heads(g, (h, _) => Attend(Part(g, "query", h), Part(g, "key", h), Part(g, "value", h), (i, j) => g["bias"][j - i + Length - 1, h]))),
        LayerCase.Of(Attention.Rotary, [3, 8], g => g.Dense("out", Beside([.. Enumerable.Range(0, 2).Select(h => Attend(
            Turned(Columns(g.Dense("query", g[0], bias: false), h * 4, 4)), Turned(Columns(g.Dense("key", g[0], bias: false), h * 4, 4)),
            Columns(g.Dense("value", g[0], bias: false), h * 4, 4)))]), bias: false), "heads = 2"),
        LayerCase.Of(Attention.LinearAttention, [Length, 3], g =>
        {
            Grid q = g.Dense("query", g[0], bias: false).Select(Positive), k = g.Dense("key", g[0], bias: false).Select(Positive), v = g.Dense("value", g[0], bias: false);
            return New(Length, 3, (i, e) => Sum(i + 1, j => Dot(q.Row(i), k.Row(j)) * v[j, e]) / Sum(i + 1, j => Dot(q.Row(i), k.Row(j))));
        }),
        LayerCase.Of(Attention.Performer, [Length, 3], g =>
        {
            Grid projection = new([8, 3], [.. RandomNumbers.Normal(24).Select(v => (double)v)]), v = g.Dense("value", g[0], bias: false);
            Grid q = Features(g.Dense("query", g[0], bias: false)), k = Features(g.Dense("key", g[0], bias: false));
            return New(Length, 3, (i, e) => Sum(Length, j => Dot(q.Row(i), k.Row(j)) * v[j, e]) / Sum(Length, j => Dot(q.Row(i), k.Row(j))));

            Grid Features(Grid x) => Rows(x.Select(t => t * Math.Pow(3, -0.25)), r => New(8, f => Math.Exp(Dot(projection.Row(f), r) - (Dot(r, r) / 2)) / Math.Sqrt(8)));
        }),
        OfHeads(Attention.QueryKeyNorm, g => Heads(g, (h, _) =>
        {
            Grid q = Part(g, "query", h), k = Part(g, "key", h);
            return MatMul(Rows(New(Length, Length, (i, j) => g["g"][0] * Cosine(q.Row(i), k.Row(j))), Softmax), Part(g, "value", h));
        })),
        LayerCase.Of(Attention.Linformer, [Length, Width],
            g => Heads(g, (h, _) => Attend(Part(g, "query", h), MatMul(g["e"], Part(g, "key", h)), MatMul(g["f"], Part(g, "value", h)))), "heads = 2, rank = 2"),
        OfHeads(Attention.SlidingWindow,
            g => Heads(g, (h, _) => Attend(Part(g, "query", h), Part(g, "key", h), Part(g, "value", h), (i, j) => Math.Abs(i - j) > 1 ? double.NegativeInfinity : 0))),
        LayerCase.Of(Attention.Synthesizer, [Length, 3], g => MatMul(Rows(g["scores"], Softmax), g.Dense("value", g[0], bias: false))),
        LayerCase.Of(Attention.Retention, [Length, 3], g =>
        {
            Grid q = g.Dense("query", g[0], bias: false), k = g.Dense("key", g[0], bias: false), v = g.Dense("value", g[0], bias: false);
            return New(Length, 3, (i, e) => Sum(i + 1, j => Math.Pow(0.9f, i - j) * Dot(q.Row(i), k.Row(j)) / Math.Sqrt(3) * v[j, e]));
        }),
        LayerCase.Of(Attention.AttentionFree, [Length, 3], g =>
        {
            Grid q = g.Dense("query", g[0]), k = g.Dense("key", g[0]), v = g.Dense("value", g[0]), w = g["positions"];
            return New(Length, 3, (i, d) => Sigmoid(q[i, d]) * Sum(Length, j => Math.Exp(w[i, j] + k[j, d]) * v[j, d]) / Sum(Length, j => Math.Exp(w[i, j] + k[j, d])));
        }),
        LayerCase.Of(Attention.Hopfield, [5], g =>
        {
            Grid state = g[0];
            for (int i = 0; i < 2; i++)
                state = Dense(Softmax(Dense(state, g["patterns"]).Select(v => 2 * v)), Transpose(g["patterns"]));
            return state;
        }, "patterns = 3, beta = 2"),
        LayerCase.Of(Attention.Bahdanau, [[3], [Length, 4]], g => Dense(Softmax(Additive(g)), Transpose(g[1])), "units = 5"),
        LayerCase.Of(Attention.Luong, [[3], [Length, 4]], g =>
        {
            Grid context = Dense(Softmax(Dense(Dense(g[0], g["weight"]), g[1])), Transpose(g[1]));
            return g.Dense("combine", Join(context, g[0]), bias: false).Select(Math.Tanh);
        }),
        LayerCase.Of(Attention.Pointer, [[3], [Length, 4]], g => Softmax(Additive(g)).Select(Math.Log), "units = 5"),
    ];

    private static LayerCase OfHeads(Delegate idea, Func<Given, Grid> expected) => LayerCase.Of(idea, [Length, Width], expected, "heads = 2");

    private static Grid Heads(Given g, Func<int, Given, Grid> head) => g.Dense("out", Beside(head(0, g), head(1, g)), bias: false);

    private static Grid Part(Given g, string name, int head) => Columns(g.Dense(name, g[0], bias: false), head * 3, 3);

    private static Grid Scores(Given g, int head) => New(Length, Length, (i, j) => Dot(Part(g, "query", head).Row(i), Part(g, "key", head).Row(j)) / Math.Sqrt(3));

    private static Grid Additive(Given g)
    {
        Grid query = g.Dense("query", g[0], bias: false), memory = g.Dense("memory", g[1], bias: false);
        return New(Length, i => Sum(5, u => g["v"][u] * Math.Tanh(query[u] + memory[i, u])));
    }

    private static Grid Turned(Grid x) => New(x.Shape[0], x.Shape[1], (p, d) =>
    {
        double angle = p * Math.Pow(10000, -(d / 2 * 2.0) / x.Shape[1]);
        return d % 2 == 0 ? (x[p, d] * Math.Cos(angle)) - (x[p, d + 1] * Math.Sin(angle)) : (x[p, d - 1] * Math.Sin(angle)) + (x[p, d] * Math.Cos(angle));
    });

    private static double Positive(double x) => x > 0 ? x + 1 : Math.Exp(x);
}

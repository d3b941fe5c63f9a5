using Samples.Layers;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class DiscreteCases
{
    public static IEnumerable<Case> All =>
    [
        LayerCase.Of(Discrete.Binarized, [4], g => Dense(g[0].Select(Sign), g["weight"].Select(Sign)), "units = 3") with
        {
            Gradients = (g, dy) => new()
            {
                ["input"] = New(4, i => Math.Abs(g[0][i]) < 1 ? Sum(3, o => dy[o] * Sign(g["weight"][o, i])) : 0),
                ["idea.weight"] = New(3, 4, (o, i) => Math.Abs(g["weight"][o, i]) < 1 ? dy[o] * Sign(g[0][i]) : 0),
            },
        },
        LayerCase.Of(Discrete.BinaryWeights, [4], g => Dense(g[0], BinaryWeights(g)), "units = 3") with
        {
            Gradients = (g, dy) => new() { ["input"] = Dense(dy, Transpose(BinaryWeights(g))), ["idea.weight"] = New(3, 4, (o, i) => dy[o] * g[0][i]) },
        },
        LayerCase.Of(Discrete.LearnedStep, [5], g => g[0].Select(x => Code(g, x) * g["step"][0])) with
        {
            Gradients = (g, dy) => new()
            {
                ["input"] = New(5, i => IsInside(g, g[0][i]) ? dy[i] : 0),
                ["idea.step"] = New(1, _ => Sum(5, i => dy[i] * (Code(g, g[0][i]) - (IsInside(g, g[0][i]) ? g[0][i] / g["step"][0] : 0)))),
            },
        },
        LayerCase.Of(Discrete.VectorQuantized, [3], g => g["codes"]
            .Row(Enumerable.Range(0, 4).MinBy(k => Dot(g["codes"].Row(k) - g[0], g["codes"].Row(k) - g[0]))), "codes = 4") with
        {
            Gradients = (_, dy) => new() { ["input"] = dy, ["idea.codes"] = new(4, 3) },
        },
        LayerCase.Of(Discrete.FiniteScalar, [5], g => g[0].Select(x => Math.Round(2 * Math.Tanh(x)) / 2), "levels = 5") with
        {
            Gradients = (g, dy) => new() { ["input"] = dy * g[0].Select(x => 1 - Square(Math.Tanh(x))) },
        },
        LayerCase.Of(Discrete.GumbelSoftmax, [4], g => Softmax(g[0].Select(x => 2 * x)), "temperature = 0.5"),
        LayerCase.Of(Discrete.GumbelStraightThrough, [4], g => g[0].Select(x => x == g[0].Data.Max() ? 1 : 0), "temperature = 0.5") with
        {
            Gradients = (g, dy) => new() { ["input"] = Softmax(g[0].Select(x => 2 * x)) is var p ? New(4, i => 2 * p[i] * (dy[i] - Dot(p, dy))) : p },
        },
        LayerCase.Of(Discrete.Reparametrized, [6], g => New(3, i => g[0][i])),
        LayerCase.Of(Discrete.TernaryWeights, [4], g => Dense(g[0], Ternary(g)), "units = 3") with
        {
            Gradients = (g, dy) => new() { ["input"] = Dense(dy, Transpose(Ternary(g))), ["idea.weight"] = New(3, 4, (o, i) => dy[o] * g[0][i]) },
        },
        LayerCase.Of(Discrete.Spiking, [5, 2], g => Potentials(g).Select(v => v > 1 ? 1 : 0)) with
        {
            Gradients = (g, dy) =>
            {
                Grid potentials = Potentials(g), gradient = new(5, 2);
                for (int t = 4; t >= 0; t--)
                {
                    for (int d = 0; d < 2; d++)
                    {
                        double later = t < 4 && potentials[t, d] <= 1 ? gradient[t + 1, d] * 0.8f : 0;
                        gradient[t, d] = (dy[t, d] * 5 / Square(1 + Math.Abs(5 * (potentials[t, d] - 1)))) + later;
                    }
                }
                return new() { ["input"] = gradient };
            },
        },
    ];

    private static double Sign(double x) => x >= 0 ? 1 : -1;

    private static Grid BinaryWeights(Given g) => Rows(g["weight"], r => r.Select(w => Sign(w) * r.Data.Average(Math.Abs)));

    private static double Code(Given g, double x) => Math.Round(Math.Clamp(x / g["step"][0], -4, 3));

    private static bool IsInside(Given g, double x) => x / g["step"][0] is > -4 and < 3;

    private static Grid Ternary(Given g) => Rows(g["weight"], r =>
    {
        double threshold = 0.7 * r.Data.Average(Math.Abs), scale = r.Data.Where(w => Math.Abs(w) > threshold).Average(Math.Abs);
        return r.Select(w => Math.Abs(w) > threshold ? scale * Math.Sign(w) : 0);
    });

    private static Grid Potentials(Given g)
    {
        Grid potentials = new(5, 2);
        for (int t = 0; t < 5; t++)
            for (int d = 0; d < 2; d++)
                potentials[t, d] = (t > 0 && potentials[t - 1, d] <= 1 ? 0.8f * potentials[t - 1, d] : 0) + g[0][t, d];
        return potentials;
    }
}

using DeepTrainer.Engine;
using Samples.Losses;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class GenerativeCases
{
    private const int Batch = 3;
    private const int Size = 3;
    private const int Hidden = 4;

    public static IEnumerable<Case> All =>
    [
        LossCase.Of(Generative.NormalDivergence, [[Size], [Size]], g => Mean(Batch, n => Divergence(g[0], g[1], n))),
        LossCase.Of(Generative.EvidenceLowerBound, [[4], [Size], [Size]], g => Mean(Batch, n => (2 * Divergence(g[1], g[2], n))
            - Sum(4, i => (g.Target[n, i] * Math.Log(Sigmoid(g[0][n, i]))) + ((1 - g.Target[n, i]) * Math.Log(1 - Sigmoid(g[0][n, i]))))), TargetKind.Probabilities, "beta = 2"),
        LossCase.Of(Generative.Commitment, [[Size], [Size]], g => Mean(Batch, n => 1.25 * Sum(Size, i => Square(g[0][n, i] - g[1][n, i])))) with
        {
            Gradients = g => [(g[0] - g[1]).Select(d => 0.5 * d / Batch), (g[1] - g[0]).Select(d => 2 * d / Batch)],
        },
        LayerCase.Of(Generative.Between, [[Size], [Size]], g => (g[0] + g[1]).Select(v => v / 2)),
        new LossCase(
            Generative.WassersteinCritic, [[Size], [Size]],
            () => Judged("WassersteinCritic").InputNamed("input1", Size).Layer(Generative.Between, name: "mixed", from: "given, input1")
                .Layer(Score, name: "onFake", from: "input1").Weights(sharedWith: "idea").Layer(Score, name: "onMixed", from: "mixed").Weights(sharedWith: "idea")
                .Loss(Generative.WassersteinCritic, from: "idea, onFake, onMixed, mixed").Sgd(),
            g => Mean(Batch, n => Value(g, g[1].Row(n)) - Value(g, g[0].Row(n)) + (10 * Square(Norm(Slope(g, (g[0].Row(n) + g[1].Row(n)).Select(v => v / 2))) - 1)))),
        new LossCase(
            Generative.ZeroCenteredPenalty, [[Size], [Size]],
            () => Judged("ZeroCenteredPenalty").InputNamed("input1", Size).Layer(Score, name: "onFake", from: "input1").Weights(sharedWith: "idea")
                .Loss(Generative.ZeroCenteredPenalty, from: "idea, onFake, given").Sgd(),
            g => Mean(Batch, n => Softplus(-Value(g, g[0].Row(n))) + Softplus(Value(g, g[1].Row(n))) + (5 * Dot(Slope(g, g[0].Row(n)), Slope(g, g[0].Row(n)))))),
        LossCase.Of(Generative.LeastSquaresDiscriminator, [[1], [1]], g => Mean(Batch, n => (Square(g[0][n, 0] - 1) + Square(g[1][n, 0])) / 2)),
        new LossCase(
            Generative.Burgers, [[2]],
            () => new NetworkBuilder("Burgers").InputNamed("input0", 2).Layer(LossCase.Same, name: "given").Layer(Score, name: "idea")
                .Loss(Generative.Burgers, from: "idea, given").Sgd(),
            g => Mean(Batch, n => Slope(g, g[0].Row(n)) is var s ? Square(s[0] + (Value(g, g[0].Row(n)) * s[1]) - (0.1f * Curvature(g, g[0].Row(n), 1))) : 0)),
        new LossCase(
            Generative.ScoreMatching, [[Size]],
            () => Judged("ScoreMatching").Loss(Generative.ScoreMatching, from: "idea, given").Sgd(),
            g => Mean(Batch, n => (Dot(Slope(g, g[0].Row(n)), Slope(g, g[0].Row(n))) / 2) - Sum(Size, i => Curvature(g, g[0].Row(n), i)))),
        new LossCase(
            Generative.Sobolev, [[Size], [Size]],
            () => Judged("Sobolev").InputNamed("input1", Size).Layer(LossCase.Same, name: "slopes", from: "input1")
                .Loss(Generative.Sobolev, from: "idea, given, slopes").Output("idea").Sgd(),
            g => Mean(Batch, n => Slope(g, g[0].Row(n)) - g[1].Row(n) is var d ? Square(Value(g, g[0].Row(n)) - g.Target[n, 0]) + Dot(d, d) : 0)),
        new LossCase(
            Generative.Contractive, [[Size]],
            () => new NetworkBuilder("Contractive").InputNamed("input0", Size).Layer(LossCase.Same, name: "given").Dense(2, name: "encode")
                .Tanh(name: "code").Dense(Size, name: "decode")
                .Loss(Generative.Contractive, from: "decode, code, given").Sgd(),
            g => Mean(Batch, n =>
            {
                Grid x = g[0].Row(n), code = g.Dense("encode", x).Select(Math.Tanh), error = g.Dense("decode", code) - x;
                return Dot(error, error) + (0.1f * Sum(2, Size, (h, i) => Square((1 - Square(code[h])) * g["encode.weight"][h, i])));
            })),
        LossCase.Of(Generative.FlowLikelihood, [[Size + 1]], g =>
            Mean(Batch, n => -Math.Log(Product(Size, i => Math.Exp(-Square(g[0][n, i]) / 2) / Math.Sqrt(2 * Math.PI))) - g[0][n, Size])),
        LossCase.Of(Generative.Denoising, [[Size], [Size]], g => Mean(Batch, Size, (n, i) => Square(g[0][n, i] - g[1][n, i]))),
        LossCase.Of(Generative.FlowMatching, [[Size], [Size], [Size]], g => Mean(Batch, n => Sum(Size, i => Square(g[0][n, i] - g[2][n, i] + ((1 - 1e-3f) * g[1][n, i]))))),
    ];

    /// <summary>A score or energy: the layer whose slopes are known by hand.</summary>
    private static Tensor Score(Tensor x) => Dense(Tanh(Dense(x, Hidden, name: "hidden")), 1, name: "out");

    private static NetworkBuilder Judged(string name) => new NetworkBuilder(name).InputNamed("input0", Size)
        .Layer(LossCase.Same, name: "given", from: "input0").Layer(Score, name: "idea", from: "given");

    private static double Divergence(Grid mean, Grid logVariance, int n) => Sum(mean.Shape[1], i => (Math.Exp(logVariance[n, i]) + Square(mean[n, i]) - 1 - logVariance[n, i]) / 2);

    private static double Value(Given g, Grid x) => g.Dense("out", g.Dense("hidden", x).Select(Math.Tanh))[0];

    private static Grid Slope(Given g, Grid x)
    {
        Grid h = g.Dense("hidden", x).Select(Math.Tanh);
        return New(x.Shape[0], i => Sum(Hidden, u => g["out.weight"][0, u] * (1 - Square(h[u])) * g["hidden.weight"][u, i]));
    }

    private static double Curvature(Given g, Grid x, int i)
    {
        Grid h = g.Dense("hidden", x).Select(Math.Tanh);
        return Sum(Hidden, u => g["out.weight"][0, u] * -2 * h[u] * (1 - Square(h[u])) * Square(g["hidden.weight"][u, i]));
    }
}

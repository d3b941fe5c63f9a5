using Samples.Losses;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class RegressionCases
{
    private const int Batch = 3;

    public static IEnumerable<Case> All =>
    [
        LossCase.Of(Regression.Pinball, [[3]], g => Mean(Batch, 3, (n, q) => (0.25 * (q + 1)) is var tau && g.Target[n, q] - g[0][n, q] is var e
            && e > 0 ? tau * e : (tau - 1) * e), options: "levels = [0.25, 0.5, 0.75]"),
        LossCase.Of(Regression.QuantileHuber, [[4]], g => Mean(Batch, n => Sum(4, i => Mean(4, j =>
        {
            double e = g.Target[n, j] - g[0][n, i], huber = Math.Abs(e) <= 1 ? e * e / 2 : Math.Abs(e) - 0.5;
            return Math.Abs(((i + 0.5) / 4) - (e < 0 ? 1 : 0)) * huber;
        })))),
        LossCase.Of(Regression.Crps, [[2], [2]], g => Mean(Batch, 2, (n, i) =>
        {
            // ∫ (Φ(x) - [x ≥ target])² dx numerically, in parts on both sides of the step
            double mean = g[0][n, i], deviation = Math.Exp(g[1][n, i]), target = g.Target[n, i];
            return Integral(x => Square(Cumulative(x)), Math.Min(mean - (12 * deviation), target), target)
                + Integral(x => Square(1 - Cumulative(x)), target, Math.Max(mean + (12 * deviation), target));

            double Cumulative(double x) => (1 + Erf((x - mean) / deviation / Math.Sqrt(2))) / 2;
        })),
        LossCase.Of(Regression.GeneralRobust, [[3]], g => Mean(Batch, 3, (n, i) => Square((g[0][n, i] - g.Target[n, i]) / 2) is var s
            ? 1.5 / 0.5 * (Math.Pow((s / 1.5) + 1, 0.25) - 1) : 0), options: "alpha = 0.5, scale = 2"),
        LossCase.Of(Regression.Wing, [[3]], g => Mean(Batch, 3, (n, i) => Math.Abs(g[0][n, i] - g.Target[n, i]) is var e && e < 1
            ? Math.Log(1 + (e / 2)) : e - 1 + Math.Log(1.5)), options: "width = 1"),
        LossCase.Of(Regression.BetaNll, [[2], [2]], g => Mean(Batch, 2, (n, i) =>
            Math.Exp(0.5 * g[1][n, i]) * 0.5 * (g[1][n, i] + (Square(g.Target[n, i] - g[0][n, i]) / Math.Exp(g[1][n, i]))))) with
        {
            Gradients = g =>
            [
                New(Batch, 2, (n, i) => Math.Exp(-0.5 * g[1][n, i]) * (g[0][n, i] - g.Target[n, i]) / (2 * Batch)),
                New(Batch, 2, (n, i) => Math.Exp(0.5 * g[1][n, i]) * 0.5 * (1 - (Square(g.Target[n, i] - g[0][n, i]) / Math.Exp(g[1][n, i]))) / (2 * Batch)),
            ],
        },
        LossCase.Of(Regression.MixtureDensity, [[6], [1]], g => Mean(Batch, n => -Math.Log(Sum(2, k =>
        {
            double weight = Math.Exp(g[0][n, k]) / (Math.Exp(g[0][n, 0]) + Math.Exp(g[0][n, 1])), deviation = Math.Exp(g[0][n, 4 + k]);
            return weight * Math.Exp(-Square((g[1][n, 0] - g[0][n, 2 + k]) / deviation) / 2) / (deviation * Math.Sqrt(2 * Math.PI));
        })))),
        LossCase.Of(Regression.GeneralizedIou, [[4]], g => Mean(Batch, n =>
        {
            Grid a = g[0].Row(n), b = g.Target.Row(n);
            double overlap = Relu(Math.Min(a[2], b[2]) - Math.Max(a[0], b[0])) * Relu(Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]));
            double union = ((a[2] - a[0]) * (a[3] - a[1])) + ((b[2] - b[0]) * (b[3] - b[1])) - overlap;
            double hull = (Math.Max(a[2], b[2]) - Math.Min(a[0], b[0])) * (Math.Max(a[3], b[3]) - Math.Min(a[1], b[1]));
            return 1 - (overlap / union) + ((hull - union) / hull);
        })),
        LossCase.Of(Regression.Concordance, [[2]], g => Mean(2, i =>
        {
            double meanY = Mean(Batch, n => g[0][n, i]), meanT = Mean(Batch, n => g.Target[n, i]);
            double spread = Mean(Batch, n => Square(g[0][n, i] - meanY) + Square(g.Target[n, i] - meanT));
            return 1 - (2 * Mean(Batch, n => (g[0][n, i] - meanY) * (g.Target[n, i] - meanT)) / (spread + Square(meanY - meanT)));
        })),
        LossCase.Of(Regression.StructuralSimilarity, [[1, 4, 5], [1, 4, 5]], g => Mean(Batch, n => 1 - Mean(2, 3, (i, j) =>
        {
            double meanA = Local((u, v) => A(u, v)), meanB = Local((u, v) => B(u, v));
            double varianceA = Local((u, v) => Square(A(u, v) - meanA)), varianceB = Local((u, v) => Square(B(u, v) - meanB)),
                covariance = Local((u, v) => (A(u, v) - meanA) * (B(u, v) - meanB));
            return ((2 * meanA * meanB) + 0.01f) * ((2 * covariance) + 0.03f) / (((meanA * meanA) + (meanB * meanB) + 0.01f) * (varianceA + varianceB + 0.03f));

            double Local(Func<int, int, double> f) => Mean(3, 3, f);

            double A(int u, int v) => g[0][n, 0, i + u, j + v];

            double B(int u, int v) => g[1][n, 0, i + u, j + v];
        })), options: "c1 = 0.01, c2 = 0.03"),
        LossCase.Of(Regression.TotalVariation, [[1, 3, 4], [1, 3, 4]], g => Mean(Batch, n =>
            Sum(2, 3, (i, j) => Math.Sqrt(Square(g[0][n, 0, i + 1, j] - g[0][n, 0, i, j]) + Square(g[0][n, 0, i, j + 1] - g[0][n, 0, i, j]) + 1e-6))
            + (0.25 * Sum(3, 4, (i, j) => Square(g[0][n, 0, i, j] - g[1][n, 0, i, j]))))),
        LossCase.Of(Regression.Expectile, [[3]], g => Mean(Batch, 3, (n, i) => g.Target[n, i] - g[0][n, i] is var e && e < 0 ? 0.2f * e * e : 0.8f * e * e)),
        LossCase.Of(Regression.PartialLikelihood, [[4], [4], [4]], g => Mean(Batch, n => Sum(4, i =>
            g[1][n, i] > 0 ? Math.Log(Sum(4, j => g[2][n, j] >= g[2][n, i] ? Math.Exp(g[0][n, j]) : 0)) - g[0][n, i] : 0))),
    ];

    private static double Integral(Func<double, double> f, double from, double to)
    {
        const int Steps = 4000;
        double h = (to - from) / Steps;
        // Simpson's rule
        return h / 3 * Sum(Steps + 1, i => f(from + (i * h)) * (i == 0 || i == Steps ? 1 : i % 2 == 1 ? 4 : 2));
    }
}

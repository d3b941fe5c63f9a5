using Samples.Layers;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class NormalizationCases
{
    private const double Small = 1e-5;

    public static IEnumerable<Case> All =>
    [
        LayerCase.Of(Normalizations.LayerNormalization, [3, 5], g => Rows(g[0], r => LayerNorm(r, g["weight"], g["bias"]))),
        LayerCase.Of(Normalizations.RootMeanSquare, [3, 5], g => Rows(g[0], r => r.Select(v => v / Math.Sqrt((Dot(r, r) / 5) + 1e-6)) * g["weight"])),
        LayerCase.Of(Normalizations.GroupNormalization, [4, 2, 3], g =>
        {
            Grid normalized = Rows(g[0].As(2, 12), r => LayerNorm(r)).As(4, 2, 3);
            return New(4, 2, 3, (c, i, j) => (normalized[c, i, j] * g["weight"][c]) + g["bias"][c]);
        }, "groups = 2"),
        LayerCase.Of(Normalizations.BatchNormalization, [4], g => New(4, i => ((g[0][i] - g["mean"][i]) / Math.Sqrt(g["variance"][i] + Small) * g["weight"][i]) + g["bias"][i])),
        LayerCase.Of(Normalizations.GlobalResponse, [3, 2, 3], g =>
        {
            Grid norms = New(3, c => Norm(g[0].Row(c)));
            return New(3, 2, 3, (c, i, j) => (g["gamma"][c] * g[0][c, i, j] * norms[c] / (Mean(3, o => norms[o]) + 1e-6)) + g["beta"][c] + g[0][c, i, j]);
        }),
        LayerCase.Of(Normalizations.LocalResponse, [6, 2, 2], g => New(6, 2, 2, (c, i, j) =>
            g[0][c, i, j] / Math.Pow(2 + (0.1f * Sum(6, o => Math.Abs(o - c) <= 1 ? Square(g[0][o, i, j]) : 0)), 0.75)), "size = 3, alpha = 0.1"),
        LayerCase.Of(Normalizations.DynamicTanh, [3, 4], g => Rows(g[0], r => New(4, i => (g["gamma"][i] * Math.Tanh(g["alpha"][0] * r[i])) + g["beta"][i]))),
        LayerCase.Of(Normalizations.ScaleNorm, [3, 4], g => Rows(g[0], r => r.Select(v => g["g"][0] * v / Norm(r)))),
        LayerCase.Of(Normalizations.FilterResponse, [2, 3, 3], g => New(2, 3, 3, (c, i, j) =>
            Math.Max((g["gamma"][c] * g[0][c, i, j] / Math.Sqrt((Dot(g[0].Row(c), g[0].Row(c)) / 9) + 1e-6)) + g["beta"][c], g["tau"][c]))),
        LayerCase.Of(Normalizations.AdaptiveInstance, [[2, 3, 3], [2, 2, 4]], g =>
        {
            Grid contentMeans = ChannelMeans(g[0]), styleMeans = ChannelMeans(g[1]);
            return New(2, 3, 3, (c, i, j) => (Deviation(g[1].Row(c)) * (g[0][c, i, j] - contentMeans[c]) / Deviation(g[0].Row(c))) + styleMeans[c]);
        }),
        LayerCase.Of(Normalizations.PixelNorm, [3, 2, 2], g => New(3, 2, 2, (c, i, j) => g[0][c, i, j] / Math.Sqrt(Mean(3, o => Square(g[0][o, i, j])) + 1e-8))),
        LayerCase.Of(Normalizations.EvoNorm, [4, 2, 3], g => New(4, 2, 3, (c, i, j) =>
            (g[0][c, i, j] * Sigmoid(g["v"][c] * g[0][c, i, j]) / Deviation(g[0].As(2, 12).Row(c / 2)) * g["gamma"][c]) + g["beta"][c]), "groups = 2"),
    ];

    private static double Deviation(Grid x)
    {
        double mean = x.Data.Average();
        return Math.Sqrt(x.Data.Average(v => Square(v - mean)) + Small);
    }
}

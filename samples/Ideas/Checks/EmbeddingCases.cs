using DeepTrainer.Engine;
using Samples.Losses;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class EmbeddingCases
{
    private const int Batch = 3;
    private const int Size = 4;

    public static IEnumerable<Case> All =>
    [
        LayerCase.Of(Embeddings.Cosines, [Size], g => New(3, c => Cosine(g[0], g["directions"].Row(c))), "classes = 3"),
        LayerCase.Of(Embeddings.Places, [Size], g => g["places"], "classes = 3"),
        LossCase.Of(Embeddings.BarlowTwins, [[Size], [Size]], g =>
        {
            Grid a = Standardized(g[0]), b = Standardized(g[1]);
            return Sum(Size, Size, (i, j) => Mean(Batch, n => a[n, i] * b[n, j]) is var c && i == j ? Square(1 - c) : 0.1f * c * c);
        }, options: "lambda = 0.1"),
        LossCase.Of(Embeddings.VicReg, [[Size], [Size]], g => (25 * Mean(Batch, Size, (n, i) => Square(g[0][n, i] - g[1][n, i]))) + Regular(g[0]) + Regular(g[1])),
        LossCase.Of(Embeddings.TripletLoss, [[Size], [Size], [Size]], g => Mean(Batch, n => Relu(Apart(g[0], g[1], n) - Apart(g[0], g[2], n) + 0.2f))),
        LossCase.Of(Embeddings.ContrastivePairs, [[Size], [Size], [1]], g => Mean(Batch, n =>
            ((1 - g[2][n, 0]) / 2 * Apart(g[0], g[1], n)) + (g[2][n, 0] / 2 * Square(Relu(3 - Math.Sqrt(Apart(g[0], g[1], n)))))), options: "margin = 3"),
        OfPlaces(Embeddings.CenterLoss, (scores, features, places, target) =>
            -Math.Log(Dot(Softmax(scores), target)) + (0.05f * Sum(3, c => target[c] * Dot(features - places.Row(c), features - places.Row(c))))),
        OfPlaces(Embeddings.ProxyNca, (_, features, places, target) =>
        {
            Grid distances = New(3, c => 2 - (2 * Cosine(features, places.Row(c))));
            return Dot(distances, target) + Math.Log(Sum(3, c => target[c] == 1 ? 0 : Math.Exp(-distances[c])));
        }),
        LossCase.Of(Embeddings.SimSiam, [[Size], [Size], [Size], [Size]], g => Mean(Batch, n => -0.5 * (Cosine(g[0].Row(n), g[3].Row(n)) + Cosine(g[2].Row(n), g[1].Row(n))))) with
        {
            Gradients = g => [Turning(g[0], g[3]), new(Batch, Size), Turning(g[2], g[1]), new(Batch, Size)],
        },
        LossCase.Of(Embeddings.DeepCoral, [[Size], [Size]], g => Sum(Size, Size, (i, j) => Square(Covariance(g[0], i, j) - Covariance(g[1], i, j))) / (4 * Size * Size)),
        LossCase.Of(Embeddings.StyleLoss, [[2, 2, 3], [2, 2, 3]], g => Mean(Batch, n => Sum(2, 2, (c, d) =>
            Square(Dot(g[0].Row(n).Row(c), g[0].Row(n).Row(d)) - Dot(g[1].Row(n).Row(c), g[1].Row(n).Row(d))) / (4 * 4 * 36)))),
        LossCase.Of(Embeddings.Alignment, [[Size], [Size]], g => Mean(Batch, n => Math.Pow(Apart(g[0], g[1], n), 1.5)), options: "alpha = 3"),
    ];

    // Scores and features are inputs; a place for each class comes from a layer.
    private static LossCase OfPlaces(Delegate idea, Func<Grid, Grid, Grid, Grid, double> sample) => new(
        idea, [[3], [Size]],
        () => new NetworkBuilder(idea.Method.Name).InputNamed("input0", 3).InputNamed("input1", Size)
            .Layer(Embeddings.Places, "classes = 3", name: "idea", from: "input1").Layer(LossCase.Same, name: "scores", from: "input0")
            .Layer(LossCase.Same, name: "features", from: "input1")
            .Loss(idea, targets: TargetKind.ClassIndices, from: "scores, features, idea").Output("scores").Sgd(),
        g => Mean(Batch, n => sample(g[0].Row(n), g[1].Row(n), g["places"], g.Target.Row(n))));

    private static double Apart(Grid a, Grid b, int n) => Dot(a.Row(n) - b.Row(n), a.Row(n) - b.Row(n));

    private static double Average(Grid x, int i) => Mean(Batch, n => x[n, i]);

    private static double Covariance(Grid x, int i, int j) => Sum(Batch, n => (x[n, i] - Average(x, i)) * (x[n, j] - Average(x, j))) / (Batch - 1);

    private static Grid Standardized(Grid x) => New(Batch, Size, (n, i) => (x[n, i] - Average(x, i)) / Math.Sqrt(Covariance(x, i, i) * (Batch - 1) / Batch));

    private static double Regular(Grid x) => (25 * Mean(Size, i => Relu(1 - Math.Sqrt(Covariance(x, i, i) + 1e-4))))
        + (Sum(Size, Size, (i, j) => i == j ? 0 : Square(Covariance(x, i, j))) / Size);

    // The gradient of -½ cos(p, z) by p, for the mean over samples.
    private static Grid Turning(Grid p, Grid z) => New(Batch, Size, (n, i) =>
        -0.5 / Batch * ((z[n, i] / (Norm(p.Row(n)) * Norm(z.Row(n)))) - (Cosine(p.Row(n), z.Row(n)) * p[n, i] / Dot(p.Row(n), p.Row(n)))));
}

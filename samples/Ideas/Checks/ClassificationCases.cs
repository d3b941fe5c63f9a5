using DeepTrainer.Engine;
using Samples.Losses;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class ClassificationCases
{
    private const int Classes = 4;
    private const int Batch = 3;

    public static IEnumerable<Case> All =>
    [
        OfClasses(Classification.LabelSmoothing, (s, t) => Sum(Classes, c => -((0.9f * t[c]) + (0.1f / Classes)) * Math.Log(Softmax(s)[c]))),
        OfClasses(Classification.FocalLoss, (s, t) => Mean(Classes, c =>
        {
            double right = t[c] == 1 ? Sigmoid(s[c]) : 1 - Sigmoid(s[c]);
            return -(t[c] == 1 ? 0.25 : 0.75) * Square(1 - right) * Math.Log(right);
        })),
        OfSegments(Classification.DiceLoss, (p, t) => 1 - (2 * Dot(p, t) / (Dot(p, p) + Dot(t, t)))),
        OfSegments(Classification.TverskyLoss, (p, t) => 1
            - (Dot(p, t) / (Dot(p, t) + (0.3 * Sum(Classes, c => p[c] * (1 - t[c]))) + (0.7 * Sum(Classes, c => (1 - p[c]) * t[c]))))),
        OfSegments(Classification.IouLoss, (p, t) => 1 - (Dot(p, t) / Sum(Classes, c => p[c] + t[c] - (p[c] * t[c])))),
        OfClasses(Classification.PolyLoss, (s, t) => Dot(Softmax(s), t) is var p ? 1 - p - Math.Log(p) : 0),
        OfClasses(Classification.GeneralizedCrossEntropy, (s, t) => (1 - Math.Pow(Dot(Softmax(s), t), 0.7f)) / 0.7f),
        OfClasses(Classification.SymmetricCrossEntropy, (s, t) => (-0.1 * Math.Log(Dot(Softmax(s), t))) + (4 * (1 - Dot(Softmax(s), t)))),
        OfClasses(Classification.AsymmetricLoss, (s, t) => Sum(Classes, c =>
        {
            double p = Sigmoid(s[c]), shifted = Math.Max(p - 0.05f, 0);
            return t[c] == 1 ? -(1 - p) * Math.Log(p) : -Math.Pow(shifted, 4) * Math.Log(1 - shifted);
        })),
        LossCase.Of(Classification.Distillation, [[Classes], [Classes]], g => Mean(Batch, n =>
        {
            Grid soft = Softmax(g[1].Row(n).Select(v => v / 4)), own = Softmax(g[0].Row(n).Select(v => v / 4));
            return (8 * Sum(Classes, c => soft[c] * Math.Log(soft[c] / own[c]))) - (0.5 * Math.Log(Dot(Softmax(g[0].Row(n)), g.Target.Row(n))));
        }), TargetKind.ClassIndices),
        OfClasses(Classification.EvidentialClassification, (s, t) =>
        {
            Grid alpha = s.Select(v => Relu(v) + 1);
            double strength = alpha.Data.Sum();
            return Sum(Classes, c => Square(t[c] - (alpha[c] / strength)) + (alpha[c] * (strength - alpha[c]) / (strength * strength * (strength + 1))));
        }),
        OfCosines(Classification.ArcFace, (s, t) => -Math.Log(Dot(Softmax(New(Classes, c => 8 * (t[c] == 1 ? Math.Cos(Math.Acos(s[c]) + 0.5) : s[c]))), t))),
        OfCosines(Classification.CosFace, (s, t) => -Math.Log(Dot(Softmax(New(Classes, c => 8 * (s[c] - (t[c] * 0.35f)))), t))),
        OfLists(Classification.RankNet, (s, t) => Sum(Classes, Classes, (i, j) => t[i] > t[j] ? Math.Log(1 + Math.Exp(s[j] - s[i])) : 0)),
        OfLists(Classification.ListNet, (s, t) => -Sum(Classes, c => Softmax(t)[c] * Math.Log(Softmax(s)[c]))),
        OfClasses(Classification.SparsemaxLoss, (s, t) =>
        {
            double low = s.Data.Max() - 1, high = s.Data.Max();
            for (int i = 0; i < 100; i++)
            {
                double middle = (low + high) / 2;
                (low, high) = s.Data.Sum(v => Relu(v - middle)) > 1 ? (middle, high) : (low, middle);
            }
            // ½|p - t|² differs from it by what Fenchel and Young have between them: max over p of s·p - ½|p|², less s·t - ½|t|²
            Grid p = s.Select(v => Relu(v - low));
            return Dot(s, p) - (Dot(p, p) / 2) - Dot(s, t) + (Dot(t, t) / 2);
        }),
    ];

    private static LossCase OfClasses(Delegate idea, Func<Grid, Grid, double> sample) =>
        LossCase.Of(idea, [[Classes]], g => Mean(Batch, n => sample(g[0].Row(n), g.Target.Row(n))), TargetKind.ClassIndices);

    private static LossCase OfSegments(Delegate idea, Func<Grid, Grid, double> sample) =>
        LossCase.Of(idea, [[Classes]], g => Mean(Batch, n => sample(g[0].Row(n).Select(Sigmoid), g.Target.Row(n))), TargetKind.Probabilities);

    // Cosines come from a layer with a direction for each class.
    private static LossCase OfCosines(Delegate idea, Func<Grid, Grid, double> sample) => new(
        idea, [[5]],
        () => new NetworkBuilder(idea.Method.Name).InputNamed("input0", 5).Layer(Embeddings.Cosines, "classes = 4", name: "idea")
            .Loss(idea, targets: TargetKind.ClassIndices).Sgd(),
        g => Mean(Batch, n => sample(New(Classes, c => Cosine(g[0].Row(n), g["directions"].Row(c))), g.Target.Row(n))));

    private static LossCase OfLists(Delegate idea, Func<Grid, Grid, double> sample) =>
        LossCase.Of(idea, [[Classes]], g => Mean(Batch, n => sample(g[0].Row(n), g.Target.Row(n))));
}

using Samples.Losses;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class ReinforcementCases
{
    private const int Batch = 3;
    private const int Actions = 3;

    public static IEnumerable<Case> All =>
    [
        LossCase.Of(Reinforcement.ProximalPolicy, [[Actions], [Actions], [1], [1]], g => Mean(Batch, n =>
        {
            Grid log = Logarithms(g[0].Row(n));
            double ratio = Math.Exp(Dot(g[1].Row(n), log) - g[2][n, 0]), advantage = g[3][n, 0];
            return (0.01f * Sum(Actions, a => Math.Exp(log[a]) * log[a])) - Math.Min(ratio * advantage, Math.Clamp(ratio, 0.8, 1.2) * advantage);
        })),
        LossCase.Of(Reinforcement.DeepQ, [[Actions], [Actions], [1], [Actions]], g => Mean(Batch, n => Math.Abs(Error(g, n)) is var e && e <= 1 ? e * e / 2 : e - 0.5)) with
        {
            Gradients = g =>
            [
                New(Batch, Actions, (n, a) => Math.Clamp(Error(g, n), -1, 1) * g[1][n, a] / Batch),
                New(Batch, Actions, (n, a) => Math.Clamp(Error(g, n), -1, 1) * g[0][n, a] / Batch),
                New(Batch, 1, (n, _) => -Math.Clamp(Error(g, n), -1, 1) / Batch),
                new(Batch, Actions),
            ],
        },
        LossCase.Of(Reinforcement.DoubleQ, [[Actions], [Actions], [1], [Actions], [Actions]], g => Mean(Batch, n => Square(DoubleError(g, n)))) with
        {
            Gradients = g =>
            [
                New(Batch, Actions, (n, a) => 2 * DoubleError(g, n) * g[1][n, a] / Batch),
                New(Batch, Actions, (n, a) => 2 * DoubleError(g, n) * g[0][n, a] / Batch),
                New(Batch, 1, (n, _) => -2 * DoubleError(g, n) / Batch),
                new(Batch, Actions),
                new(Batch, Actions),
            ],
        },
        LossCase.Of(Reinforcement.Categorical, [[5], [5], [1]], g => Mean(Batch, n => -Dot(Projected(g, n), Logarithms(g[0].Row(n))))) with
        {
            Gradients = g => [New(Batch, 5, (n, i) => (Softmax(g[0].Row(n))[i] - Projected(g, n)[i]) / Batch), new(Batch, 5), new(Batch, 1)],
        },
        LossCase.Of(Reinforcement.AdvantageActorCritic, [[Actions], [1], [Actions], [1]], g => Mean(Batch, n =>
        {
            Grid log = Logarithms(g[0].Row(n));
            double advantage = g[3][n, 0] - g[1][n, 0];
            return (-advantage * Dot(g[2].Row(n), log)) + (advantage * advantage / 2) + (0.01f * Sum(Actions, a => Math.Exp(log[a]) * log[a]));
        })) with
        {
            Gradients = g =>
            [
                New(Batch, Actions, (n, a) =>
                {
                    Grid p = Softmax(g[0].Row(n)), log = Logarithms(g[0].Row(n));
                    double advantage = g[3][n, 0] - g[1][n, 0];
                    return ((advantage * ((p[a] * g[2].Row(n).Data.Sum()) - g[2][n, a])) + (0.01f * p[a] * (log[a] - Dot(p, log)))) / Batch;
                }),
                New(Batch, 1, (n, _) => (g[1][n, 0] - g[3][n, 0]) / Batch),
                New(Batch, Actions, (n, a) => (g[1][n, 0] - g[3][n, 0]) * Logarithms(g[0].Row(n))[a] / Batch),
                New(Batch, 1, (n, _) => (g[3][n, 0] - g[1][n, 0]) / Batch),
            ],
        },
        LossCase.Of(Reinforcement.DirectPreference, [[1], [1], [1], [1]], g => Mean(Batch, n => -Math.Log(Sigmoid(0.1f * (g[0][n, 0] - g[2][n, 0] - g[1][n, 0] + g[3][n, 0]))))),
        LossCase.Of(Reinforcement.RewardModel, [[1], [1]], g => Mean(Batch, n => -Math.Log(Sigmoid(g[0][n, 0] - g[1][n, 0])))),
        LossCase.Of(Reinforcement.Reinforce, [[Actions], [Actions], [1]], g => Mean(Batch, n => -g[2][n, 0] * Dot(g[1].Row(n), Logarithms(g[0].Row(n))))),
    ];

    private static Grid Logarithms(Grid logits) => Softmax(logits).Select(Math.Log);

    private static double Error(Given g, int n) => Dot(g[0].Row(n), g[1].Row(n)) - g[2][n, 0] - (0.99f * g[3].Row(n).Data.Max());

    private static double DoubleError(Given g, int n) =>
        Dot(g[0].Row(n), g[1].Row(n)) - g[2][n, 0] - (0.99f * g[4][n, Enumerable.Range(0, Actions).MaxBy(a => g[3][n, a])]);

    // Each atom's probability goes to the two values next to where it is moved.
    private static Grid Projected(Given g, int n)
    {
        Grid p = Softmax(g[1].Row(n)), projected = new(5);
        for (int j = 0; j < 5; j++)
        {
            double place = Math.Clamp(g[2][n, 0] + (0.9f * (j - 2)), -2, 2) + 2;
            int below = Math.Min((int)place, 3);
            projected[below] += p[j] * (below + 1 - place);
            projected[below + 1] += p[j] * (place - below);
        }
        return projected;
    }
}

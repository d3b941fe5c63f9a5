using Samples.Layers;
using Samples.Reference;
using static Samples.Reference.Plain;

namespace Samples.Checks;

internal static class GraphCases
{
    private const int Nodes = 4;

    public static IEnumerable<Case> All =>
    [
        OfGraph(Graphs.GraphConvolution, g =>
        {
            Grid edges = New(Nodes, Nodes, (i, j) => Edge(g, i, j) + (i == j ? 1 : 0)), degree = New(Nodes, i => Sum(Nodes, j => edges[i, j])),
                h = g.Dense("linear", g[0], bias: false);
            return New(Nodes, 2, (i, d) => Relu(Sum(Nodes, j => edges[i, j] / Math.Sqrt(degree[i] * degree[j]) * h[j, d])));
        }),
        OfGraph(Graphs.GraphAttention, g =>
        {
            Grid h = g.Dense("linear", g[0], bias: false);
            Grid weights = Rows(New(Nodes, Nodes, (i, j) => i == j || Edge(g, i, j) > 0
                ? Leaky(Dot(h.Row(i), g["source"]) + Dot(h.Row(j), g["target"])) : double.NegativeInfinity), Softmax);
            return MatMul(weights, h).Select(v => v > 0 ? v : Math.Exp(v) - 1);
        }),
        OfGraph(Graphs.GraphIsomorphism,
            g => g.Dense("mlp2", g.Dense("mlp1", New(Nodes, 3, (i, d) => ((1 + g["epsilon"][0]) * g[0][i, d]) + Sum(Nodes, j => Edge(g, i, j) * g[0][j, d]))).Select(Relu))),
        OfGraph(Graphs.SampleAndAggregate, g =>
        {
            Grid means = New(Nodes, 3, (i, d) => Sum(Nodes, j => Edge(g, i, j) * g[0][j, d]) / Math.Max(1, Sum(Nodes, j => Edge(g, i, j))));
            return Rows(g.Dense("linear", Beside(g[0], means), bias: false).Select(Relu), r => r.Select(v => v / (Norm(r) + 1e-6)));
        }),
        OfGraph(Graphs.ChebyshevFilter, g =>
        {
            Grid t1 = MatMul(g[1], g[0]), t2 = MatMul(g[1], t1).Select(v => 2 * v) - g[0];
            return g.Dense("filter0", g[0]) + g.Dense("filter1", t1, bias: false) + g.Dense("filter2", t2, bias: false);
        }),
        LayerCase.Of(Graphs.Equivariant, [[3, 2], [3, 3]], g =>
        {
            Grid[,] messages = new Grid[3, 3];
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j < 3; j++)
                {
                    Grid apart = g[1].Row(i) - g[1].Row(j);
                    messages[i, j] = g.Dense("edge2", g.Dense("edge1", Join(g[0].Row(i), g[0].Row(j), New(1, _ => Dot(apart, apart)))).Select(Silu)).Select(Silu);
                }
            }
            Grid[] nodes = [.. Enumerable.Range(0, 3).Select(i => g[0].Row(i) + g.Dense("node", Join(g[0].Row(i), New(4, u => Sum(3, j => j == i ? 0 : messages[i, j][u])))))];
            Grid places = New(3, 3, (i, d) => g[1][i, d] + (Sum(3, j => (g[1][i, d] - g[1][j, d]) * g.Dense("coordinate", messages[i, j], bias: false)[0]) / 2));
            return Beside(Join(nodes).As(3, 2), places);
        }, "units = 4"),
        LayerCase.Of(Graphs.MessagePassing, [[Nodes, 2], [2, 5]], g =>
        {
            Grid y = new(Nodes, 2), messages = g.Dense("message", g[0]).Select(Relu);
            for (int e = 0; e < 5; e++)
                for (int d = 0; d < 2; d++)
                    y[Number(g[1][1, e]), d] += messages[Number(g[1][0, e]), d];
            return g[0] + y;
        }),
    ];

    private static LayerCase OfGraph(Delegate idea, Func<Given, Grid> expected) => LayerCase.Of(idea, [[Nodes, 3], [Nodes, Nodes]], expected, "units = 2");

    private static double Edge(Given g, int i, int j) => g[1][i, j] > 0 ? 1 : 0;

    private static double Leaky(double x) => x > 0 ? x : 0.2 * x;

    private static int Number(double x) => Math.Min((int)Math.Abs(x), Nodes - 1);
}

namespace Samples.Layers;

/// <summary>Graphs: nodes [N, D] and each sample's own adjacency [N, N].</summary>
internal static class Graphs
{
    /// <summary>Kipf, Welling: Semi-Supervised Classification with Graph Convolutional Networks, 2016.</summary>
    public static Tensor GraphConvolution(Tensor nodes, Tensor adjacency, int units)
    {
        Tensor connected = Edges(adjacency) + Identity(nodes.Shape[0]);
        Tensor scale = Rsqrt(Sum(connected, 1));
        return Relu(MatMul(scale.Unsqueeze(1) * connected * scale, Dense(nodes, units, bias: false, name: "linear")));
    }

    /// <summary>One head. Veličković, Cucurull, Casanova, Romero, Liò, Bengio: Graph Attention Networks, 2017.</summary>
    public static Tensor GraphAttention(Tensor nodes, Tensor adjacency, int units)
    {
        Tensor h = Dense(nodes, units, bias: false, name: "linear");
        Tensor scores = LeakyRelu(MatMul(h, Weight("source", [units])).Unsqueeze(1) + MatMul(h, Weight("target", [units])), 0.2);
        Tensor connected = Edges(adjacency) + Identity(nodes.Shape[0]);
        return Elu(MatMul(Softmax(Where(connected, scores, -1e9)), h));
    }

    /// <summary>GIN. Xu, Hu, Leskovec, Jegelka: How Powerful are Graph Neural Networks?, 2018.</summary>
    public static Tensor GraphIsomorphism(Tensor nodes, Tensor adjacency, int units)
    {
        Tensor sums = ((1 + Weight("epsilon", [], Init.Zeros)) * nodes) + MatMul(Edges(adjacency), nodes);
        return Dense(Relu(Dense(sums, units, name: "mlp1")), units, name: "mlp2");
    }

    /// <summary>GraphSAGE with means. Hamilton, Ying, Leskovec: Inductive Representation Learning on Large Graphs, 2017.</summary>
    public static Tensor SampleAndAggregate(Tensor nodes, Tensor adjacency, int units)
    {
        Tensor edges = Edges(adjacency);
        Tensor means = MatMul(edges, nodes) / Maximum(Sum(edges, [1], keepDims: true), 1);
        Tensor h = Relu(Dense(Concat(1, nodes, means), units, bias: false, name: "linear"));
        return h / (Norm(h, [1], keepDims: true) + 1e-6);
    }

    /// <summary>
    /// Chebyshev filters of a scaled Laplacian. Defferrard, Bresson, Vandergheynst: Convolutional Neural Networks on Graphs with Fast
    /// Localized Spectral Filtering, 2016.
    /// </summary>
    public static Tensor ChebyshevFilter(Tensor nodes, Tensor laplacian, int units, int order = 3)
    {
        Tensor before = nodes, current = MatMul(laplacian, nodes);
        Tensor sum = Dense(before, units, name: "filter0") + Dense(current, units, bias: false, name: "filter1");
        for (int k = 2; k < order; k++)
        {
            (before, current) = (current, (2 * MatMul(laplacian, current)) - before);
            sum += Dense(current, units, bias: false, name: $"filter{k}");
        }
        return sum;
    }

    /// <summary>One step of coordinates and features, which turn with the input. Satorras, Hoogeboom, Welling: E(n) Equivariant Graph Neural Networks, 2021.</summary>
    public static Tensor Equivariant(Tensor features, Tensor places, int units)
    {
        int n = features.Shape[0], width = features.Shape[1];
        Tensor difference = places.Unsqueeze(1) - places.Unsqueeze(0), square = Sum(Square(difference), [2], keepDims: true);
        Tensor own = features.Unsqueeze(1).BroadcastTo(n, n, width), other = features.Unsqueeze(0).BroadcastTo(n, n, width);
        Tensor pairs = Concat(2, own, other, square).Reshape(n * n, (2 * width) + 1);
        Tensor messages = Silu(Dense(Silu(Dense(pairs, units, name: "edge1")), units, name: "edge2"));
        Tensor factors = Dense(messages, 1, bias: false, name: "coordinate").Reshape(n, n, 1);
        Tensor moved = places + (Sum(difference * factors, 1) / (n - 1));
        Tensor others = (1 - Identity(n)).Unsqueeze(-1) * messages.Reshape(n, n, units);
        return Concat(1, features + Dense(Concat(1, features, Sum(others, 1)), width, name: "node"), moved);
    }

    /// <summary>
    /// Edges [E] by number: from which node each comes, to which it goes. Gilmer, Schoenholz, Riley, Vinyals, Dahl: Neural Message Passing
    /// for Quantum Chemistry, 2017.
    /// </summary>
    public static Tensor MessagePassing(Tensor nodes, Tensor edges)
    {
        int count = nodes.Shape[0];
        Tensor numbers = Clamp(Floor(Abs(edges)), 0, count - 1);
        Tensor messages = Relu(Dense(MatMul(OneHot(numbers[0], count), nodes), nodes.Shape[1], name: "message"));
        return nodes + ScatterAdd(numbers[1], messages, count);
    }

    // What is above 0 is an edge; no gradient flows to it.
    private static Tensor Edges(Tensor adjacency) => adjacency > 0;
}

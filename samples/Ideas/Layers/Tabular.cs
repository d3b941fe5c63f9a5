namespace Samples.Layers;

/// <summary>Features of tables and of positions in games.</summary>
internal static class Tabular
{
    /// <summary>Rendle: Factorization Machines, 2010.</summary>
    public static Tensor FactorizationMachine(Tensor x, int factors) =>
        Dense(x, 1, name: "linear") + Interactions(x, Weight("factors", [x.Shape[0], factors], Init.Normal, 0.1));

    /// <summary>Guo, Tang, Ye, Li, He: DeepFM: A Factorization-Machine based Neural Network for CTR Prediction, 2017.</summary>
    public static Tensor DeepFm(Tensor x, int factors, int hidden)
    {
        Tensor embedding = Weight("factors", [x.Shape[0], factors], Init.Normal, 0.1);
        Tensor shallow = Dense(x, 1, name: "linear") + Interactions(x, embedding);
        Tensor deep = Dense(Relu(Dense((x.Unsqueeze(1) * embedding).Flatten(), hidden, name: "deep1")), 1, name: "deep2");
        return Sigmoid(shallow + deep);
    }

    /// <summary>Wang, Fu, Fu, Wang: Deep &amp; Cross Network for Ad Click Predictions, 2017.</summary>
    public static Tensor CrossNetwork(Tensor x, int layers = 2)
    {
        Tensor first = x;
        for (int i = 0; i < layers; i++)
            x = (first * Sum(x * Weight($"weight{i}", [x.Shape[0]]))) + Weight($"bias{i}", [x.Shape[0]], Init.Zeros) + x;
        return x;
    }

    /// <summary>Two tensors by a tensor. Socher, Chen, Manning, Ng: Reasoning With Neural Tensor Networks for Knowledge Base Completion, 2013.</summary>
    public static Tensor NeuralTensor(Tensor a, Tensor b, int slices)
    {
        Tensor bilinear = Contract("i,kij,j->k", a, Weight("tensor", [slices, a.Shape[0], b.Shape[0]], Init.Normal, 0.3), b);
        return MatMul(Tanh(bilinear + Dense(Concat(0, a, b), slices, name: "linear")), Weight("u", [slices]));
    }

    /// <summary>
    /// One accumulator for each player's view, the mover's first. Nasu: Efficiently Updatable Neural-Network-based Evaluation Functions for
    /// Computer Shogi, 2018.
    /// </summary>
    public static Tensor Nnue(Tensor mover, Tensor opponent, int accumulator, int hidden)
    {
        Tensor weight = Weight("accumulator.weight", [accumulator, mover.Shape[0]]), bias = Weight("accumulator.bias", [accumulator], fanIn: mover.Shape[0]);
        Tensor both = Concat(0, Linear(mover, weight, bias), Linear(opponent, weight, bias));
        return Dense(Clamp(Dense(Clamp(both, 0, 1), hidden, name: "hidden"), 0, 1), 1, name: "output");
    }

    /// <summary>Numbers as piecewise linear codes. Gorishniy, Rubachev, Babenko: On Embeddings for Numerical Features in Tabular Deep Learning, 2022.</summary>
    public static Tensor PiecewiseLinearEncoding(Tensor x, float[] edges)
    {
        Tensor lower = Constant([.. edges.Take(edges.Length - 1)]), upper = Constant([.. edges.Skip(1)]);
        Tensor shares = (x.Unsqueeze(1) - lower) / (upper - lower);
        int last = edges.Length - 2;
        // open at both ends
        return Concat(1, Minimum(shares[.., ..1], 1), Clamp(shares[.., 1..last], 0, 1), Maximum(shares[.., last..], 0));
    }

    /// <summary>Each number a token. Gorishniy, Rubachev, Khrulkov, Babenko: Revisiting Deep Learning Models for Tabular Data, 2021.</summary>
    public static Tensor FeatureTokenizer(Tensor x, int width)
    {
        Tensor tokens = (x.Unsqueeze(1) * Weight("weight", [x.Shape[0], width], Init.Uniform, 0.5)) + Weight("bias", [x.Shape[0], width], Init.Uniform, 0.5);
        return Concat(0, Weight("cls", [1, width], Init.Uniform, 0.5), tokens);
    }

    // ½ Σ ((Σ v x)² - Σ v² x²)
    private static Tensor Interactions(Tensor x, Tensor factors) =>
        0.5 * Sum(Square(MatMul(x, factors)) - MatMul(Square(x), Square(factors)));
}

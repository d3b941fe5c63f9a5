namespace Samples.Layers;

/// <summary>Many values to few: images, sets and sequences to vectors.</summary>
internal static class Pooling
{
    /// <summary>GeM over x [C, H, W]. Radenović, Tolias, Chum: Fine-tuning CNN Image Retrieval with No Human Annotation, 2017.</summary>
    public static Tensor GeneralizedMean(Tensor x, float initial = 3, float epsilon = 1e-6f)
    {
        Tensor p = Weight("p", [], Init.Constant, initial);
        return Pow(Mean(Pow(Maximum(x, epsilon), p), 1, 2), 1 / p);
    }

    /// <summary>Local descriptors [N, D]. Arandjelović, Gronat, Torii, Pajdla, Sivic: NetVLAD: CNN architecture for weakly supervised place recognition, 2015.</summary>
    public static Tensor NetVlad(Tensor x, int clusters)
    {
        Tensor centers = Weight("centers", [clusters, x.Shape[1]], Init.Normal, 1);
        Tensor assignment = Softmax(Dense(x, clusters, name: "assignment"));
        Tensor residuals = Contract("nk,nd->kd", assignment, x) - (Sum(assignment, 0).Unsqueeze(1) * centers);
        Tensor vlad = (residuals / Norm(residuals, [1], keepDims: true)).Flatten();
        return vlad / Norm(vlad);
    }

    /// <summary>Input capsules [I, D]. Sabour, Frosst, Hinton: Dynamic Routing Between Capsules, 2017.</summary>
    public static Tensor CapsuleRouting(Tensor x, int capsules, int size, int iterations = 3)
    {
        int inputs = x.Shape[0];
        Tensor votes = Contract("ijed,id->ije", Weight("weight", [inputs, capsules, size, x.Shape[1]], Init.Normal, 0.5), x);
        Tensor logits = Zeros(inputs, capsules), output = Zeros(capsules, size);
        for (int i = 0; i < iterations; i++)
        {
            output = Squash(Contract("ij,ije->je", Softmax(logits), votes));
            logits += Contract("ije,je->ij", votes, output);
        }
        return output;

        static Tensor Squash(Tensor s)
        {
            Tensor square = Sum(Square(s), [-1], keepDims: true);
            return square / (1 + square) * s / Sqrt(square);
        }
    }

    /// <summary>Pooling by multihead attention, one head. Lee, Lee, Kim, Kosiorek, Choi, Teh: Set Transformer, 2018.</summary>
    public static Tensor SetPooling(Tensor x, int seeds)
    {
        int width = x.Shape[1];
        Tensor queries = Linear(Weight("seeds", [seeds, width], Init.Normal, 1), Weight("query", [width, width]));
        Tensor attended = MatMul(Softmax(MatMul(queries, Dense(x, width, name: "key").Transpose()) / Math.Sqrt(width)), Dense(x, width, name: "value"));
        Tensor h = LayerNorm(queries + attended, name: "norm1");
        return LayerNorm(h + Relu(Dense(h, width, name: "feed")), name: "norm2");
    }

    /// <summary>Gated attention over a bag [N, D]. Ilse, Tomczak, Welling: Attention-based Deep Multiple Instance Learning, 2018.</summary>
    public static Tensor MultipleInstance(Tensor x, int units)
    {
        Tensor hidden = Tanh(Dense(x, units, bias: false, name: "v")) * Sigmoid(Dense(x, units, bias: false, name: "u"));
        return MatMul(Softmax(MatMul(hidden, Weight("w", [units]))), x);
    }

    /// <summary>A layer that permutations pass through. Zaheer and others: Deep Sets, 2017.</summary>
    public static Tensor DeepSets(Tensor x, int units) =>
        Tanh(Dense(x, units, name: "own") - Dense(Max(x, [0], keepDims: true), units, bias: false, name: "whole"));

    /// <summary>Outer products of features x [C, H, W]. Lin, RoyChowdhury, Maji: Bilinear CNN Models for Fine-grained Visual Recognition, 2015.</summary>
    public static Tensor BilinearPooling(Tensor x)
    {
        Tensor places = x.Reshape(x.Shape[0], -1);
        Tensor products = Mean(places.Unsqueeze(0) * places.Unsqueeze(1), 2).Flatten();
        Tensor roots = Sign(products) * Sqrt(Abs(products) + 1e-6);
        return roots / Norm(roots);
    }

    /// <summary>Mixed max and mean. Lee, Gallagher, Tu: Generalizing Pooling Functions in Convolutional Neural Networks: Mixed, Gated, and Tree, 2015.</summary>
    public static Tensor MixedPooling(Tensor x, int size = 2)
    {
        Tensor windows = Windows(Windows(x, 1, size, size), 2, size, size), share = Sigmoid(Weight("share", [], Init.Zeros));
        return Lerp(Mean(windows, -1, -2), Max(windows, -1, -2), share);
    }

    /// <summary>Mean and deviation over time [L, D]. Snyder, Garcia-Romero, Sell, Povey, Khudanpur: X-Vectors: Robust DNN Embeddings for Speaker Recognition, 2018.</summary>
    public static Tensor StatisticsPooling(Tensor x) => Concat(0, Mean(x, 0), StandardDeviation(x, 0));

    /// <summary>
    /// Any input size to one vector, by grids of several sizes. He, Zhang, Ren, Sun: Spatial Pyramid Pooling in Deep Convolutional Networks
    /// for Visual Recognition, 2014.
    /// </summary>
    public static Tensor SpatialPyramid(Tensor x, int[] grids)
    {
        Tensor[] levels = [.. grids.Select(n => MaxPool2D(x, [x.Shape[1] / n, x.Shape[2] / n]).Flatten())];
        return Concat(0, levels);
    }

    /// <summary>Points [N, 3] to the largest of each feature. Qi, Su, Mo, Guibas: PointNet: Deep Learning on Point Sets for 3D Classification and Segmentation, 2016.</summary>
    public static Tensor PointNet(Tensor points, int hidden, int features) =>
        Max(Relu(Dense(Relu(Dense(points, hidden, name: "mlp1")), features, name: "mlp2")), 0);
}

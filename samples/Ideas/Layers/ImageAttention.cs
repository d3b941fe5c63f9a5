namespace Samples.Layers;

/// <summary>Attention over channels and places of images: x [C, H, W].</summary>
internal static class ImageAttention
{
    /// <summary>Hu, Shen, Sun: Squeeze-and-Excitation Networks, 2017.</summary>
    public static Tensor SqueezeExcite(Tensor x, int reduction = 16)
    {
        int channels = x.Shape[0];
        Tensor hidden = Relu(Dense(Mean(x, 1, 2), channels / reduction, name: "reduce"));
        return x * Sigmoid(Dense(hidden, channels, name: "expand")).Reshape(channels, 1, 1);
    }

    /// <summary>Woo, Park, Lee, Kweon: CBAM: Convolutional Block Attention Module, 2018.</summary>
    public static Tensor Cbam(Tensor x, int reduction = 16, int kernel = 7)
    {
        int channels = x.Shape[0];
        x *= Sigmoid(Shared(Mean(x, 1, 2)) + Shared(Max(x, 1, 2))).Reshape(channels, 1, 1);
        Tensor places = Concat(0, Mean(x, [0], keepDims: true), Max(x, [0], keepDims: true));
        return x * Sigmoid(Conv2D(places, 1, [kernel], padding: kernel / 2, bias: false, name: "spatial"));

        Tensor Shared(Tensor t) => Linear(Relu(Linear(t, Weight("reduce", [channels / reduction, channels]))), Weight("expand", [channels, channels / reduction]));
    }

    /// <summary>Hou, Zhou, Feng: Coordinate Attention for Efficient Mobile Network Design, 2021.</summary>
    public static Tensor Coordinate(Tensor x, int reduction = 32)
    {
        int channels = x.Shape[0], height = x.Shape[1], width = x.Shape[2];
        Tensor both = Concat(1, Mean(x, 2), Mean(x, 1));
        Tensor hidden = HardSwish(BatchNorm(Conv1D(both, Math.Max(8, channels / reduction), [1], name: "reduce"), name: "norm"));
        Tensor[] parts = Split(hidden, [height, width], 1);
        Tensor rows = Sigmoid(Conv1D(parts[0], channels, [1], name: "rows")), columns = Sigmoid(Conv1D(parts[1], channels, [1], name: "columns"));
        return x * rows.Unsqueeze(2) * columns.Unsqueeze(1);
    }

    /// <summary>Wang, Wu, Zhu, Li, Zuo, Hu: ECA-Net: Efficient Channel Attention for Deep Convolutional Neural Networks, 2019.</summary>
    public static Tensor EfficientChannel(Tensor x, int kernel = 3)
    {
        Tensor means = Mean(x, 1, 2).Unsqueeze(0);
        return x * Sigmoid(Conv1D(means, 1, [kernel], padding: kernel / 2, bias: false, name: "conv")).Reshape(-1, 1, 1);
    }

    /// <summary>Embedded Gaussian. Wang, Girshick, Gupta, He: Non-local Neural Networks, 2017.</summary>
    public static Tensor NonLocal(Tensor x)
    {
        int channels = x.Shape[0], inner = channels / 2;
        Tensor theta = Places("theta"), phi = Places("phi"), g = Places("g");
        Tensor weights = Softmax(Contract("ip,iq->pq", theta, phi));
        Tensor y = Contract("pq,iq->ip", weights, g).Reshape(inner, x.Shape[1], x.Shape[2]);
        return x + Conv2D(y, channels, [1], name: "out");

        Tensor Places(string name) => Conv2D(x, inner, [1], name: name).Reshape(inner, -1);
    }

    /// <summary>Li, Wang, Hu, Yang: Selective Kernel Networks, 2019.</summary>
    public static Tensor SelectiveKernel(Tensor x, int hidden)
    {
        int channels = x.Shape[0];
        Tensor small = Relu(Conv2D(x, channels, [3], padding: 1, name: "small")), large = Relu(Conv2D(x, channels, [3], padding: 2, dilation: 2, name: "large"));
        Tensor squeezed = Relu(Dense(Mean(small + large, 1, 2), hidden, name: "squeeze"));
        Tensor shares = Softmax(Stack(0, Dense(squeezed, channels, name: "a"), Dense(squeezed, channels, name: "b")), 0).Unsqueeze(-1).Unsqueeze(-1);
        return (shares[0] * small) + (shares[1] * large);
    }

    /// <summary>Global context. Cao, Xu, Lin, Wei, Hu: GCNet: Non-local Networks Meet Squeeze-Excitation Networks and Beyond, 2019.</summary>
    public static Tensor GlobalContext(Tensor x, int reduction = 2)
    {
        int channels = x.Shape[0];
        Tensor weights = Softmax(Conv2D(x, 1, [1], name: "key").Flatten());
        Tensor context = MatMul(x.Reshape(channels, -1), weights);
        Tensor hidden = Relu(LayerNorm(Dense(context, channels / reduction, name: "reduce"), name: "norm"));
        return x + Dense(hidden, channels, name: "expand").Reshape(channels, 1, 1);
    }

    /// <summary>Lee, Kim, Nam: SRM: A Style-based Recalibration Module for Convolutional Neural Networks, 2019; without its batch normalization.</summary>
    public static Tensor StyleRecalibration(Tensor x)
    {
        Tensor style = Stack(1, Mean(x, 1, 2), StandardDeviation(x, 1, 2));
        return x * Sigmoid(Sum(style * Weight("cfc", [x.Shape[0], 2], Init.Uniform, 0.7), 1)).Reshape(-1, 1, 1);
    }
}

namespace Samples.Layers;

/// <summary>Convolutions: x [C, H, W].</summary>
internal static class Convolutions
{
    /// <summary>Howard and others: MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications, 2017.</summary>
    public static Tensor DepthwiseSeparable(Tensor x, int channels, int kernel = 3)
    {
        Tensor depthwise = Conv2D(x, x.Shape[0], [kernel], padding: kernel / 2, groups: x.Shape[0], bias: false, name: "depthwise");
        return Relu(Conv2D(Relu(depthwise), channels, [1], name: "pointwise"));
    }

    /// <summary>MBConv. Sandler, Howard, Zhu, Zhmoginov, Chen: MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018.</summary>
    public static Tensor InvertedResidual(Tensor x, int channels, int expansion = 4, int stride = 1)
    {
        int hidden = expansion * x.Shape[0];
        Tensor y = Relu6(BatchNorm(Conv2D(x, hidden, [1], bias: false, name: "expand"), name: "norm1"));
        y = Relu6(BatchNorm(Conv2D(y, hidden, [3], padding: 1, stride: stride, groups: hidden, bias: false, name: "depthwise"), name: "norm2"));
        y = BatchNorm(Conv2D(y, channels, [1], bias: false, name: "project"), name: "norm3");
        return stride == 1 && channels == x.Shape[0] ? x + y : y;
    }

    /// <summary>ConvNeXt block. Liu, Mao, Wu, Feichtenhofer, Darrell, Xie: A ConvNet for the 2020s, 2022.</summary>
    public static Tensor ConvNeXt(Tensor x, int kernel = 7, float scale = 1e-6f)
    {
        int channels = x.Shape[0];
        Tensor y = Conv2D(x, channels, [kernel], padding: kernel / 2, groups: channels, name: "depthwise").Permute(1, 2, 0);
        y = Gelu(Linear(LayerNorm(y, epsilon: 1e-6, name: "norm"), Weight("expand.weight", [4 * channels, channels]), Weight("expand.bias", [4 * channels], fanIn: channels)));
        y = Linear(y, Weight("project.weight", [channels, 4 * channels]), Weight("project.bias", [channels], fanIn: 4 * channels));
        return x + (Weight("scale", [channels], Init.Constant, scale) * y).Permute(2, 0, 1);
    }

    /// <summary>Li and others: Involution: Inverting the Inherence of Convolution for Visual Recognition, 2021.</summary>
    public static Tensor Involution(Tensor x, int kernel = 3, int groups = 1, int reduction = 2)
    {
        int channels = x.Shape[0], height = x.Shape[1], width = x.Shape[2];
        Tensor hidden = Relu(Conv2D(x, channels / reduction, [1], name: "reduce"));
        Tensor kernels = Conv2D(hidden, groups * kernel * kernel, [1], name: "span").Reshape(groups, kernel, kernel, height, width);
        return Contract("gchwuv,guvhw->gchw", Patches(x, kernel).Reshape(groups, channels / groups, height, width, kernel, kernel), kernels).Reshape(channels, height, width);
    }

    /// <summary>Images of two resolutions, one behind the other in the result. Chen and others: Drop an Octave, 2019.</summary>
    public static Tensor Octave(Tensor high, Tensor low, int channels)
    {
        Tensor highToHigh = Conv2D(high, channels, [3], padding: 1, name: "hh"), lowToHigh = Upsample(Conv2D(low, channels, [3], padding: 1, name: "lh"), [2]);
        Tensor pooled = AvgPool2D(high, [2]);
        Tensor lowToLow = Conv2D(low, channels, [3], padding: 1, name: "ll"), highToLow = Conv2D(pooled, channels, [3], padding: 1, name: "hl");
        return Concat(0, (highToHigh + lowToHigh).Flatten(), (lowToLow + highToLow).Flatten());
    }

    /// <summary>CoordConv. Liu and others: An Intriguing Failing of Convolutional Neural Networks and the CoordConv Solution, 2018.</summary>
    public static Tensor CoordConv(Tensor x, int channels, int kernel = 3)
    {
        int height = x.Shape[1], width = x.Shape[2];
        Tensor rows = ((2.0 / (height - 1) * Range(height)) - 1).Reshape(1, height, 1).BroadcastTo(1, height, width);
        Tensor columns = ((2.0 / (width - 1) * Range(width)) - 1).BroadcastTo(1, height, width);
        return Conv2D(Concat(0, x, rows, columns), channels, [kernel], padding: kernel / 2, name: "conv");
    }

    /// <summary>Ghost module. Han and others: GhostNet: More Features from Cheap Operations, 2019.</summary>
    public static Tensor Ghost(Tensor x, int channels)
    {
        Tensor primary = Relu(Conv2D(x, channels / 2, [1], name: "primary"));
        return Concat(0, primary, Relu(Conv2D(primary, channels / 2, [3], padding: 1, groups: channels / 2, name: "cheap")));
    }

    /// <summary>Channel shuffle. Zhang, Zhou, Lin, Sun: ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices, 2017.</summary>
    public static Tensor ChannelShuffle(Tensor x, int groups) =>
        x.Reshape(groups, -1, x.Shape[1], x.Shape[2]).Transpose(0, 1).Reshape([.. x.Shape]);

    /// <summary>Gated causal convolution, x [C, L]. van den Oord and others: WaveNet: A Generative Model for Raw Audio, 2016.</summary>
    public static Tensor WaveNet(Tensor x, int dilation = 1)
    {
        Tensor past = Pad(x, 1, dilation, 0);
        Tensor filter = Conv1D(past, x.Shape[0], [2], dilation: dilation, name: "filter"), gate = Conv1D(past, x.Shape[0], [2], dilation: dilation, name: "gate");
        return x + Conv1D(Tanh(filter) * Sigmoid(gate), x.Shape[0], [1], name: "out");
    }

    /// <summary>Gated convolution, x [C, L]. Dauphin, Fan, Auli, Grangier: Language Modeling with Gated Convolutional Networks, 2016.</summary>
    public static Tensor GatedConvolution(Tensor x, int channels, int kernel = 3)
    {
        Tensor past = Pad(x, 1, kernel - 1, 0);
        return Conv1D(past, channels, [kernel], name: "value") * Sigmoid(Conv1D(past, channels, [kernel], name: "gate"));
    }

    /// <summary>ASPP. Chen, Papandreou, Schroff, Adam: Rethinking Atrous Convolution for Semantic Image Segmentation, 2017.</summary>
    public static Tensor AtrousPyramid(Tensor x, int channels, int[] rates)
    {
        List<Tensor> parts = [Conv2D(x, channels, [1], name: "point")];
        foreach (int rate in rates)
            parts.Add(Conv2D(x, channels, [3], padding: rate, dilation: rate, name: $"rate{rate}"));
        Tensor image = Dense(Mean(x, 1, 2), channels, name: "image").Reshape(channels, 1, 1);
        parts.Add(image.BroadcastTo(channels, x.Shape[1], x.Shape[2]));
        return Conv2D(Concat(0, [.. parts]), channels, [1], name: "project");
    }

    /// <summary>Fire module. Iandola and others: SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and &lt;0.5MB model size, 2016.</summary>
    public static Tensor Fire(Tensor x, int squeeze, int expand)
    {
        Tensor squeezed = Relu(Conv2D(x, squeeze, [1], name: "squeeze"));
        return Relu(Concat(0, Conv2D(squeezed, expand, [1], name: "expand1"), Conv2D(squeezed, expand, [3], padding: 1, name: "expand3")));
    }

    /// <summary>Kernels mixed for each sample. Yang, Bender, Le, Ngiam: CondConv: Conditionally Parameterized Convolutions for Efficient Inference, 2019.</summary>
    public static Tensor CondConv(Tensor x, int channels, int experts = 3, int kernel = 3)
    {
        Tensor routing = Sigmoid(Dense(Mean(x, 1, 2), experts, name: "routing"));
        Tensor mixed = Contract("e,eocuv->ocuv", routing, Weight("kernels", [experts, channels, x.Shape[0], kernel, kernel], Init.Uniform, 0.3));
        return Contract("chwuv,ocuv->ohw", Patches(x, kernel), mixed);
    }

    /// <summary>Sub-pixel convolution. Shi and others: Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network, 2016.</summary>
    public static Tensor SubPixel(Tensor x, int channels, int scale = 2)
    {
        int height = x.Shape[1], width = x.Shape[2];
        Tensor y = Conv2D(x, channels * scale * scale, [3], padding: 1, name: "conv").Reshape(channels, scale, scale, height, width);
        return y.Permute(0, 3, 1, 4, 2).Reshape(channels, height * scale, width * scale);
    }

    /// <summary>BlurPool. Zhang: Making Convolutional Networks Shift-Invariant Again, 2019.</summary>
    public static Tensor BlurPool(Tensor x, int stride = 2)
    {
        float[] binomial = [0.25f, 0.5f, 0.25f];
        Tensor padded = Pad(Pad(x, 1, 1, 1), 2, 1, 1), filter = Constant(binomial);
        return Contract("chwuv,u,v->chw", Windows(Windows(padded, 1, 3, stride), 2, 3, stride), filter, filter);
    }

    /// <summary>An affine transform of where is looked at. Jaderberg, Simonyan, Zisserman, Kavukcuoglu: Spatial Transformer Networks, 2015.</summary>
    public static Tensor SpatialTransformer(Tensor x)
    {
        int height = x.Shape[1], width = x.Shape[2];
        Tensor theta = Dense(x.Flatten(), 6, name: "localization").Reshape(2, 3);
        Tensor rows = ((2.0 / (height - 1) * Range(height)) - 1).Reshape(height, 1).BroadcastTo(height, width);
        Tensor columns = ((2.0 / (width - 1) * Range(width)) - 1).BroadcastTo(height, width);
        Tensor source = Contract("ak,khw->ahw", theta, Stack(0, columns, rows, Ones(height, width)));
        Tensor across = Hat((source[0] + 1) * ((width - 1) / 2.0), width), down = Hat((source[1] + 1) * ((height - 1) / 2.0), height);
        return Contract("cij,hwi,hwj->chw", x, down, across);

        // the bilinear kernel: max(0, 1 - |place - k|) for each k
        static Tensor Hat(Tensor places, int count) => Maximum(1 - Abs(places.Unsqueeze(-1) - Range(count)), 0);
    }

    /// <summary>All windows of an image within a border of zeros: [C, H, W] → [C, H, W, kernel, kernel].</summary>
    internal static Tensor Patches(Tensor x, int kernel)
    {
        int border = kernel / 2;
        return Windows(Windows(Pad(Pad(x, 1, border, border), 2, border, border), 1, kernel), 2, kernel);
    }
}

namespace DeepTrainer.Benchmarks.Untuned;

/// <summary>
/// EfficientNet-B0's MBConv with squeeze-and-excitation, of its fifth stage: 80 channels on 14×14. Tan, Le, 2019; Hu et al., 2018.
/// </summary>
[Network]
[Input(80, 14, 14, Name = "x")]
[Conv2D(480, 1, Bias = false), BatchNorm, Silu]
[Conv2D(480, 5, Padding = 2, Groups = 480, Bias = false), BatchNorm, Silu(Name = "depthwise")]
[GlobalAvgPool, Dense(20), Silu, Dense(480), Sigmoid, Reshape(480, 1, 1, Name = "gate")]
[Multiply(From = "depthwise, gate")]
[Conv2D(80, 1, Bias = false), BatchNorm(Name = "project")]
[Add(From = "x, project")]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class MbConvBlock;

/// <summary>
/// ConvNeXt-T's block of its first stage, on 28×28: depthwise 7×7, then two dense layers at each place. Liu et al., 2022.
/// </summary>
[Network]
[Input(96, 28, 28, Name = "x")]
[Conv2D(96, 7, Padding = 3, Groups = 96), Permute(1, 2, 0)]
[LayerNorm(Epsilon = 1e-6), Dense(384), Gelu, Dense(96, Name = "narrow")]
[Weight(96, Name = "scale", Init = Init.Constant, InitValue = 0.1)]
[Multiply(From = "narrow, scale"), Permute(2, 0, 1, Name = "body")]
[Add(From = "x, body")]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class ConvNeXtBlock;

/// <summary>
/// A dense block of DenseNet-BC: six layers, each of which sees the outputs of all before it; growth 32, 64 channels on 28×28. Huang et
/// al., 2017.
/// </summary>
[Network]
[Input(64, 28, 28)]
[Layer(nameof(Block))]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class DenseNetBlock
{
    private static Tensor Block(Tensor x, int layers = 6, int growth = 32)
    {
        for (int i = 0; i < layers; i++)
        {
            Tensor y = Conv2D(Relu(BatchNorm(x, name: $"norm{i}a")), 4 * growth, [1], bias: false, name: $"conv{i}a");
            x = Concat(0, x, Conv2D(Relu(BatchNorm(y, name: $"norm{i}b")), growth, [3], padding: 1, bias: false, name: $"conv{i}b"));
        }
        return x;
    }
}

/// <summary>A unit of ShuffleNet 1× with three groups: 240 channels on 28×28. Zhang et al., 2018.</summary>
[Network]
[Input(240, 28, 28, Name = "x")]
[Conv2D(60, 1, Groups = 3, Bias = false), BatchNorm, Relu]
[Reshape(3, 20, 784), Transpose(0, 1), Reshape(60, 28, 28)]
[Conv2D(60, 3, Padding = 1, Groups = 60, Bias = false), BatchNorm]
[Conv2D(240, 1, Groups = 3, Bias = false), BatchNorm(Name = "body")]
[Add(From = "x, body")]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class ShuffleNetUnit;

/// <summary>
/// SqueezeNet's second fire module on 27×27: few channels in between, then kernels of 1×1 and 3×3 side by side. Iandola et al., 2016.
/// </summary>
[Network]
[Input(128, 27, 27)]
[Conv2D(16, 1), Relu(Name = "squeeze")]
[Conv2D(64, 1, From = "squeeze"), Relu(Name = "expand1")]
[Conv2D(64, 3, Padding = 1, From = "squeeze"), Relu(Name = "expand3")]
[Concat(From = "expand1, expand3")]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class FireModule;

/// <summary>GoogLeNet's module 3a: kernels of 1×1, 3×3, 5×5 and pooling side by side, on 28×28. Szegedy et al., 2015.</summary>
[Network]
[Input(192, 28, 28, Name = "x")]
[Conv2D(64, 1, From = "x"), Relu(Name = "one")]
[Conv2D(96, 1, From = "x"), Relu, Conv2D(128, 3, Padding = 1), Relu(Name = "three")]
[Conv2D(16, 1, From = "x"), Relu, Conv2D(32, 5, Padding = 2), Relu(Name = "five")]
[MaxPool2D(3, Stride = 1, Padding = 1, From = "x"), Conv2D(32, 1), Relu(Name = "pooled")]
[Concat(From = "one, three, five, pooled")]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class InceptionModule;

/// <summary>A bottleneck of ResNeXt-50 (32×4d): a 3×3 convolution in 32 groups of four channels, on 28×28. Xie et al., 2017.</summary>
[Network]
[Input(256, 28, 28, Name = "x")]
[Conv2D(128, 1, Bias = false), BatchNorm, Relu]
[Conv2D(128, 3, Padding = 1, Groups = 32, Bias = false), BatchNorm, Relu]
[Conv2D(256, 1, Bias = false), BatchNorm(Name = "body")]
[Add(From = "x, body")]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class ResNeXtBlock;

/// <summary>An MLP-Mixer block: dense layers across 64 patches, then across 128 channels. Tolstikhin et al., 2021.</summary>
[Network]
[Input(64, 128, Name = "x")]
[LayerNorm, Transpose(0, 1), FeedForward(64, Activation = ActivationKind.Gelu), Transpose(0, 1, Name = "mixed")]
[Add(From = "x, mixed", Name = "tokens")]
[LayerNorm, FeedForward(512, Activation = ActivationKind.Gelu, Name = "channels")]
[Add(From = "tokens, channels")]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class MixerBlock;

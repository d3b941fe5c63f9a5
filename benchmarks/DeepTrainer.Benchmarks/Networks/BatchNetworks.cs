namespace DeepTrainer.Benchmarks;

/// <summary>Self-attention alone: 5 heads over 32 places.</summary>
[Network]
[Input(32, 40)]
[MultiHeadAttention(5)]
[Mse]
[Adam(LearningRate = 1e-3)]
public sealed partial class Attention;

/// <summary>A decoder: two transposed convolutions from 7×7 to 28×28.</summary>
[Network]
[Input(24, 7, 7)]
[ConvTranspose2D(16, 4, Stride = 2, Padding = 1), Relu]
[ConvTranspose2D(1, 4, Stride = 2, Padding = 1)]
[Mse]
[Adam(LearningRate = 1e-3)]
public sealed partial class Decoder;

/// <summary>Depthwise convolutions, each followed by a pointwise one, as in DS-CNN (Zhang et al., 2017).</summary>
[Network]
[Input(1, 49, 10)]
[Conv2D(64, 3, Stride = 2, Padding = 1, Bias = false), BatchNorm, Relu]
[Conv2D(64, 3, Padding = 1, Groups = 64, Bias = false), BatchNorm, Relu]
[Conv2D(64, 1, Bias = false), BatchNorm, Relu]
[Conv2D(64, 3, Padding = 1, Groups = 64, Bias = false), BatchNorm, Relu]
[Conv2D(64, 1, Bias = false), BatchNorm, Relu]
[GlobalAvgPool]
[Dense(12)]
[CrossEntropy]
[Adam(LearningRate = 1e-3)]
public sealed partial class DepthwiseNet;

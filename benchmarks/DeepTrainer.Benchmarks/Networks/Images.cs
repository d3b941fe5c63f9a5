namespace DeepTrainer.Benchmarks;

/// <summary>LeNet-5 as it is taught today, for images of 28×28: ReLU and max-pooling. LeCun et al., 1998.</summary>
[Network]
[Input(1, 28, 28)]
[Conv2D(6, 5, Padding = 2), Relu, MaxPool2D(2)]
[Conv2D(16, 5), Relu, MaxPool2D(2)]
[Flatten]
[Dense(120), Relu]
[Dense(84), Relu]
[Dense(10)]
[CrossEntropy]
[Adam(LearningRate = 1e-3)]
public sealed partial class LeNet5;

/// <summary>Three convolutions with batch normalization on images of 32×32: most of its work is wide convolution.</summary>
[Network]
[Input(3, 32, 32)]
[Conv2D(16, 3, Padding = 1, Bias = false), BatchNorm, Relu]
[Conv2D(32, 3, Stride = 2, Padding = 1, Bias = false), BatchNorm, Relu]
[Conv2D(64, 3, Stride = 2, Padding = 1, Bias = false), BatchNorm, Relu]
[GlobalAvgPool]
[Dense(10)]
[CrossEntropy]
[Adam(LearningRate = 1e-3)]
public sealed partial class ConvNet;

using DeepTrainer;

namespace Samples;

/// <summary>The network of samples/Digits: it comes with weights that were trained there, and can be trained in the page as well.</summary>
[Network(Weights = "digits.safetensors")]
[Input(64)]
[Dense(128), Relu]
[Dropout(0.3)]
[Dense(10)]
[CrossEntropy]
[Adam(LearningRate = 3e-3)]
internal sealed partial class Digits;

/// <summary>What is measured: the size that MNIST's images of 28×28 pixels take.</summary>
[Network]
[Input(784)]
[Dense(128), Relu]
[Dense(10)]
[CrossEntropy]
[Adam(LearningRate = 1e-3)]
internal sealed partial class Wide;

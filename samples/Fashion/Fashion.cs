using DeepTrainer;

namespace Samples;

/// <summary>Tells which of ten kinds of clothing an image of 28×28 grey values shows.</summary>
[Network]
[Input(1, 28, 28)]
[Conv2D(16, 3, Padding = 1), BatchNorm, Relu, MaxPool2D(2)]
[Conv2D(32, 3, Padding = 1), BatchNorm, Relu, MaxPool2D(2)]
[Flatten]
[Dropout(0.3)]
[Dense(64), Relu]
[Dropout(0.3)]
[Dense(10)]
[CrossEntropy]
[Adam]
internal sealed partial class Fashion;

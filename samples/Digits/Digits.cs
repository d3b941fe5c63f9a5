using DeepTrainer;

namespace Samples;

/// <summary>Tells which digit an image of 8×8 grey values shows.</summary>
[Network]
[Input(64)]
[Dense(128), Relu]
[Dropout(0.3)]
[Dense(10)]
[CrossEntropy]
[Adam(LearningRate = 3e-3)]
internal sealed partial class Digits;

using DeepTrainer;

namespace Samples;

[Network]
[Input(64)]
[Dense(64), Relu]
[Dense(10)]
[CrossEntropy]
[Adam(LearningRate = 3e-3)]
internal sealed partial class Baseline;

[Network]
[Input(64)]
[Dense(64), Gelu]
[Dense(10)]
[CrossEntropy]
[Adam(LearningRate = 3e-3)]
internal sealed partial class WithGelu;

[Network]
[Input(64)]
[Dense(64), Relu]
[Dense(10)]
[Mse]
[Adam(LearningRate = 3e-3)]
internal sealed partial class WithMse;

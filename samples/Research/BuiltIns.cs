using DeepTrainer;

namespace Samples;

// What is compared differs in its activation alone.
[Network, Input(64), Dense(64), Relu, Dense(64), Relu, Dense(10), CrossEntropy, Adam(LearningRate = 3e-3)]
internal sealed partial class WithRelu;

[Network, Input(64), Dense(64), LeakyRelu, Dense(64), LeakyRelu, Dense(10), CrossEntropy, Adam(LearningRate = 3e-3)]
internal sealed partial class WithLeakyRelu;

[Network, Input(64), Dense(64), Elu, Dense(64), Elu, Dense(10), CrossEntropy, Adam(LearningRate = 3e-3)]
internal sealed partial class WithElu;

[Network, Input(64), Dense(64), Gelu, Dense(64), Gelu, Dense(10), CrossEntropy, Adam(LearningRate = 3e-3)]
internal sealed partial class WithGelu;

[Network, Input(64), Dense(64), Silu, Dense(64), Silu, Dense(10), CrossEntropy, Adam(LearningRate = 3e-3)]
internal sealed partial class WithSilu;

[Network, Input(64), Dense(64), Mish, Dense(64), Mish, Dense(10), CrossEntropy, Adam(LearningRate = 3e-3)]
internal sealed partial class WithMish;

[Network, Input(64), Dense(64), Tanh, Dense(64), Tanh, Dense(10), CrossEntropy, Adam(LearningRate = 3e-3)]
internal sealed partial class WithTanh;

[Network, Input(64), Dense(64), Relu, Dense(64), Relu, Dense(10), Mse, Adam(LearningRate = 3e-3)]
internal sealed partial class WithMse;

namespace DeepTrainer.Lab.Tests;

[Network, Input(2), Dense(8), Relu, Dense(3), CrossEntropy, Adam(LearningRate = 0.02)]
internal sealed partial class WithRelu;

[Network, Input(2), Dense(8), Tanh, Dense(3), CrossEntropy, Adam(LearningRate = 0.02)]
internal sealed partial class WithTanh;

[Network, Input(2), Dense(8), Relu, Dense(3), Mse, Adam(LearningRate = 0.02)]
internal sealed partial class WithMse;

[Network(Adjustable = "AdamW.WeightDecay"), Input(2), Dense(8), Activation(nameof(Snake)), Dense(3), CrossEntropy, AdamW(LearningRate = 0.02)]
internal sealed partial class WithSnake
{
    private static float Snake(float x) => x + (MathF.Sin(x) * MathF.Sin(x));
}

[Network, Input(2), Dense(8), Prelu, Dense(3), CrossEntropy, Sgd(LearningRate = 0.1)]
internal sealed partial class WithPrelu;

[Network, Input(1, 4, 4), Conv2D(5, 3), LeakyRelu(NegativeSlope = 0.2), Flatten, Dense(2), CrossEntropy, Adam]
internal sealed partial class Convolutional;

[Network, Input(2), Dense(4), Tanh, Dense(1), Mse, Adam(LearningRate = 0.02)]
internal sealed partial class Regression;

[Network, Input(2), Dense(4), Tanh, Dense(1), BinaryCrossEntropyWithLogits, Adam(LearningRate = 0.02)]
internal sealed partial class Binary;

[Network, Input(2), Dense(4), Tanh, Dense(1), Mse, Adam(LearningRate = 0.02)]
internal sealed partial class BinaryMse;

[Network, Input(2), Dense(4), Tanh, Dense(1), Sigmoid, L1, Adam(LearningRate = 0.02)]
internal sealed partial class BinarySigmoid;

[Network, Input(2), Dense(4), Tanh, Dense(1), SoftMargin, Adam(LearningRate = 0.02)]
internal sealed partial class BinaryMargin;

[Network, Input(2), Dense(8), Tanh, Dense(3), SoftMargin(Name = "apart"), Adam(LearningRate = 0.02)]
internal sealed partial class WithMargin;

[Network, Input(2), Dense(4), Tanh, Dense(1), HingeEmbedding, Adam]
internal sealed partial class Distances;

[Network, Input(2), Dense(8), Activation(nameof(Leaning)), Dense(3), CrossEntropy, Adam]
internal sealed partial class WithTrained
{
    private static float Leaning(float x, [Trained(0.1, PerChannel = true)] float slope) => x > 0 ? x : slope * x;
}

namespace DeepTrainer.Arm64;

/// <summary>Tiles of products, and lanes over outputs that don't fill a vector.</summary>
[Network]
[Input(37)]
[Dense(50), Gelu]
[LayerNorm]
[Dense(3)]
[CrossEntropy]
[Adam]
public sealed partial class Perceptron;

/// <summary>Lanes over samples, pooling, statistics of a batch.</summary>
[Network]
[Input(2, 13, 11)]
[Conv2D(6, 3, Padding = 1), BatchNorm, Relu, MaxPool2D(2)]
[Conv2D(5, 3, Groups = 1), Relu]
[Flatten]
[Dense(4)]
[CrossEntropy]
[Sgd(LearningRate = 0.05, Momentum = 0.9)]
public sealed partial class Images;

/// <summary>Convolutions the other way, and one a channel.</summary>
[Network]
[Input(4, 7, 5)]
[Conv2D(4, 3, Padding = 1, Groups = 4), Silu]
[ConvTranspose2D(3, 3, Stride = 2)]
[GlobalAvgPool, Flatten]
[Dense(2)]
[Mse]
[AdamW]
public sealed partial class Depthwise;

/// <summary>Recurrences.</summary>
[Network]
[Input(9, 3)]
[Lstm(12)]
[Gru(7, ReturnSequence = false)]
[Dense(2)]
[Mse]
[RmsProp]
public sealed partial class Recurrence;

/// <summary>Tables of rows, attention with 5 heads, dropout by counters.</summary>
[Network]
[Input(6)]
[Embedding(101, 20)]
[TransformerEncoder(5, 30)]
[Flatten]
[Dense(5)]
[Mse]
[Lion]
public sealed partial class Tokens;

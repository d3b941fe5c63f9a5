namespace DeepTrainer.Soak.Threads;

// A learning rate of 0: training writes every weight, but what it was before. So whatever is not refused has the bits that it has alone.

/// <summary>So small that a call is over before another thread sees it.</summary>
[Network]
[Input(4)]
[Dense(16), Relu]
[Dense(3)]
[CrossEntropy]
[Adam(LearningRate = 0)]
public sealed partial class Perceptron;

/// <summary>Indices, and values of each position.</summary>
[Network]
[Input(6)]
[Embedding(11, 8)]
[MultiHeadAttention(2)]
[Flatten]
[Dense(5)]
[Mse]
[Sgd(LearningRate = 0, Momentum = 0.9)]
public sealed partial class Tokens;

/// <summary>Convolutions.</summary>
[Network]
[Input(1, 12, 12)]
[Conv2D(8, 3), Relu, MaxPool2D(2)]
[Flatten]
[Dense(10)]
[CrossEntropy]
[Adam(LearningRate = 0)]
public sealed partial class Images;

/// <summary>A stream, with a state for each caller.</summary>
[Network]
[Input(9, 3, Time = 0)]
[Lstm(12)]
[Gru(7)]
[Dense(2)]
[Mse]
[Adam(LearningRate = 0)]
public sealed partial class Recurrence;

/// <summary>Large enough for threads of its own, and for working memory that is no thread's.</summary>
[Network]
[Input(150)]
[Dense(603), Relu]
[Dense(131), Tanh]
[Dense(10)]
[CrossEntropy]
[Adam(LearningRate = 0)]
public sealed partial class Wide;

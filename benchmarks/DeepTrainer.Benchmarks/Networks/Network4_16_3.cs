namespace DeepTrainer.Benchmarks;

/// <summary>A classifier with so few weights that overhead is everything: Iris.</summary>
[Network]
[Input(4)]
[Dense(16), Relu]
[Dense(3)]
[CrossEntropy]
[Adam(LearningRate = 1e-3)]
public sealed partial class Network4_16_3;

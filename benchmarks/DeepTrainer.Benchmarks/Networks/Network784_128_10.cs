namespace DeepTrainer.Benchmarks;

/// <summary>A classifier whose weights fill the second-level cache: MNIST.</summary>
[Network]
[Input(784)]
[Dense(128), Relu]
[Dense(10)]
[CrossEntropy]
[Adam(LearningRate = 1e-3)]
public sealed partial class Network784_128_10;

namespace DeepTrainer.Benchmarks;

/// <summary>A classifier whose weights fit into the first-level cache: 8×8 digits.</summary>
[Network]
[Input(64)]
[Dense(32), Relu]
[Dense(10)]
[CrossEntropy]
[Adam(LearningRate = 1e-3)]
public sealed partial class Network64_32_10;

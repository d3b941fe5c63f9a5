namespace DeepTrainer.Benchmarks;

/// <summary>A regression of three layers: a controller's model.</summary>
[Network]
[Input(4)]
[Dense(32), Relu]
[Dense(16), Relu]
[Dense(4)]
[Mse]
[Adam(LearningRate = 1e-3)]
public sealed partial class Network4_32_16_4;

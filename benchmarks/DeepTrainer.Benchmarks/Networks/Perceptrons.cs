namespace DeepTrainer.Benchmarks;

/// <summary>A classifier with so few weights that overhead is everything: Iris.</summary>
[Network]
[Input(4)]
[Dense(16), Relu]
[Dense(3)]
[CrossEntropy]
[Adam(LearningRate = 1e-3)]
public sealed partial class Network4_16_3;

/// <summary>Sensors to actions: a policy in a control loop.</summary>
[Network]
[Input(6)]
[Dense(64), Relu]
[Dense(8), Relu]
[Dense(4)]
[CrossEntropy]
[Adam(LearningRate = 1e-3)]
public sealed partial class Network6_64_8_4;

/// <summary>A regression of three layers: a controller's model.</summary>
[Network]
[Input(4)]
[Dense(32), Relu]
[Dense(16), Relu]
[Dense(4)]
[Mse]
[Adam(LearningRate = 1e-3)]
public sealed partial class Network4_32_16_4;

/// <summary>A table of 24 columns and two classes.</summary>
[Network]
[Input(24)]
[Dense(8), Relu]
[Dense(2)]
[CrossEntropy]
[Adam(LearningRate = 1e-3)]
public sealed partial class Network24_8_2;

/// <summary>A classifier whose weights fit into the first-level cache: 8×8 digits.</summary>
[Network]
[Input(64)]
[Dense(32), Relu]
[Dense(10)]
[CrossEntropy]
[Adam(LearningRate = 1e-3)]
public sealed partial class Network64_32_10;

/// <summary>A classifier whose weights fill the second-level cache: MNIST.</summary>
[Network]
[Input(784)]
[Dense(128), Relu]
[Dense(10)]
[CrossEntropy]
[Adam(LearningRate = 1e-3)]
public sealed partial class Network784_128_10;

/// <summary>A classifier whose weights need the third-level cache.</summary>
[Network]
[Input(784)]
[Dense(512), Relu]
[Dense(512), Relu]
[Dense(10)]
[CrossEntropy]
[Adam(LearningRate = 1e-3)]
public sealed partial class Network784_512_512_10;

/// <summary>The same with the plainest optimizer, which leaves the matrix products.</summary>
[Network]
[Input(784)]
[Dense(512), Relu]
[Dense(512), Relu]
[Dense(10)]
[CrossEntropy]
[Sgd(LearningRate = 1e-2)]
public sealed partial class Network784_512_512_10Sgd;

namespace DeepTrainer.Soak;

/// <summary>What is loaded and saved: few weights, with all kinds of state.</summary>
[Network, Input(3), Dense(4), BatchNorm, Relu, Dropout(0.5), Dense(2), CrossEntropy, Adam]
public partial class SavedNetwork;

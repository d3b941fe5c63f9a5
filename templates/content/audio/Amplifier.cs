using DeepTrainer;

/// <summary>
/// Imitates an amplifier. The input has a time dimension, so that the network has Step, which takes one sample of the signal at a time; it is trained on pieces of
/// <see cref="Sound.Window"/> samples.
/// </summary>
[Network]
[Input(Sound.Window, 1, Time = 0)]
[Lstm(8)]
[Dense(1)]
[Mse]
[Adam(LearningRate = 1e-2)]
internal sealed partial class Amplifier;

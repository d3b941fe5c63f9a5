using DeepTrainer;

namespace Samples;

/// <summary>A recurrent network: what it remembers of the signal is the state of 16 units.</summary>
[Network]
[Input(Sound.Window, 1, Time = 0)]
[Lstm(16)]
[Dense(1)]
[Mse]
[Adam(LearningRate = 1e-2)]
internal sealed partial class Recurrent;

/// <summary>
/// A temporal convolutional network. All padding is in front, so no output hears what comes later, and each layer looks back twice as far
/// as the one below: 1 + 2·(1 + 2 + 4 + 8 + 16) = 63 samples in all.
/// </summary>
[Network]
[Input(1, Sound.Window, Time = 1)]
[Conv1D(12, 3, Paddings = new[] { 2, 0 }), Tanh]
[Conv1D(12, 3, Paddings = new[] { 4, 0 }, Dilation = 2), Tanh]
[Conv1D(12, 3, Paddings = new[] { 8, 0 }, Dilation = 4), Tanh]
[Conv1D(12, 3, Paddings = new[] { 16, 0 }, Dilation = 8), Tanh]
[Conv1D(12, 3, Paddings = new[] { 32, 0 }, Dilation = 16), Tanh]
[Conv1D(1, 1)]
[Mse]
[Adam(LearningRate = 1e-2)]
internal sealed partial class Convolutional;

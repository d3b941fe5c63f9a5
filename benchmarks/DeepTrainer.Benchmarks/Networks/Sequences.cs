namespace DeepTrainer.Benchmarks;

/// <summary>A model of an audio effect: one sample in, one sample out.</summary>
[Network]
[Input(64, 1, Time = 0)]
[Lstm(24)]
[Dense(1)]
[Mse]
[Adam(LearningRate = 1e-3)]
public sealed partial class Lstm24;

/// <summary>A smaller one, with the cell that has fewer gates.</summary>
[Network]
[Input(64, 1, Time = 0)]
[Gru(16)]
[Dense(1)]
[Mse]
[Adam(LearningRate = 1e-3)]
public sealed partial class Gru16;

/// <summary>One whose weights leave the first-level cache.</summary>
[Network]
[Input(64, 1, Time = 0)]
[Lstm(64)]
[Dense(1)]
[Mse]
[Adam(LearningRate = 1e-3)]
public sealed partial class Lstm64;

/// <summary>A layer of a temporal convolutional network: it looks back only, so that it can take one step after another.</summary>
[Network]
[Input(64, 64, Time = 1)]
[Conv1D(64, 3, Paddings = new[] { 2, 0 })]
[Mse]
[Adam(LearningRate = 1e-3)]
public sealed partial class CausalConv1D;

/// <summary>The same convolution, centred, of a whole window.</summary>
[Network]
[Input(64, 64)]
[Conv1D(64, 3, Padding = 1)]
[Mse]
[Adam(LearningRate = 1e-3)]
public sealed partial class WindowConv1D;

/// <summary>A language model of characters: two blocks that normalize first, a context of 32 characters of 65.</summary>
[Network]
[Input(32)]
[Embedding(65, 64), PositionalEmbedding]
[Repeat(2, 1, Name = "blocks")]
[TransformerEncoder(4, 256, Dropout = 0, NormFirst = true, Causal = true)]
[LayerNorm]
[Dense(65)]
[CrossEntropy(Axis = -1)]
[Adam(LearningRate = 1e-3)]
public sealed partial class CharacterTransformer;

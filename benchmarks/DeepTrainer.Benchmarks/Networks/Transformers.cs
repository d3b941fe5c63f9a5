namespace DeepTrainer.Benchmarks;

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

/// <summary>A language model on bytes: six blocks, each position predicts the byte that follows.</summary>
[Network]
[Input(64)]
[Embedding(256, 128), PositionalEmbedding]
[Repeat(6, 1, Name = "blocks")]
[TransformerEncoder(4, 512, Activation = ActivationKind.Gelu, NormFirst = true, Causal = true)]
[LayerNorm]
[Dense(256)]
[CrossEntropy(Axis = -1)]
[AdamW(LearningRate = 1e-3)]
public sealed partial class CausalTransformer;

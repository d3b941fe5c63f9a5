namespace DeepTrainer.Benchmarks;

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

namespace DeepTrainer.Benchmarks.Untuned;

/// <summary>A bag of words: the mean of 40 words' vectors of a table of 20,000, trained by Adam. Joulin et al., fastText, 2016.</summary>
[Network]
[Input(40)]
[Embedding(20_000, 32), Mean(0)]
[Dense(4)]
[CrossEntropy]
[Adam(LearningRate = 1e-3)]
public sealed partial class BagOfWords;

/// <summary>The same, trained by the plainest optimizer.</summary>
[Network]
[Input(40)]
[Embedding(20_000, 32), Mean(0)]
[Dense(4)]
[CrossEntropy]
[Sgd(LearningRate = 0.01)]
public sealed partial class BagOfWordsSgd;

/// <summary>Sentences of 50 words: convolutions of three, four and five words and the largest of each feature. Kim, 2014.</summary>
[Network]
[Input(50)]
[Embedding(5_000, 64), Transpose(0, 1, Name = "words")]
[Conv1D(100, 3, From = "words"), Relu, GlobalMaxPool(Name = "three")]
[Conv1D(100, 4, From = "words"), Relu, GlobalMaxPool(Name = "four")]
[Conv1D(100, 5, From = "words"), Relu, GlobalMaxPool(Name = "five")]
[Concat(From = "three, four, five")]
[Dense(2)]
[CrossEntropy]
[Sgd(LearningRate = 0.01)]
public sealed partial class TextCnn;

/// <summary>char-rnn: two recurrent layers of 128 units that learn which of 65 characters follows, 50 steps. Karpathy, 2015.</summary>
[Network]
[Input(50)]
[Embedding(65, 65)]
[Lstm(128, Layers = 2)]
[Dense(65)]
[CrossEntropy(Axis = -1)]
[Sgd(LearningRate = 0.01)]
public sealed partial class CharRnn;

/// <summary>A translator: two layers that read 32 words and two that write as many, 128 features. Vaswani et al., 2017.</summary>
[Network]
[Input(32, Name = "read"), Input(32, Name = "written")]
[Embedding(1_000, 128, From = "read"), SinusoidalEncoding]
[TransformerEncoder(4, 512, Dropout = 0), TransformerEncoder(4, 512, Dropout = 0, Name = "memory")]
[Embedding(1_000, 128, From = "written"), SinusoidalEncoding(Name = "target")]
[TransformerDecoder(4, 512, Dropout = 0, Causal = true, From = "target, memory", Name = "decoded")]
[TransformerDecoder(4, 512, Dropout = 0, Causal = true, From = "decoded, memory")]
[Dense(1_000)]
[CrossEntropy(Axis = -1)]
[Sgd(LearningRate = 0.01)]
public sealed partial class Translator;

/// <summary>A block of GPT-2 with 256 features on 64 positions. Radford et al., 2019.</summary>
[Network]
[Input(64, 256)]
[TransformerEncoder(4, 1024, Activation = ActivationKind.Gelu, Dropout = 0, NormFirst = true, Causal = true)]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class GptBlock;

/// <summary>
/// A block of Llama with 256 features on 64 positions: turned queries and keys, two heads a key, a gated feed-forward. Touvron et al.,
/// 2023.
/// </summary>
[Network]
[Input(64, 256, Name = "x")]
[RmsNorm, MultiHeadAttention(8, KeyValueHeads = 4, Bias = false, Causal = true, Rotary = true, Name = "attention")]
[Add(From = "x, attention", Name = "attended")]
[RmsNorm(Name = "normed"), Dense(688, Bias = false), Silu(Name = "gate"), Dense(688, Bias = false, From = "normed", Name = "up")]
[Multiply(From = "gate, up"), Dense(256, Bias = false, Name = "down"), Add(From = "attended, down")]
[Mse]
[Sgd(LearningRate = 0.01)]
public sealed partial class LlamaBlock;

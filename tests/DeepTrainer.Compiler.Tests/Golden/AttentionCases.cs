using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>The reference cases of embeddings, attention and the layers made of it.</summary>
public static class AttentionCases
{
    public static IReadOnlyList<GoldenCase> Layers { get; } =
    [
        GoldenCases.Layer("layers/embedding", b => b.Input(5).Embedding(7, 4, name: "emb")),
        GoldenCases.Layer("layers/embedding_padding", b => b.Input(4).Embedding(6, 3, paddingIndex: 0, name: "emb")),
        GoldenCases.Layer("attention/multihead", b => b.Input(5, 8).MultiHeadAttention(2, name: "attn")),
        GoldenCases.Layer("attention/multihead_causal", b => b.Input(5, 8).MultiHeadAttention(2, causal: true, name: "attn")),
        Encoder("postnorm_relu", ActivationKind.Relu, normFirst: false),
        Encoder("postnorm_gelu", ActivationKind.Gelu, normFirst: false),
        Encoder("prenorm_relu", ActivationKind.Relu, normFirst: true),
        Encoder("prenorm_gelu", ActivationKind.Gelu, normFirst: true),
    ];

    public static IReadOnlyList<GoldenCase> Training { get; } =
    [
        new("networks/transformer_lm", () => new NetworkBuilder("Language").Input(8).Embedding(17, 16, name: "tok_emb").PositionalEmbedding(name: "pos_emb")
            .TransformerEncoder(2, 32, ActivationKind.Gelu, dropout: 0, normFirst: true, causal: true, attentionBias: false, name: "block0")
            .LayerNorm(name: "norm").Dense(17, bias: false, name: "head").CrossEntropy(axis: -1).Adam(learningRate: 0.005))
        {
            Alias = ("block0", "blocks.0"),
        },
    ];

    private static GoldenCase Encoder(string name, ActivationKind activation, bool normFirst) => GoldenCases.Layer(
        "attention/encoder_layer_" + name, b => b.Input(5, 8).TransformerEncoder(2, 16, activation, dropout: 0, normFirst, name: "layer"));
}

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
    ];
}

using Start = DeepTrainer.Compiler.Tests.Rendering.RandomNetworks.Start;
using Step = DeepTrainer.Compiler.Tests.Rendering.RandomNetworks.Step;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Random beginnings of networks on tokens: an embedding, and layers over its positions.</summary>
internal static class RandomSequences
{
    public static Gen<Start> Tokens =>
        from length in Gen.Int[2, 9]
        from rows in Gen.Int[1, 12]
        from heads in Gen.Int[1, 3]
        from size in Gen.Int[1, 3]
        from padding in Gen.Int[-1, rows - 1]
        from layers in Layer(heads).List[1, 3]
        select new Start([length], [Embedding(length, rows, 2 * heads * size, padding), .. layers]);

    private static Step Embedding(int length, int rows, int dim, int padding) => (n, d) =>
    {
        d.Width = length * dim;
        return n.Embedding(rows, dim, padding, initValue: 0.5, name: "tokens");
    };

    // Without biases: the keys' has no gradient but rounding, of which some optimizers make a step. For the same reason queries look at several keys.
    private static Gen<Step> Layer(int heads) => Gen.Select(Gen.Int[0, 11], Gen.Bool, Gen.Bool, Gen.Int[1, 17], (kind, causal, other, hidden) => (Step)((n, d) => kind switch
    {
        0 => n.PositionalEmbedding(initValue: 0.5),
        1 => n.SinusoidalEncoding(),
        2 => n.MultiHeadAttention(heads, causal, bias: false, rotary: other),
        3 => n.MultiHeadAttention(heads, causal, bias: false, dropout: other ? 0.2 : 0, name: $"attention{d.Names++}"),
        4 => n.FeedForward(hidden, other ? ActivationKind.Gelu : ActivationKind.Relu, dropout: causal ? 0.3 : 0),
        5 => n.TransformerEncoder(heads, hidden, ActivationKind.Gelu, dropout: other ? 0.1 : 0, normFirst: other, causal: causal, attentionBias: false),
        6 => n.Tanh(name: $"targets{d.Names}")
            .TransformerDecoder(heads, $"targets{d.Names++}, tokens", hidden, dropout: 0, normFirst: other, causal: causal, attentionBias: false),
        8 => n.MultiHeadAttention(3 * heads, causal, bias: false, headSize: 2, keyValueHeads: heads, rotary: other, rotaryBase: 100),
        9 => n.MultiHeadAttention(heads, causal, bias: false, window: hidden + 1, relativeBuckets: other ? 8 : 4, relativeDistance: 5),
        10 => n.Tanh(name: $"sequence{d.Names}").Mean([-1], name: $"mean{d.Names}").Threshold(0.4, 0, name: $"padding{d.Names}")
            .MultiHeadAttention(heads, causal, bias: false, keyPaddingMask: $"padding{d.Names}", from: $"sequence{d.Names++}"),
        11 => n.Tanh(name: $"sequence{d.Names}").MatMul($"sequence{d.Names}, sequence{d.Names}", transposeB: true, name: $"mask{d.Names}")
            .MultiHeadAttention(heads, bias: false, mask: $"mask{d.Names}", scale: 0.5, from: $"sequence{d.Names++}"),
        _ => n.Tanh(name: $"queries{d.Names}").MultiHeadAttention(heads, causal, bias: false, from: $"queries{d.Names++}, tokens"),
    }));
}

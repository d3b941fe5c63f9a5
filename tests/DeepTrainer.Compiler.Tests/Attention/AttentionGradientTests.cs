using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Attention;

/// <summary>Gradients through sequences against central differences.</summary>
public class AttentionGradientTests
{
    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Networks = new()
    {
        ["attention"] = b => b.MultiHeadAttention(2),
        ["causal attention"] = b => b.MultiHeadAttention(1, causal: true, dropout: 0.3),
        ["rotary attention"] = b => b.MultiHeadAttention(3, bias: false, rotary: true),
        ["memory of another width"] = b => b.Embedding(5, 4, name: "memory", from: "input").MultiHeadAttention(2, from: "tokens, memory"),
        ["keys and values apart"] = b => b.Tanh(name: "keys").MultiHeadAttention(2, from: "tokens, keys, tokens"),
        ["positions"] = b => b.PositionalEmbedding().Tanh().SinusoidalEncoding(),
        ["encoder"] = b => b.TransformerEncoder(2, 7, ActivationKind.Gelu),
        ["encoder, normalizations first"] = b => b.TransformerEncoder(3, 5, ActivationKind.Tanh, normFirst: true, causal: true, attentionBias: false),
        ["decoder"] = b => b.Embedding(5, 4, name: "memory", from: "input").TransformerDecoder(2, "tokens, memory", 7, ActivationKind.Gelu, rotary: false),
        ["feed-forward"] = b => b.FeedForward(7, ActivationKind.Gelu, dropout: 0.2).Flatten().FeedForward(5, ActivationKind.Silu),
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory, MemberData(nameof(Names))]
    public void GradientsAreRight(string name)
    {
        GradientCheckResult result = GradientCheck.Run(Networks[name](new NetworkBuilder("Net").Input(4).Embedding(5, 6, name: "tokens")).Flatten().Dense(2).Mse());
        Assert.True(result.Worst.Relative < 1e-6, result.ToString());
    }

    [Fact]
    public void GradientsReachASequenceThatIsGiven()
    {
        GradientCheckResult result = GradientCheck.Run(new NetworkBuilder("Net").Input(4, 6).MultiHeadAttention(2, causal: true).Mse());
        Assert.True(result.Worst.Relative < 1e-6, result.ToString());
        Assert.Equal("input", result.Errors[0].Name);
        Assert.NotEqual(0, result.Errors[0].Numeric);
    }
}

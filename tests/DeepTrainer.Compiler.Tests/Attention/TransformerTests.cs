using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Compiler.Tests.Streaming;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Attention;

/// <summary>Encoder and decoder layers are what their parts are, put together by hand.</summary>
public class TransformerTests
{
    [Fact]
    public void AnEncoderLayer_IsItsParts() => Same(
        b => b.TransformerEncoder(2, 7, ActivationKind.Gelu, dropout: 0.4, causal: true, rotary: true, epsilon: 0.1, name: "layer"),
        b => b.MultiHeadAttention(2, causal: true, rotary: true, name: "self_attn").Add("x, self_attn", name: "sum1").LayerNorm(epsilon: 0.1, name: "norm1")
            .Dense(7, name: "linear1").Gelu().Dense(4, name: "linear2").Add("norm1, linear2", name: "sum2").LayerNorm(epsilon: 0.1, name: "norm2"));

    [Fact]
    public void AnEncoderLayerWithNormalizationsFirst_IsItsParts() => Same(
        b => b.TransformerEncoder(1, 5, ActivationKind.Silu, normFirst: true, bias: false, name: "layer"),
        b => b.LayerNorm(bias: false, name: "norm1").MultiHeadAttention(1, bias: false, name: "self_attn").Add("x, self_attn", name: "sum1")
            .LayerNorm(bias: false, name: "norm2").Dense(5, bias: false, name: "linear1").Silu().Dense(4, bias: false, name: "linear2").Add("sum1, linear2", name: "sum2"));

    [Fact]
    public void ADecoderLayer_IsItsParts() => Same(
        b => b.TransformerDecoder(2, "x, memory", 7, causal: true, attentionBias: false, name: "layer"),
        b => b.MultiHeadAttention(2, causal: true, bias: false, name: "self_attn").Add("x, self_attn", name: "sum1").LayerNorm(name: "norm1")
            .MultiHeadAttention(2, bias: false, name: "multihead_attn", from: "norm1, memory").Add("norm1, multihead_attn", name: "sum2").LayerNorm(name: "norm2")
            .Dense(7, name: "linear1").Relu().Dense(4, name: "linear2").Add("norm2, linear2", name: "sum3").LayerNorm(name: "norm3"));

    [Fact]
    public void ADecoderLayerWithNormalizationsFirst_IsItsParts() => Same(
        b => b.TransformerDecoder(2, "x, memory", 7, normFirst: true, name: "layer"),
        b => b.LayerNorm(name: "norm1").MultiHeadAttention(2, name: "self_attn").Add("x, self_attn", name: "sum1")
            .LayerNorm(name: "norm2").MultiHeadAttention(2, name: "multihead_attn", from: "norm2, memory").Add("sum1, multihead_attn", name: "sum2")
            .LayerNorm(name: "norm3").Dense(7, name: "linear1").Relu().Dense(4, name: "linear2").Add("sum2, linear2", name: "sum3"));

    [Fact]
    public void DefaultsArePyTorchs()
    {
        EngineNetwork network = new NetworkBuilder("Net").Input(3, 8).TransformerEncoder(2, name: "layer").Build(1);
        Assert.Equal(
            ["layer.linear1.bias [2048]", "layer.linear1.weight [2048, 8]", "layer.linear2.bias [8]", "layer.linear2.weight [8, 2048]",
                "layer.norm1.bias [8]", "layer.norm1.weight [8]", "layer.norm2.bias [8]", "layer.norm2.weight [8]", "layer.self_attn.in_proj_bias [24]",
                "layer.self_attn.in_proj_weight [24, 8]", "layer.self_attn.out_proj.bias [8]", "layer.self_attn.out_proj.weight [8, 8]"],
            network.Parameters.Select(p => p.ToString()).Order(StringComparer.Ordinal));
        float limit = MathF.Sqrt(6f / (8 + 24));
        Assert.InRange(network.Parameters.Single(p => p.Name.EndsWith("in_proj_weight", StringComparison.Ordinal)).ToArray().Max(MathF.Abs), 0.9f * limit, limit);
        Assert.All(network.Parameters.Where(p => p.Name.Contains("self_attn", StringComparison.Ordinal) && p.Shape.Length == 1),
            p => Assert.All(p.ToArray(), v => Assert.Equal(0, v)));
    }

    [Fact]
    public void ItsWeightsAreCountedAtTheLayer()
    {
        NetworkModel model = new NetworkBuilder("Net").Input(3, 8).TransformerEncoder(2, 16, name: "layer").ToModel();
        Assert.Equal(model.ParameterCount, Assert.Single(model.Layers).ParameterCount);
        Assert.Equal((24 * 8) + 24 + (8 * 8) + 8 + (16 * 8) + 16 + (8 * 16) + 8 + (4 * 8), model.ParameterCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ALanguageModel_StepsAsItPredicts(bool rotary)
    {
        NetworkBuilder b = new NetworkBuilder("Chat").Input([6], time: 0).Embedding(11, 8);
        b = (rotary ? b : b.PositionalEmbedding()).TransformerEncoder(2, 12, ActivationKind.Gelu, normFirst: true, causal: true, rotary: rotary)
            .TransformerEncoder(2, 12, causal: true, rotary: rotary, attentionBias: false).LayerNorm().Dense(11, bias: false);
        StreamCheck.EqualsPrediction(b, tolerance: 2e-5);
    }

    [Fact]
    public void Mistakes_AreToldAtTheLayer()
    {
        Told("DT0205", "Heads", b => b.TransformerEncoder(3), "'transformerEncoder1.self_attn'", "a divisor of the 4 features");
        Told("DT0204", "Heads", b => b.TransformerEncoder(0), "Heads of 'transformerEncoder1' is 0");
        Told("DT0204", "Hidden", b => b.TransformerEncoder(2, 0), "Hidden of 'transformerEncoder1' is 0");
        Told("DT0205", "Dropout", b => b.TransformerEncoder(2, dropout: 2), "Dropout of 'transformerEncoder1' is 2");
        Told("DT0205", "Epsilon", b => b.TransformerEncoder(2, epsilon: -1), "Epsilon of 'transformerEncoder1.norm1' is -1");
        Told("DT0221", null, b => b.Add(new TransformerDecoderAttribute(2)), "a sequence and a memory");
        Told("DT0401", "Causal", b => b.TransformerEncoder(2), "unless Causal is true", time: 0);
        Told("DT0401", null, b => b.TransformerDecoder(2, from: "input, input"), "all positions", time: 0);

        static void Told(string id, string? argument, Func<NetworkBuilder, NetworkBuilder> layers, string words, string more = "", int time = -1)
        {
            Problem problem = Assert.Single(Build.Run(layers(new NetworkBuilder("Net").Input([5, 4], time)).ToSpec()).Problems);
            Assert.Equal((id, 1, argument), (problem.Kind.Id, problem.Element, problem.Argument));
            Assert.Contains(words, problem.Message, StringComparison.Ordinal);
            Assert.Contains(more, problem.Message, StringComparison.Ordinal);
        }
    }

    // The layer's parameters are those of the parts, with its name in front.
    private static void Same(Func<NetworkBuilder, NetworkBuilder> layer, Func<NetworkBuilder, NetworkBuilder> parts)
    {
        NetworkBuilder Start(string name) => new NetworkBuilder(name).Input(5).Embedding(9, 6, name: "memory").Embedding(9, 4, name: "x", from: "input");
        EngineNetwork whole = layer(Start("Whole")).Build(1), made = parts(Start("Made")).Build(2);
        RandomSource random = new(3);
        Assert.Equal(made.Info.ParameterCount, whole.Info.ParameterCount);
        foreach (Parameter parameter in whole.Parameters)
        {
            float[] values = AgainstEngine.Values(random, parameter.Length);
            parameter.CopyFrom(values);
            string name = parameter.Name.StartsWith("layer.", StringComparison.Ordinal) ? parameter.Name["layer.".Length..] : parameter.Name;
            made.Parameters.Single(p => p.Name == name).CopyFrom(values);
        }
        float[] tokens = AgainstEngine.Inputs(random, whole.Model, 1), expected = new float[20], output = new float[20];
        made.Predict(tokens, expected);
        whole.Predict(tokens, output);
        AgainstEngine.Close(expected, output, 1e-6, "output");
    }
}

using DeepTrainer.Compiler.Tests.Streaming;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Attention;

public class AttentionStreamTests
{
    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Networks = new()
    {
        ["attention"] = b => b.MultiHeadAttention(2, causal: true),
        ["attention without bias"] = b => b.MultiHeadAttention(3, causal: true, bias: false),
        ["rotary attention"] = b => b.MultiHeadAttention(3, causal: true, rotary: true),
        ["attention on attention"] = b => b.MultiHeadAttention(2, causal: true).MultiHeadAttention(1, causal: true, rotary: true),
        ["learned positions"] = b => b.PositionalEmbedding().Tanh(),
        ["sinusoidal positions"] = b => b.SinusoidalEncoding().Tanh().MultiHeadAttention(2, causal: true),
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Steps_GiveWhatTheWholeSequenceGives(string name) =>
        StreamCheck.EqualsPrediction(Networks[name](new NetworkBuilder("Net").Input([9, 6], time: 0)), tolerance: 1e-5);

    [Theory]
    [InlineData("attention without bias")]
    [InlineData("learned positions")]
    public void TokensStep_AsTheWholeTextDoes(string name) =>
        StreamCheck.EqualsPrediction(Networks[name](new NetworkBuilder("Net").Input([7], time: 0).Embedding(11, 6, paddingIndex: 3)), tolerance: 1e-5);

    [Fact]
    public void TheCacheHoldsKeysAndValuesOfAllSteps()
    {
        EngineNetwork network = new NetworkBuilder("Net").Input([9, 6], time: 0).MultiHeadAttention(2, causal: true, name: "attn").Build(1);
        Assert.Equal(2 * 9 * 6, network.StateSize);
        Assert.Equal(["attn.key", "attn.value"], network.Model.Streaming!.Carries.Select(c => c.Name));
    }

    [Fact]
    public void BeyondTheDeclaredContext_AStepIsAnError()
    {
        EngineNetwork network = new NetworkBuilder("Chat").Input([4], time: 0).Embedding(11, 6).MultiHeadAttention(2, causal: true).Build(1);
        float[] output = new float[6], state = new float[network.StateSize];
        network.InitializeState(state);
        for (int position = 0; position < 4; position++)
            network.Step([1], output, state, position);
        float[] before = [.. state];
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => network.Step([1], output, state, 4));
        Assert.Contains("'Chat' looks back on 4 time steps at most", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Step([1], output, state, -1));
        Assert.Contains("from 0 to 10", Assert.Throws<ArgumentOutOfRangeException>(() => network.Step([11], output, state, 0)).Message, StringComparison.Ordinal);
        Assert.Equal(before, state);
    }

    [Fact]
    public void WhatCantStream_IsToldAtTheLayer()
    {
        Told("unless Causal is true", b => b.MultiHeadAttention(2));
        Told("not time", b => b.MultiHeadAttention(2, causal: true), time: 1);
        Told("not time", b => b.PositionalEmbedding(), time: 1);
        Told("from other layers", b => b.MultiHeadAttention(2, causal: true, from: "input, input"));

        static void Told(string words, Func<NetworkBuilder, NetworkBuilder> layers, int time = 0)
        {
            NetworkDefinitionException e = Assert.Throws<NetworkDefinitionException>(layers(new NetworkBuilder("Net").Input([4, 6], time)).ToModel);
            Assert.Equal((1, "DT0401"), (Assert.Single(e.Problems).Element, e.Problems[0].Kind.Id));
            Assert.Contains(words, e.Message, StringComparison.Ordinal);
        }
    }
}

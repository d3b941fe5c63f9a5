using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Streaming;

public class RecurrentStreamTests
{
    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Networks = new()
    {
        ["rnn"] = b => b.Rnn(5, nonlinearity: ActivationKind.Relu),
        ["gru on rnn"] = b => b.Rnn(5).Tanh().Gru(4),
        ["gru without bias"] = b => b.Gru(4, bias: false),
        ["two layers of lstm"] = b => b.Lstm(4, layers: 2, dropout: 0.5),
        ["last step"] = b => b.Lstm(6).Gru(4, returnSequence: false).Dense(3).Softmax(),
        ["two streams that meet"] = b => b.Lstm(4, name: "a").Gru(4, name: "b", from: "input").Add("a, b").Tanh(),
        ["a branch that leads nowhere"] = b => b.Lstm(4, name: "a").Gru(4, name: "b", from: "input").Rnn(3, from: "a"),
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Steps_GiveWhatTheWholeSequenceGives(string name) => StreamCheck.EqualsPrediction(Networks[name](new NetworkBuilder("Net").Input([9, 3], time: 0)));

    [Fact]
    public void SeveralInputsAndOutputs_StepTogether() => StreamCheck.EqualsPrediction(
        new NetworkBuilder("Net").Input([9, 3], time: 0, "left").Input([9, 3], time: 0, "right").InputNamed("context", 4)
            .Add("left, right", name: "both").Lstm(5, name: "sequence").Gru(5, returnSequence: false, name: "end", from: "sequence")
            .Concat("end, context").Dense(3, name: "joined").Output("joined, sequence"));

    [Fact]
    public void WhatOnlyALossJudges_NeedNotStream() => StreamCheck.EqualsPrediction(
        new NetworkBuilder("Net").Input([9, 3], time: 0).Lstm(5, name: "forward").Lstm(5, bidirectional: true, from: "input").Flatten().Dense(2, name: "extra")
            .Mse(from: "forward").Mse(from: "extra").Adam().Output("forward"));

    [Fact]
    public void StateHoldsEachLayersVectors()
    {
        EngineNetwork network = new NetworkBuilder("Net").Input([9, 3], time: 0).Lstm(4, layers: 2).Gru(5, returnSequence: false).Build(1);
        Assert.Equal((3, 5, (4 * 4) + 5), (network.StepInputSize, network.StepOutputSize, network.StateSize));
        Assert.Equal(["lstm1.h_l0", "lstm1.c_l0", "lstm1.h_l1", "lstm1.c_l1", "gru1.h_l0"], network.Model.Streaming!.Carries.Select(c => c.Name));
    }

    [Fact]
    public void WrongLengths_AreErrors()
    {
        EngineNetwork network = new NetworkBuilder("Net").Input([9, 3], time: 0).Rnn(4).Build(1);
        Assert.Contains("3 floats of input", Assert.Throws<ArgumentException>(() => network.Step(new float[4], new float[4], new float[4], 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => network.Step(new float[3], new float[3], new float[4], 0));
        Assert.Throws<ArgumentException>(() => network.Step(new float[3], new float[4], new float[5], 0));
        Assert.Throws<ArgumentException>(() => network.InitializeState(new float[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Step(new float[3], new float[4], new float[4], -1));
    }

    [Fact]
    public void WhatCantStream_IsToldAtTheLayer()
    {
        Told(2, "backwards", b => b.Tanh().Lstm(4, bidirectional: true));
        Told(3, "not time", b => b.Lstm(4).Lstm(3, returnSequence: false).Rnn(3), rank: true);
        Told(2, "first dimension", b => b.Tanh().Lstm(4), time: 1);

        static void Told(int element, string words, Func<NetworkBuilder, NetworkBuilder> layers, int time = 0, bool rank = false)
        {
            NetworkDefinitionException e = Assert.Throws<NetworkDefinitionException>(layers(new NetworkBuilder("Net").Input([5, 3], time)).ToModel);
            Assert.Equal((element, rank ? "DT0220" : "DT0401"), (Assert.Single(e.Problems).Element, e.Problems[0].Kind.Id));
            if (!rank)
                Assert.Contains(words, e.Message, StringComparison.Ordinal);
        }
    }
}

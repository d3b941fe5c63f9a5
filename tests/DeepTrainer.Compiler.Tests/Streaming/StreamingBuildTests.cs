using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Streaming;

public class StreamingBuildTests
{
    [Fact]
    public void NetworkWithoutTime_HasNoStep()
    {
        EngineNetwork network = new NetworkBuilder("Net").Input(4, 2).Tanh().Build(1);
        Assert.Null(network.Model.Streaming);
        Assert.Contains("Time", Assert.Throws<NotSupportedException>(() => network.StateSize).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LayersThatWorkOnEachStep_NeedNoFormOfTheirOwn()
    {
        NetworkBuilder network = new NetworkBuilder("Net").Input([6, 4], time: 0).Tanh(name: "a").Prelu(name: "b").Add("a, b", name: "sum").Softmax();
        EngineNetwork engine = network.Build(1);
        Assert.Equal((4, 4, 0), (engine.StepInputSize, engine.StepOutputSize, engine.StateSize));
        StreamCheck.EqualsPrediction(network);
    }

    // What squeezes or reshapes tells extents of all steps: one step has 1 where they have 11.
    [Fact]
    public void OtherShapesOfASample_KeepItsSteps()
    {
        StreamCheck.EqualsPrediction(new NetworkBuilder("Net").Input([11, 6], time: 0).Squeeze().Tanh());
        StreamCheck.EqualsPrediction(new NetworkBuilder("Net").Input([11, 6], time: 0).Reshape([11, 3, 2]).Tanh().Reshape([11, 6]).Dense(5));
        StreamCheck.EqualsPrediction(new NetworkBuilder("Net").Input([11, 6], time: 0).Unsqueeze(1).Squeeze().Reshape([11, 6]).Lstm(3));
        StreamCheck.EqualsPrediction(new NetworkBuilder("Net").Input([7, 1, 6], time: 0).Squeeze(1).Reshape([-1, 6]).Gru(5));
    }

    [Theory]
    [InlineData("flatten1")]
    [InlineData("softmax1")]
    [InlineData("prelu1")]
    public void LayerThatMixesSteps_IsNamed(string layer)
    {
        NetworkBuilder network = new NetworkBuilder("Net").Input([2, 6], time: layer == "prelu1" ? 0 : 1).Tanh();
        network = layer switch
        {
            "flatten1" => network.Flatten(),
            "softmax1" => network.Softmax(),
            _ => network.Prelu(perChannel: true),
        };
        NetworkDefinitionException e = Assert.Throws<NetworkDefinitionException>(network.ToModel);
        Problem problem = Assert.Single(e.Problems);
        Assert.Equal(("DT0401", 2), (problem.Kind.Id, problem.Element));
        Assert.Contains($"'{layer}'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TimeOutsideOfTheSample_IsAMistake()
    {
        NetworkDefinitionException e = Assert.Throws<NetworkDefinitionException>(new NetworkBuilder("Net").Input([2, 6], time: 2).Tanh().ToModel);
        Assert.Equal(("DT0205", "Time"), (Assert.Single(e.Problems).Kind.Id, e.Problems[0].Argument));
    }
}

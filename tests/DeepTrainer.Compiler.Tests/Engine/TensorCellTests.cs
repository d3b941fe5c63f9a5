using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;
using DeepTrainer.Tests.Tensors;

namespace DeepTrainer.Compiler.Tests.Engine;

/// <summary>Recurrences that users write as one step.</summary>
public class TensorCellTests
{
    private static readonly Dictionary<string, (Delegate Cell, string States)> Cases = new()
    {
        ["minGru"] = (Cells.MinGru, ""),
        ["gru"] = (Cells.Gru, ""),
        ["peephole"] = (Cells.Peephole, ""),
        ["memory"] = (Cells.Memory, "memory = [3, 6]"),
        ["convolved"] = (Cells.Convolved, "h = [2, 6]"),
        ["leaky"] = (Cells.Leaky, ""),
        ["taking"] = (Cells.Taking, ""),
        ["spiking"] = (Cells.Spiking, ""),
    };

    public static TheoryData<string, int> Names => [.. Cases.Keys.SelectMany(c => new[] { 1, 2, 5 }, (c, steps) => (c, steps))];

    // What a step's slope is taken for, differences don't see.
    public static TheoryData<string, int> Smooth => [.. Cases.Keys.Where(c => c != "spiking").SelectMany(c => new[] { 1, 2, 5 }, (c, steps) => (c, steps))];

    [Theory, MemberData(nameof(Smooth))]
    public void GradientsThroughTimeAreRight(string cell, int steps)
    {
        GradientCheckResult result = GradientCheck.Run(Network(cell, steps).Sgd(), seed: 3);
        Assert.True(result.Worst.Relative < 1e-5, $"{result}");
        result = GradientCheck.Run(Network(cell, steps, reverse: true, returnSequence: false).Sgd(), seed: 4);
        Assert.True(result.Worst.Relative < 1e-5, $"{result}");
    }

    [Theory, MemberData(nameof(Names))]
    public void GeneratedCodeAgreesWithTheEngine(string cell, int steps)
    {
        foreach (bool reverse in new[] { false, true })
        {
            NetworkModel model = Network(cell, steps, reverse, returnSequence: !reverse).Sgd().ToModel();
            AgainstEngine.Compare(model, [1, 3, 17]);
        }
    }

    [Fact]
    public void AGruWrittenOut_IsTheLibrarysOwn()
    {
        EngineNetwork own = new NetworkBuilder("Net").Input(5, 4).Recurrent(Cells.Gru, [6]).Flatten().Dense(3).Mse().Adam().Build(3);
        EngineNetwork builtIn = new NetworkBuilder("Net").Input(5, 4).Gru(6).Flatten().Dense(3).Mse().Adam().Build(3);
        foreach ((Parameter a, Parameter b) in own.Parameters.OrderBy(p => p.Name[^1]).ThenBy(p => p.Name.Split('.')[1])
            .Zip(builtIn.Parameters.OrderBy(p => p.Name[^1]).ThenBy(p => p.Name.Split('.')[1])))
        {
            Assert.Equal(b.Shape, a.Shape);
            a.CopyFrom(b.ToArray());
        }
        float[] inputs = AgainstEngine.Values(new(1), 3 * 20), targets = AgainstEngine.Values(new(2), 9);
        for (int i = 0; i < 5; i++)
            Assert.Equal(builtIn.TrainBatch(inputs, targets), own.TrainBatch(inputs, targets), 1e-5f);
    }

    [Theory]
    [InlineData("minGru")]
    [InlineData("peephole")]
    [InlineData("memory")]
    [InlineData("convolved")]
    [InlineData("spiking")]
    public void AStream_GivesStepByStepWhatTheWholeGives(string cell)
    {
        NetworkBuilder builder = new NetworkBuilder("Net").Add(new InputAttribute(5, 4) { Time = 0 }).Recurrent(Cases[cell].Cell, [6], Cases[cell].States);
        NetworkModel model = builder.ToModel();
        float[] input = AgainstEngine.Values(new(1), 20);
        foreach (INetwork network in new INetwork[] { builder.Build(3), CompiledNetwork.Create(model, 3) })
        {
            int size = network.Info.OutputSize / 5;
            float[] whole = new float[5 * size], step = new float[size];
            network.Predict(input, whole);
            var stream = (IStreamingNetwork)network;
            float[] state = new float[stream.StateSize];
            stream.InitializeState(state);
            for (int t = 0; t < 5; t++)
            {
                stream.Step(input.AsSpan(4 * t, 4), step, state, t);
                AgainstEngine.Close(whole.AsSpan(t * size, size), step, 1e-5, $"{cell}, step {t}");
            }
        }
    }

    [Fact]
    public void InitialStates_AreGivenBehindTheSequence()
    {
        NetworkBuilder network = new NetworkBuilder("Net").InputNamed("x", 5, 4).InputNamed("h0", 6).Recurrent(Cells.MinGru, [6], from: "x, h0").Flatten().Dense(3).Mse().Sgd();
        Assert.True(GradientCheck.Run(network).Worst.Relative < 1e-6);
        AgainstEngine.Compare(network.ToModel(), CompiledNetwork.Create(network.ToModel(), 7), 3);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    public void WhatIsTheSameForAllSteps_IsGivenAtTheEnd(int steps, bool reverse)
    {
        NetworkBuilder attending = new NetworkBuilder("Attending").InputNamed("x", steps, 4).InputNamed("rows", 7, 3).Dense(3, from: "rows", name: "memory")
            .Recurrent(Cells.Attending, [6], from: "x, memory", reverse: reverse).Flatten().Dense(3).Mse().Sgd();
        NetworkBuilder biased = new NetworkBuilder("Biased").InputNamed("x", steps, 4).InputNamed("h0", 6).InputNamed("bias", 3).InputNamed("gain", 6)
            .Recurrent(Cells.Biased, [6], from: "x, h0, bias, gain", returnSequence: steps > 1, reverse: reverse).Flatten().Dense(3).Mse().Sgd();
        foreach (NetworkBuilder network in new[] { attending, biased })
        {
            GradientCheckResult result = GradientCheck.Run(network, seed: 3);
            Assert.True(result.Worst.Relative < 1e-5, $"{result}");
            NetworkModel model = network.ToModel();
            Func<int, INetwork> create = CompiledNetwork.Compile([model], [256])[0];
            foreach (int batch in new[] { 1, 3, 17 })
                AgainstEngine.Compare(model, create(7), batch);
        }
    }

    // Once, not for each of the steps.
    [Fact]
    public void WhatIsMadeOfThat_IsComputedOnce()
    {
        NetworkModel model = new NetworkBuilder("Once").InputNamed("x", 5, 4).InputNamed("rows", 7, 3)
            .Recurrent(Cells.Attending, [6], from: "x, rows", name: "cell").Flatten().Dense(3).Mse().Sgd().ToModel();
        Node keys = model.Inference.Nodes.Single(n => n.Primitive is Primitives.Contract && n.Inputs.Any(i => i.Name == "cell.keys.weight"));
        Assert.Equal([7, 5], keys.Shape.PerSample);
    }

    [Fact]
    public void WhatIsMissingOfThat_IsNamed()
    {
        string message = Assert.Throws<NetworkDefinitionException>(() => new NetworkBuilder("Net").Input(5, 4).Recurrent(Cells.Attending, [6]).Mse().Sgd().ToModel()).Message;
        Assert.Contains("behind x, h it takes what is the same for all steps: name a layer for rows at the end of From, or give a state for "
            + "each of them", message, StringComparison.Ordinal);
    }

    private static NetworkBuilder Network(string cell, int steps, bool reverse = false, bool returnSequence = true) => new NetworkBuilder("Net").Input(steps, 4)
        .Recurrent(Cases[cell].Cell, [6], Cases[cell].States, reverse: reverse, returnSequence: returnSequence).Flatten().Dense(3).Mse();
}

using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>Weights that networks take over from each other.</summary>
public class NetworkCopyTests
{
    private static NetworkBuilder Whole(string name, int outputs = 3) => new NetworkBuilder(name).Input(5).Dense(17, name: "encoder.first")
        .BatchNorm(name: "encoder.norm").Relu().Dense(outputs, name: "head").Mse().Sgd(0.1, momentum: 0.9);

    private static readonly float[] Inputs = [.. Enumerable.Range(0, 35).Select(i => MathF.Sin(i))], Targets = [.. Enumerable.Range(0, 21).Select(i => MathF.Cos(i))];

    [Fact]
    public void AClone_GoesOnAsTheNetworkDoes_AndIsItsOwn()
    {
        EngineNetwork engine = Whole("Cloned").Build(1);
        engine.TrainBatch(Inputs, Targets);
        EngineNetwork clone = engine.Clone();
        INetwork generated = CompiledNetwork.Create(engine.Model, 9);
        generated.CopyCheckpointFrom(engine);
        Assert.Equal((1L, engine.Seed, engine.LearningRate), (generated.Steps, generated.Seed, generated.LearningRate));
        float loss = engine.TrainBatch(Inputs, Targets);
        Assert.Equal(loss, clone.TrainBatch(Inputs, Targets));
        Assert.Equal(loss, generated.TrainBatch(Inputs, Targets), 1e-5f);
        foreach ((Parameter expected, Parameter actual) in engine.Parameters.Concat(engine.OptimizerState).Zip(clone.Parameters.Concat(clone.OptimizerState)))
            Assert.Equal(expected.ToArray(), actual.ToArray());
        foreach ((Parameter expected, Parameter actual) in engine.Parameters.Concat(engine.OptimizerState).Zip(generated.Parameters.Concat(generated.OptimizerState)))
            AgainstEngine.Close(expected.ToArray(), actual.ToArray(), 1e-4, expected.Name);
        clone.TrainBatch(Inputs, Targets);
        Assert.NotEqual(engine.Parameters[0].ToArray(), clone.Parameters[0].ToArray());
    }

    [Fact]
    public void PartsThatBothHave_AreCopiedByTheirNames()
    {
        INetwork from = CompiledNetwork.Create(Whole("From").ToModel(), 1);
        EngineNetwork to = Whole("To", outputs: 4).Build(2);
        float[] head = to.Parameters.First(p => p.Name == "head.weight").ToArray();
        Assert.Equal(["encoder.first.weight", "encoder.first.bias"], to.CopyFrom(from, "encoder.first.*"));
        Assert.Equal(["encoder.first.weight", "encoder.norm.weight"], to.CopyFrom(from, "encoder.*.weight"));
        to.CopyFrom(from, "encoder.*");
        foreach (Parameter parameter in to.Parameters.Where(p => p.Name.StartsWith("encoder", StringComparison.Ordinal)))
            Assert.Equal(from.Parameters.First(p => p.Name == parameter.Name).ToArray(), parameter.ToArray());
        Assert.Equal(head, to.Parameters.First(p => p.Name == "head.weight").ToArray());
    }

    // A target network: Lillicrap and others, Continuous control with deep reinforcement learning, 2015.
    [Fact]
    public void WeightsFollowOthers_AShareOfTheWay()
    {
        INetwork from = CompiledNetwork.Create(Whole("From").ToModel(), 1);
        EngineNetwork to = Whole("To").Build(2);
        from.TrainBatch(Inputs, Targets);
        float[][] before = [.. to.Parameters.Select(p => p.ToArray())];
        to.MoveTowards(from, 0.25f);
        for (int i = 0; i < before.Length; i++)
        {
            float[] theirs = from.Parameters[i].ToArray();
            Assert.Equal(to.Parameters[i].IsTrained ? before[i].Select((w, k) => w + (0.25f * (theirs[k] - w))) : theirs, to.Parameters[i].ToArray());
        }
        to.MoveTowards(from, 1, "head.*");
        AgainstEngine.Close(from.Parameters.First(p => p.Name == "head.weight").ToArray(), to.Parameters.First(p => p.Name == "head.weight").ToArray(), 1e-6, "head");
        Assert.Throws<ArgumentOutOfRangeException>(() => to.MoveTowards(from, float.NaN));
        Assert.Throws<ArgumentException>(() => to.MoveTowards(from, 0.5f, "nothing"));
    }

    [Fact]
    public void WhatDoesNotFit_IsToldWithNamesAndShapes_AndNothingIsChanged()
    {
        EngineNetwork from = Whole("From", outputs: 4).Build(1), to = Whole("To").Build(2);
        float[] before = to.Parameters[0].ToArray();
        string message = Assert.Throws<ArgumentException>(() => to.CopyFrom(from)).Message;
        Assert.Contains("'head.weight' is [4, 17] there but [3, 17] here", message, StringComparison.Ordinal);
        Assert.Contains("'head.bias' is [4] there but [3] here", message, StringComparison.Ordinal);
        Assert.Equal(before, to.Parameters[0].ToArray());
        EngineNetwork other = new NetworkBuilder("Other").Input(5).Dense(17, name: "encoder.first").Dense(3, name: "tail").Mse().Adam().Build(3);
        message = Assert.Throws<ArgumentException>(() => to.CopyFrom(other)).Message;
        Assert.Contains("'Other' has no 'head.weight' [3, 17]", message, StringComparison.Ordinal);
        Assert.Contains("'To' has no 'tail.bias' [3]", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => to.CopyFrom(other, "decoder.*")).Message;
        Assert.Contains("fits 'decoder.*'", message, StringComparison.Ordinal);
        Assert.Equal(before, to.Parameters[0].ToArray());
    }
}

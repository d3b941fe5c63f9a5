using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Classes for predictions alone: the same as the network's, with its weights, and nothing to train with.</summary>
public class InferenceTests
{
    /// <summary>The network, and the part of it that predicts.</summary>
    private static (NetworkModel Whole, NetworkModel Inference) Both(NetworkModel whole)
    {
        (NetworkModel? model, ImmutableArray<Problem> problems) = Build.Run(Inference.Of(whole.Spec) with { Name = whole.Spec.Name + "Model" });
        Assert.Empty(problems.Where(p => p.Kind.Severity == ProblemSeverity.Error));
        return (whole, model!);
    }

    [Fact]
    public void Predictions_AreTheSameBitForBit()
    {
        NetworkModel[] models =
        [
            RandomNormalizedNetworks.Generate(2),
            // Here training lays weights otherwise than predictions alone do.
            RandomImageNetworks.Generate(49),
            Model(new NetworkBuilder("Signal").Input([3, 23], time: 1).Conv1D(5, [3], paddings: [2, 0]).Relu().Conv1D(2, [1]).Mse().Adam()),
            Model(new NetworkBuilder("Sequence").Input(11, 6).Lstm(9).Dropout(0.3).Dense(4).CrossEntropy(axis: -1).Adam().ClipGradientNorm(1)),
        ];
        var pairs = models.Select(Both).ToArray();
        ImmutableArray<Func<int, INetwork>> compiled = CompiledNetwork.Compile([.. pairs.SelectMany(p => new[] { p.Whole, p.Inference })], [256]);
        for (int i = 0; i < pairs.Length; i++)
        {
            INetwork whole = compiled[2 * i](7), inference = compiled[(2 * i) + 1](7);
            Assert.All(inference.Parameters.Where(p => p.IsTrained), p => Assert.All(p.ToArray(), v => Assert.True(float.IsNaN(v))));
            inference.CopyFrom(whole);
            if (whole is IStreamingNetwork steps)
                Assert.Equal(Steps(steps), Steps((IStreamingNetwork)inference));
            foreach (int rows in (int[])[1, 3, 17])
            {
                float[] inputs = [.. Enumerable.Range(0, rows * whole.Info.InputSize).Select(k => MathF.Sin(k))];
                float[] expected = new float[rows * whole.Info.OutputSize], actual = new float[expected.Length];
                whole.PredictBatch(inputs, expected);
                inference.PredictBatch(inputs, actual);
                Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), actual.Select(BitConverter.SingleToInt32Bits));
            }
        }
    }

    [Fact]
    public void TheClass_SaysWhatOutputsMean_AndThatItCanOnlyPredict()
    {
        (NetworkModel whole, NetworkModel inference) = Both(Model(new NetworkBuilder("Kinds").Input(4).Dense(3).CrossEntropy().Adam()));
        ImmutableArray<Func<int, INetwork>> compiled = CompiledNetwork.Compile([whole, inference], [128]);
        INetwork trained = compiled[0](1), model = compiled[1](1);
        Assert.Equal(trained.Info.Targets.Select(t => (t.Name, t.Layer, t.Kind, t.Classes, t.Scores)),
            model.Info.Targets.Select(t => (t.Name, t.Layer, t.Kind, t.Classes, t.Scores)));
        Assert.Equal((trained.Info.TargetKind, trained.Info.TargetSize), (model.Info.TargetKind, model.Info.TargetSize));
        Assert.Equal("Kinds", model.Info.InferenceOf);
        Assert.Empty(model.OptimizerState);
        Assert.Throws<ArithmeticException>(() => model.Classify([1, 2, 3, 4]));
        model.CopyFrom(trained);
        Assert.Equal(trained.Classify([1, 2, 3, 4]), model.Classify([1, 2, 3, 4]));
        foreach (Action use in (Action[])[() => model.TrainBatch([1, 2, 3, 4], [1]), () => model.Evaluate([1, 2, 3, 4], [1])])
            Assert.Equal("'KindsModel' has no code for training or evaluating: that is what 'Kinds' is for, whose weights 'KindsModel'.CopyFrom "
                + "takes over.", Assert.Throws<NotSupportedException>(use).Message);
    }

    private static float[] Steps(IStreamingNetwork network)
    {
        float[] state = new float[network.StateSize], outputs = new float[9 * network.StepOutputSize];
        network.InitializeState(state);
        for (int t = 0; t < 9; t++)
            network.Step([.. Enumerable.Range(0, network.StepInputSize).Select(k => MathF.Cos(t + k))],
                outputs.AsSpan(t * network.StepOutputSize, network.StepOutputSize), state, t);
        return outputs;
    }

    private static NetworkModel Model(NetworkBuilder builder) => NetworkModels.Of(builder.Build(seed: 1));
}

using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Streaming;

/// <summary>Steps against predictions of whole sequences, in the engine and in generated code.</summary>
internal static class StreamCheck
{
    /// <summary>
    /// Each step's output is that of the same step when all are given at once (a network that gives its last step's output gives it
    /// at last), and generated code leaves the same state as the engine after each.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="tolerance">Relative to the largest output.</param>
    public static void EqualsPrediction(NetworkBuilder network, double tolerance = 2e-6)
    {
        NetworkModel model = network.ToModel();
        EngineNetwork engine = new(model, 7);
        var generated = (IStreamingNetwork)CompiledNetwork.Create(model, 7);
        Assert.Equal((engine.StepInputSize, engine.StepOutputSize, engine.StateSize), (generated.StepInputSize, generated.StepOutputSize, generated.StateSize));
        float[] input = AgainstEngine.Inputs(new RandomSource(3), model, 1);
        (float[] Output, float[] State)[] expected = Steps(engine, model, input), actual = Steps(generated, model, input);
        for (int t = 0; t < expected.Length; t++)
        {
            AgainstEngine.Close(expected[t].Output, actual[t].Output, tolerance, $"generated output of step {t}");
            Assert.Equal(expected[t].State.Select(float.IsNegativeInfinity), actual[t].State.Select(float.IsNegativeInfinity));
            AgainstEngine.Close(Finite(expected[t].State), Finite(actual[t].State), tolerance, $"generated state after step {t}");
        }

        float[] whole = new float[engine.Info.OutputSize];
        engine.Predict(input, whole);
        foreach ((TensorPart all, TensorPart step) in model.Outputs.Zip(model.Streaming!.Outputs))
        {
            float[] values = whole[all.Offset..(all.Offset + all.Size)];
            if (all.Size == step.Size)
            {
                AgainstEngine.Close(values, expected[^1].Output.AsSpan(step.Offset, step.Size), tolerance, $"last step of {all.Name}");
                continue;
            }
            int axis = Enumerable.Range(0, all.Shape.Rank).First(a => all.Shape[a] != step.Shape[a]);
            int warmup = expected.Length - all.Shape[axis];
            Assert.Equal(model.Streaming!.WarmupSteps, warmup);
            for (int t = warmup; t < expected.Length; t++)
                AgainstEngine.Close(At(values, all.Shape, axis, t - warmup), expected[t].Output.AsSpan(step.Offset, step.Size), tolerance, $"step {t} of {all.Name}");
        }
    }

    /// <summary>The outputs of a sample's steps one after another, and the states that they leave.</summary>
    public static (float[] Output, float[] State)[] Steps(IStreamingNetwork network, NetworkModel model, float[] input)
    {
        Surrounded output = new(network.StepOutputSize), state = new(network.StateSize);
        (TensorPart Part, int? Axis)[] inputs = [.. model.Inputs.Select((part, i) => (part, Layers.Input.TimeOf(model.Spec.Elements[i]) - 1))];
        (TensorPart first, int? time) = inputs.First(i => i.Axis is not null);
        network.InitializeState(state.Floats);
        return
        [
            .. Enumerable.Range(0, first.Shape[time!.Value]).Select(t =>
            {
                float[] step = [.. inputs.SelectMany(i => input[i.Part.Offset..(i.Part.Offset + i.Part.Size)] is var x && i.Axis is { } axis ? At(x, i.Part.Shape, axis, t) : x)];
                network.Step(step, output.Floats, state.Floats, t);
                return (output.Checked(), state.Checked());
            }),
        ];
    }

    // what stands in the border of a maximum
    private static float[] Finite(float[] state) => [.. state.Select(value => float.IsNegativeInfinity(value) ? 0 : value)];

    /// <summary>One step's part of a sequence whose steps lie along an axis.</summary>
    public static float[] At(float[] values, Shape shape, int axis, int step)
    {
        int inner = shape.Dimensions.Skip(axis + 1).Aggregate(1, (a, b) => a * b);
        return [.. values.Where((_, i) => i / inner % shape[axis] == step)];
    }
}

using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Streaming;

/// <summary>Steps against predictions of whole sequences.</summary>
internal static class StreamCheck
{
    /// <summary>Each step's output is that of the same step when all are given at once; a network that gives its last step's output gives it at last.</summary>
    /// <param name="network">The engine's network.</param>
    /// <param name="from">The first step at which they must agree.</param>
    /// <param name="tolerance">Relative to the largest output.</param>
    public static void EqualsPrediction(EngineNetwork network, int from = 0, double tolerance = 1e-6)
    {
        int axis = Forward.TimeOf(network.Model.Spec)!.Value - 1;
        int steps = network.Info.InputShape[axis];
        RandomSource random = new(3);
        float[] input = Rendering.AgainstEngine.Inputs(random, network.Model, 1);
        float[] expected = new float[network.Info.OutputSize], output = new float[network.StepOutputSize], state = new float[network.StateSize];
        network.Predict(input, expected);
        network.InitializeState(state);
        int outputSteps = expected.Length / output.Length;
        Assert.True(outputSteps == steps || outputSteps == 1);
        int outputAxis = outputSteps == 1 ? 0 : Enumerable.Range(0, network.Info.OutputShape.Length).First(a => network.Info.OutputShape[a] != network.Model.Streaming!.OutputShape[a]);
        for (int t = 0; t < steps; t++)
        {
            network.Step(At(input, network.Info.InputShape, axis, t), output, state, t);
            if (t >= from && outputSteps == steps)
                Rendering.AgainstEngine.Close(At(expected, network.Info.OutputShape, outputAxis, t), output, tolerance, $"step {t}");
        }
        if (outputSteps == 1)
            Rendering.AgainstEngine.Close(expected, output, tolerance, "last step");
    }

    /// <summary>One step's part of a sequence whose steps lie along an axis.</summary>
    public static float[] At(float[] values, IReadOnlyList<int> shape, int axis, int step)
    {
        int inner = shape.Skip(axis + 1).Aggregate(1, (a, b) => a * b);
        return [.. values.Where((_, i) => i / inner % shape[axis] == step)];
    }
}

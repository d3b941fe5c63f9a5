using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Gradients that generated code hands out and takes, beside the engine's.</summary>
internal static class GradientsAgainstEngine
{
    public static NetworkModel WithGradients(NetworkModel model) => DeepTrainer.Compiler.Passes.Build.Run(model.Spec with { Gradients = true }).Model!;

    /// <summary>Gradients of a batch; two steps of two batches each, one of them by the outputs' gradients.</summary>
    public static void Compare(NetworkModel model, INetwork network, int batch, double tolerance = 5e-4)
    {
        EngineNetwork engine = new(model, seed: 7);
        var generated = (IGradientNetwork)network;
        string name = model.Spec.Name;
        RandomSource random = new(batch);
        Assert.Equal(engine.GradientSize, generated.GradientSize);
        if (model.HasLoss)
            CompareGradients(engine, generated, model, batch, tolerance, random);
        for (int step = 1; step <= 2 && model.Training is not null; step++)
        {
            foreach (int count in (int[])[batch, batch + 3])
            {
                float[] inputs = AgainstEngine.Inputs(random, model, count), targets = AgainstEngine.Targets(random, model, count);
                Surrounded ours = new(inputs.Length), theirs = new(inputs.Length);
                float expected = Accumulate(engine, model, inputs, targets, theirs.Floats), actual = Accumulate(generated, model, inputs, targets, ours.Floats);
                if (!float.IsFinite(expected))
                    return;
                AgainstEngine.Close([expected], [actual], tolerance, $"{name}: accumulated loss");
                AgainstEngine.Close(theirs.Checked(), ours.Checked(), tolerance, $"{name}: accumulated input gradients");
            }
            CompareBackward(engine, generated, model, batch, tolerance, random);
            Assert.Equal(engine.AccumulatedSamples, generated.AccumulatedSamples);
            foreach ((Parameter sum, Parameter own) in engine.AccumulatedGradients.Zip(generated.AccumulatedGradients))
            {
                Assert.Equal(sum.ToString(), own.ToString());
                AgainstEngine.Close(sum.ToArray(), own.ToArray(), tolerance * 3, $"{name}: sum of {sum.Name}");
            }
            // What is so small that its sign is chance decides the step of some rules: both go on from the same sums.
            foreach ((Parameter sum, Parameter own) in engine.AccumulatedGradients.Zip(generated.AccumulatedGradients))
                own.CopyFrom(sum.ToArray());
            engine.Apply();
            generated.Apply();
            Assert.Equal(0, generated.AccumulatedSamples);
            Assert.Equal(engine.Steps, generated.Steps);
            foreach ((Parameter expected, Parameter actual) in engine.Parameters.Concat(engine.OptimizerState).Zip(generated.Parameters.Concat(generated.OptimizerState)))
                AgainstEngine.Close(expected.ToArray(), actual.ToArray(), tolerance, $"{name}: {expected.Name} after step {step}");
        }
    }

    private static void CompareGradients(EngineNetwork engine, IGradientNetwork generated, NetworkModel model, int batch, double tolerance, RandomSource random)
    {
        string name = model.Spec.Name;
        float[] inputs = AgainstEngine.Inputs(random, model, batch), targets = AgainstEngine.Targets(random, model, batch);
        float[] parameters = new float[engine.GradientSize], samples = new float[inputs.Length];
        float expected = Gradients(engine, model, inputs, targets, parameters, samples);
        Surrounded ownParameters = new(parameters.Length), ownSamples = new(samples.Length), alone = new(samples.Length), besides = new(parameters.Length);
        float actual = Gradients(generated, model, inputs, targets, ownParameters.Floats, ownSamples.Floats);
        AgainstEngine.Close([expected], [actual], tolerance, $"{name}: loss");
        AgainstEngine.Close(samples, ownSamples.Checked(), tolerance, $"{name}: input gradients");
        GradientLayout layout = new(generated);
        foreach (string parameter in layout.Names)
            AgainstEngine.Close(layout.Of(parameter, parameters), layout.Of(parameter, ownParameters.Checked()), tolerance, $"{name}: gradient of {parameter}");
        // what is left out changes nothing of the rest
        Assert.Equal(actual, Gradients(generated, model, inputs, targets, [], alone.Floats));
        Assert.Equal(actual, Gradients(generated, model, inputs, targets, besides.Floats, []));
        Assert.Equal(ownSamples.Checked(), alone.Checked());
        Assert.Equal(ownParameters.Checked(), besides.Checked());
        Assert.Equal(actual, Gradients(generated, model, inputs, targets, [], []));
    }

    private static void CompareBackward(EngineNetwork engine, IGradientNetwork generated, NetworkModel model, int batch, double tolerance, RandomSource random)
    {
        string name = model.Spec.Name;
        float[] inputs = AgainstEngine.Inputs(random, model, batch), given = AgainstEngine.Values(random, batch * engine.Info.OutputSize);
        float[] outputs = new float[given.Length], samples = new float[inputs.Length];
        Surrounded ownOutputs = new(given.Length), ownSamples = new(samples.Length);
        engine.Forward(inputs, outputs);
        generated.Forward(inputs, ownOutputs.Floats);
        AgainstEngine.Close(outputs, ownOutputs.Checked(), tolerance, $"{name}: outputs in training");
        engine.Backward(inputs, given, samples);
        generated.Backward(inputs, given, ownSamples.Floats);
        AgainstEngine.Close(samples, ownSamples.Checked(), tolerance, $"{name}: input gradients of the outputs'");
    }

    private static float Gradients(IGradientNetwork network, NetworkModel model, float[] inputs, float[] targets, Span<float> parameters, Span<float> samples) =>
        model.Target == Losses.TargetKind.ClassIndices ? network.Gradients(inputs, [.. targets.Select(t => (int)t)], parameters, samples)
        : network.Gradients(inputs, targets, parameters, samples);

    private static float Accumulate(IGradientNetwork network, NetworkModel model, float[] inputs, float[] targets, Span<float> samples) =>
        model.Target == Losses.TargetKind.ClassIndices ? network.Accumulate(inputs, (ReadOnlySpan<int>)[.. targets.Select(t => (int)t)], [], samples)
        : network.Accumulate(inputs, targets, [], samples);
}

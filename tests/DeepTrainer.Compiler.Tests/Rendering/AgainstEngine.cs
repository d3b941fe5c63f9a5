using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Runs generated code and the engine side by side and compares what comes out.</summary>
internal static class AgainstEngine
{
    /// <summary>Predictions, losses, ten optimizer steps (weights and state after each) and predictions again.</summary>
    public static void Compare(NetworkModel model, INetwork generated, int batch, double tolerance = 2e-4)
    {
        EngineNetwork engine = new(model, seed: 7);
        string name = model.Spec.Name;
        Assert.Equal(engine.Info.ParameterCount, generated.Info.ParameterCount);
        foreach ((Parameter expected, Parameter actual) in engine.Parameters.Zip(generated.Parameters))
            Close(expected.ToArray(), actual.ToArray(), 0, $"{name}: initial {expected.Name}");

        RandomSource random = new(batch);
        float[] inputs = Inputs(random, model, batch);
        ComparePredictions(engine, generated, inputs, tolerance, $"{name} before training");
        if (!model.HasLoss)
            return;
        bool labels = model.Target == Losses.TargetKind.ClassIndices;
        float[] targets = Targets(random, model, batch);
        int[] classes = [.. labels ? targets.Select(t => (int)t) : []];
        Close([labels ? engine.Evaluate(inputs, classes) : engine.Evaluate(inputs, targets)],
            [labels ? generated.Evaluate(inputs, classes) : generated.Evaluate(inputs, targets)], tolerance, $"{name}: evaluated loss");
        if (model.Training is null)
            return;
        for (int step = 1; step <= 10; step++)
        {
            float loss = labels ? engine.TrainBatch(inputs, classes) : engine.TrainBatch(inputs, targets);
            float generatedLoss = labels ? generated.TrainBatch(inputs, classes) : generated.TrainBatch(inputs, targets);
            if (!float.IsFinite(loss))
            {
                // Some random networks diverge; there is nothing to compare from then on.
                Assert.False(float.IsFinite(generatedLoss), $"{name}: loss of step {step} is {loss}, but {generatedLoss} in generated code");
                return;
            }
            Close([loss], [generatedLoss], tolerance, $"{name}: loss of step {step}");
            foreach ((Parameter expected, Parameter actual) in engine.Parameters.Concat(engine.OptimizerState).Zip(generated.Parameters.Concat(generated.OptimizerState)))
                Close(expected.ToArray(), actual.ToArray(), tolerance, $"{name}: {expected.Name} after step {step}");
        }
        ComparePredictions(engine, generated, inputs, tolerance, $"{name} after training");
    }

    /// <summary>The same for several numbers of samples, of a network that is compiled once.</summary>
    public static void Compare(NetworkModel model, int[] batches, double tolerance = 2e-4)
    {
        Func<int, INetwork> create = CompiledNetwork.Factory(model);
        foreach (int batch in batches)
            Compare(model, create(7), batch, tolerance);
    }

    /// <summary>Compares tensors by their largest element.</summary>
    public static void Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = 5e-3;
        foreach (float e in expected)
            largest = Math.Max(largest, Math.Abs(e));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * largest,
                $"{what}[{i}]: expected {expected[i]:R}, got {actual[i]:R} (largest {largest:R})");
        }
    }

    /// <summary>Random samples; what numbers an embedding's rows does so.</summary>
    public static float[] Inputs(RandomSource random, NetworkModel model, int batch)
    {
        int size = (int)model.InputShape.SampleSize;
        float[] inputs = Values(random, batch * size);
        foreach (IndexRange range in model.Indices)
        {
            foreach (int position in Enumerable.Range(0, batch).SelectMany(n => range.Positions.Select(p => (n * size) + p)))
                inputs[position] = random.Next(range.Rows);
        }
        return inputs;
    }

    public static float[] Values(RandomSource random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];

    /// <summary>Random targets of the kinds that the losses take, a row a sample.</summary>
    public static float[] Targets(RandomSource random, NetworkModel model, int batch)
    {
        float[] rows = new float[batch * model.TargetSize];
        for (int n = 0; n < batch; n++)
        {
            foreach (TargetSpec target in model.Targets)
                Fill(rows.AsSpan((n * model.TargetSize) + target.Offset, target.Size), random, target.Form);
        }
        return rows;
    }

    private static void Fill(Span<float> values, RandomSource random, Losses.TargetForm form)
    {
        if (form.Sequence is { } sequence)
        {
            FillSequence(values, random, form.Classes, sequence.Blank);
            return;
        }
        float sum = 0;
        foreach (ref float value in values)
        {
            value = form.Kind switch
            {
                Losses.TargetKind.ClassIndices => random.Next(form.Classes),
                Losses.TargetKind.Probabilities => random.NextSingle(),
                _ => (float)random.NextGaussian(),
            };
            sum += value;
        }
        if (form.Kind != Losses.TargetKind.Probabilities)
            return;
        foreach (ref float value in values)
            value /= sum;
    }

    // Some labels, none of them the blank, and a row's end filled in one of the two ways that are allowed.
    private static void FillSequence(Span<float> values, RandomSource random, int classes, int blank)
    {
        int length = random.Next(values.Length + 1);
        values[length..].Fill(random.Next(2) == 0 ? blank : -1);
        foreach (ref float value in values[..length])
            value = (blank + 1 + random.Next(classes - 1)) % classes;
    }

    private static void ComparePredictions(EngineNetwork engine, INetwork generated, float[] inputs, double tolerance, string what)
    {
        int batch = inputs.Length / engine.Info.InputSize, size = engine.Info.OutputSize;
        float[] expected = new float[batch * size];
        Surrounded actual = new(batch * size), single = new(size);
        engine.PredictBatch(inputs, expected);
        generated.PredictBatch(inputs, actual.Floats);
        Close(expected, actual.Checked(), tolerance, $"{what}: batch prediction");
        generated.Predict(inputs.AsSpan(0, engine.Info.InputSize), single.Floats);
        Close(expected.AsSpan(0, size), single.Checked(), tolerance, $"{what}: single prediction");
    }
}

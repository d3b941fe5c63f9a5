using DeepTrainer.Engine;

namespace Samples.Common;

/// <summary>Compares generated code with the engine, which calls the methods instead of reading them, and gradients with differences.</summary>
internal static class Agreement
{
    private const int Batch = 3;
    private const double Tolerance = 1e-3, GradientTolerance = 1e-5;

    /// <summary>What is wrong with a network; null if nothing is.</summary>
    /// <param name="whole">Inputs are whole numbers below this; where it is 0, any numbers from -1 to 1.</param>
    /// <param name="steps">
    /// How many steps of training: one, where biases in front of batch norm, which the loss can't feel, have gradients of rounding alone, of which Adam makes whole steps.
    /// </param>
    /// <param name="checksGradients">Whether all gradients are compared with differences, too: for small networks.</param>
    public static string? Mistake<T>(int whole = 0, int steps = 2, bool checksGradients = false)
        where T : class, INetwork<T>
    {
        T network = T.Create(1);
        EngineNetwork engine = EngineNetwork.FromDeclaration<T>(1);
        Random random = new(1);
        float[] inputs = [.. Enumerable.Range(0, Batch * T.InputSize).Select(_ => whole > 0 ? random.Next(whole) : random.Between(-1, 1))];
        float[] targets = [.. Enumerable.Range(0, Batch * network.Info.TargetSize).Select(_ => random.NextSingle())];
        int[] labels = [.. Enumerable.Range(0, targets.Length).Select(_ => random.Next(network.Info.Targets is [{ Classes: > 0 } only] ? only.Classes : 1))];
        double worst = Difference(Outputs(network), Outputs(engine));
        for (int step = 0; step < steps; step++)
            worst = Math.Max(worst, Difference([Train(network)], [Train(engine)]));
        if (worst > Tolerance)
            return $"{typeof(T).Name}: generated code is {worst:e1} away from the engine";
        return checksGradients && GradientCheck.Run<T>() is { } check && !check.IsWithin(GradientTolerance) ? $"{typeof(T).Name}: {check}" : null;

        float Train(INetwork trained) => trained.Info.TargetKind == TargetKind.ClassIndices ? trained.TrainBatch(inputs, labels) : trained.TrainBatch(inputs, targets);

        float[] Outputs(INetwork asked)
        {
            float[] outputs = new float[Batch * T.OutputSize];
            asked.PredictBatch(inputs, outputs);
            return outputs;
        }
    }

    private static double Difference(float[] a, float[] b) =>
        a.Zip(b, (x, y) => Math.Abs(x - y) is var d && float.IsNaN(d) ? double.PositiveInfinity : d).Max() / Math.Max(1e-2, b.Max(Math.Abs));
}

using DeepTrainer.Engine;

namespace Samples.Checks;

/// <summary>Compares generated code with the engine, which calls the methods instead of reading them.</summary>
internal static class Generated
{
    private const int Batch = 7;
    private const int Steps = 3;
    private const double Tolerance = 1e-4;

    /// <summary>What is wrong with a network; null if nothing is.</summary>
    public static string? Mistake<T>()
        where T : class, INetwork<T>
    {
        T network = T.Create(1);
        EngineNetwork engine = EngineNetwork.FromDeclaration<T>(1);
        Random random = new(1);
        float[] inputs = [.. Enumerable.Range(0, Batch * network.Info.InputSize).Select(_ => (2 * random.NextSingle()) - 1)];
        float[] targets = [.. Enumerable.Range(0, Batch * network.Info.TargetSize).Select(_ => random.NextSingle())];
        int[] labels = [.. Enumerable.Range(0, Batch).Select(_ => random.Next(network.Info.OutputSize))];
        double worst = Difference(Outputs(network, inputs), Outputs(engine, inputs));
        for (int i = 0; i < Steps; i++)
            worst = Math.Max(worst, Difference([Train(network)], [Train(engine)]));
        foreach (Parameter parameter in network.Parameters)
            worst = Math.Max(worst, Difference(parameter.ToArray(), engine.Parameters.First(p => p.Name == parameter.Name).ToArray()));
        worst = Math.Max(worst, Difference(Outputs(network, inputs), Outputs(engine, inputs)));
        return worst <= Tolerance ? null : $"{typeof(T).Name}: generated code is {worst:e1} away from the engine";

        float Train(INetwork trained) => trained.Info.TargetKind == TargetKind.ClassIndices ? trained.TrainBatch(inputs, labels) : trained.TrainBatch(inputs, targets);
    }

    private static float[] Outputs(INetwork network, float[] inputs)
    {
        var outputs = new float[Batch * network.Info.OutputSize];
        network.PredictBatch(inputs, outputs);
        return outputs;
    }

    private static double Difference(float[] a, float[] b) =>
        a.Zip(b, (x, y) => Math.Abs(x - y) is var d && float.IsNaN(d) ? double.PositiveInfinity : d).Max() / Math.Max(1e-2, b.Max(Math.Abs));
}

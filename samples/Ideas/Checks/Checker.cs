using DeepTrainer.Engine;
using Samples.Reference;

namespace Samples.Checks;

/// <summary>Compares an idea's values with a reference in 64 bits, and its gradients with differences.</summary>
internal static class Checker
{
    private const int Batch = 3;
    private const double ValueTolerance = 1e-5;
    private const double GradientTolerance = 1e-5;

    /// <summary>What is wrong with an idea; nothing if it is right.</summary>
    public static IEnumerable<string> Run(Case idea)
    {
        EngineNetwork network = idea.Network().Build(idea.Seed);
        Random random = new(idea.Seed);
        // Weights that start as zeros or ones would hide mistakes.
        foreach (Parameter parameter in network.Parameters)
            parameter.CopyFrom([.. parameter.ToArray().Select(v => v + (0.2f * (parameter.IsTrained ? Normal(random) : random.NextSingle())))]);
        float[] inputs = [.. Enumerable.Range(0, Batch * network.Info.InputSize).Select(_ => Normal(random))];
        int[] labels = [.. Enumerable.Range(0, Batch).Select(_ => network.Info.TargetKind == TargetKind.ClassIndices ? random.Next(network.Info.OutputSize) : 0)];
        float[] targets = [.. Enumerable.Range(0, Batch * network.Info.TargetSize)
            .Select(_ => network.Info.TargetKind == TargetKind.Probabilities ? 0.1f + (0.8f * random.NextSingle()) : Normal(random))];

        double value = idea is LayerCase layer ? Outputs(layer, network, inputs) : Loss((LossCase)idea, network, inputs, targets, labels);
        if (!(value <= ValueTolerance))
            yield return $"its value is off by {value:e1}";
        double? stated = idea switch
        {
            LayerCase { Gradients: not null } own => Stated(own, network, inputs, targets),
            LossCase { Gradients: not null } own => Stated(own, network, inputs, targets),
            _ => null,
        };
        GradientError? measured = stated is null ? GradientCheck.Run(idea.Network(), idea.Seed, Batch).Worst : null;
        if (measured is not null && !(measured.Relative <= GradientTolerance))
            yield return $"the gradient of {measured.Name} is off by {measured.Relative:e1}";
        if (stated is not null && !(stated <= ValueTolerance))
            yield return $"its gradients are off by {stated:e1}";
    }

    private static double Outputs(LayerCase idea, EngineNetwork network, float[] inputs)
    {
        var outputs = new float[Batch * network.Info.OutputSize];
        network.PredictBatch(inputs, outputs);
        return Difference(outputs, [.. Samples(idea, network, inputs).SelectMany(s => idea.Expected(s).Data)]);
    }

    private static double Loss(LossCase idea, EngineNetwork network, float[] inputs, float[] targets, int[] labels)
    {
        bool classes = network.Info.TargetKind == TargetKind.ClassIndices;
        float loss = classes ? network.Evaluate(inputs, labels) : network.Evaluate(inputs, targets);
        return Difference([loss], [idea.Expected(All(idea, network, inputs, classes ? OneHot(labels, network.Info.OutputSize) : Wide(targets)))]);
    }

    private static double Stated(LayerCase idea, EngineNetwork network, float[] inputs, float[] targets)
    {
        IReadOnlyDictionary<string, float[]> found = network.Gradients(inputs, targets);
        Dictionary<string, double[]> sums = [];
        List<double> ofInputs = [];
        int size = network.Info.OutputSize, sample = 0;
        foreach (Given given in Samples(idea, network, inputs))
        {
            Grid y = idea.Expected(given);
            Grid slope = new(y.Shape, [.. y.Data.Select((v, i) => 2 * (v - targets[(sample * size) + i]) / (Batch * size))]);
            foreach ((string name, Grid gradient) in idea.Gradients!(given, slope))
            {
                if (name == "input")
                    ofInputs.AddRange(gradient.Data);
                else
                    sums[name] = sums.TryGetValue(name, out double[]? sum) ? [.. sum.Zip(gradient.Data, (a, b) => a + b)] : gradient.Data;
            }
            sample++;
        }
        sums["input"] = [.. ofInputs];
        return sums.Max(s => Difference(found[s.Key], s.Value));
    }

    private static double Stated(LossCase idea, EngineNetwork network, float[] inputs, float[] targets)
    {
        Grid[] gradients = idea.Gradients!(All(idea, network, inputs, Wide(targets)));
        double[] expected = [.. Enumerable.Range(0, Batch).SelectMany(n => gradients.SelectMany(g => g.Row(n).Data))];
        return Difference(network.Gradients(inputs, targets)["input"], expected);
    }

    private static Dictionary<string, Grid> Parameters(EngineNetwork network) => network.Parameters.ToDictionary(p => p.Name, p => new Grid([.. p.Shape], Wide(p.ToArray())));

    private static IEnumerable<Given> Samples(Case idea, EngineNetwork network, float[] inputs)
    {
        Dictionary<string, Grid> parameters = Parameters(network);
        for (int n = 0; n < Batch; n++)
            yield return new([.. idea.Inputs.Select((shape, i) => new Grid(shape, Part(idea, inputs, n, i)))], parameters);
    }

    private static Given All(Case idea, EngineNetwork network, float[] inputs, double[] targets) => new(
        [.. idea.Inputs.Select((shape, i) => new Grid([Batch, .. shape], [.. Enumerable.Range(0, Batch).SelectMany(n => Part(idea, inputs, n, i))]))],
        Parameters(network), new Grid([Batch, targets.Length / Batch], targets));

    private static double[] Part(Case idea, float[] inputs, int sample, int input)
    {
        int[] sizes = [.. idea.Inputs.Select(s => s.Aggregate(1, (a, e) => a * e))];
        return Wide(inputs.AsSpan((sample * sizes.Sum()) + sizes[..input].Sum(), sizes[input]).ToArray());
    }

    private static double[] Wide(float[] values) => [.. values.Select(v => (double)v)];

    private static double[] OneHot(int[] labels, int classes) => [.. labels.SelectMany(l => Enumerable.Range(0, classes).Select(c => c == l ? 1.0 : 0))];

    // The largest difference, divided by the largest number.
    private static double Difference(float[] found, double[] expected) => found.Length != expected.Length ? double.PositiveInfinity
        : found.Zip(expected, (f, e) => Math.Abs(f - e)).Aggregate((a, b) => double.IsNaN(a) || a > b ? a : b) / Math.Max(1e-3, expected.Max(Math.Abs));

    private static float Normal(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}

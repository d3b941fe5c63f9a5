using System.Collections.Immutable;
using DeepTrainer.Compiler.Elements;
using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Lab;

/// <summary>What an activation layer of a trained network gives for samples.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Low">The least value.</param>
/// <param name="High">The greatest one.</param>
/// <param name="Counts">How many values lie in each of equal parts from the least to the greatest.</param>
/// <param name="Units">How many units there are: values of a sample, or channels where a channel has several positions.</param>
/// <param name="DeadUnits">How many of them give the same value for all samples (and positions), so that nothing can be learned through them.</param>
/// <param name="Mean">The mean of the values.</param>
public sealed record ActivationHistogram(string Layer, double Low, double High, ImmutableArray<int> Counts, int Units, int DeadUnits, double Mean)
{
    private const int Bins = 40;
    private const int MostSamples = 256;

    // Of large layers fewer samples are looked at.
    private const int MostValues = 1 << 22;

    /// <summary>Looks at a layer; the generic engine computes the network up to it.</summary>
    internal static ActivationHistogram Of(NetworkModel model, LayerPart part, INetwork network, Dataset data)
    {
        int[] shape = [.. part.Output.Shape.PerSample];
        TensorPart output = new(part.Name, Shape.Of(shape), 0);
        EngineNetwork upToHere = new(
            model with
            {
                Inference = new Graph([(Graph.Prediction, part.Output)], []),
                Outputs = [output],
                OutputNodes = [part.Output],
                Evaluation = null,
                Training = null,
                Streaming = null,
            },
            network.Seed);
        if (network.Parameters.Count > 0)
            upToHere.CopyFrom(network);
        int samples = Math.Min(data.Count, Math.Clamp(MostValues / output.Size, 1, MostSamples));
        float[] values = new float[samples * output.Size];
        upToHere.PredictBatch(data.Inputs[..(samples * data.InputSize)], values);
        return Of(part.Name, values, output.Size, shape.Length > 1 ? shape[0] : output.Size);
    }

    /// <summary>Counts values.</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="values">Those of all samples, one after another.</param>
    /// <param name="size">How many a sample has.</param>
    /// <param name="units">How many units that is, each with equally many values beside each other.</param>
    internal static ActivationHistogram Of(string layer, ReadOnlySpan<float> values, int size, int units)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        double sum = 0;
        float[] lowest = new float[units], highest = new float[units];
        Array.Fill(lowest, low);
        Array.Fill(highest, high);
        for (int i = 0; i < values.Length; i++)
        {
            int unit = i % size / (size / units);
            (lowest[unit], highest[unit]) = (Math.Min(lowest[unit], values[i]), Math.Max(highest[unit], values[i]));
            (low, high) = (Math.Min(low, values[i]), Math.Max(high, values[i]));
            sum += values[i];
        }
        int[] counts = new int[Bins];
        foreach (float value in values)
            counts[high > low ? Math.Min(Bins - 1, (int)((value - (double)low) / ((double)high - low) * Bins)) : 0]++;
        return new(layer, low, high, [.. counts], units, lowest.Zip(highest).Count(u => u.First == u.Second), sum / values.Length);
    }
}

using System.Numerics;
using System.Runtime.InteropServices;
using DeepTrainer.Runtime;

namespace DeepTrainer;

/// <summary>
/// Watches a network's weights for values that are no numbers: one pass over their memory a step, which is a small part of what the step itself
/// reads and writes.
/// </summary>
internal sealed class FiniteCheck
{
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly AlignedBuffer[] _buffers;

    public FiniteCheck(INetwork network)
    {
        _parameters = network.Parameters;
        // What lies beside the weights, such as a mask, may be infinite from the start.
        _buffers = [.. _parameters.Select(parameter => parameter.Buffer).Distinct().Where(buffer => IsFinite(buffer.Span))];
    }

    /// <summary>The name of the first weight that isn't finite; null if all are.</summary>
    public string? FirstSpoiled()
    {
        foreach (AlignedBuffer buffer in _buffers)
        {
            if (!IsFinite(buffer.Span))
                return _parameters.FirstOrDefault(parameter => !Array.TrueForAll(parameter.ToArray(), float.IsFinite))?.Name;
        }
        return null;
    }

    // x − x is 0 for every number, and NaN for infinities and NaN.
    internal static bool IsFinite(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> first = default, second = default;
        int i = 0;
        for (; i + 1 < vectors.Length; i += 2)
        {
            first += vectors[i] - vectors[i];
            second += vectors[i + 1] - vectors[i + 1];
        }
        if (i < vectors.Length)
            first += vectors[i] - vectors[i];
        float rest = Vector.Sum(first + second);
        foreach (float value in values[(vectors.Length * Vector<float>.Count)..])
            rest += value - value;
        return rest == 0;
    }
}

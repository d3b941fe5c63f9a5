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

    /// <summary>The first parameter that isn't finite; null if all are.</summary>
    public Parameter? FirstSpoiled()
    {
        foreach (AlignedBuffer buffer in _buffers)
        {
            if (!IsFinite(buffer.Span))
                return _parameters.FirstOrDefault(parameter => !Array.TrueForAll(parameter.ToArray(), float.IsFinite));
        }
        return null;
    }

    // x · 0 is 0 for every number, and NaN for infinities and NaN. Several sums, as each addition waits for the one before it.
    internal static bool IsFinite(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> zero = default, first = default, second = default, third = default, fourth = default;
        for (; vectors.Length >= 4; vectors = vectors[4..])
        {
            first = Vector.MultiplyAddEstimate(vectors[0], zero, first);
            second = Vector.MultiplyAddEstimate(vectors[1], zero, second);
            third = Vector.MultiplyAddEstimate(vectors[2], zero, third);
            fourth = Vector.MultiplyAddEstimate(vectors[3], zero, fourth);
        }
        foreach (Vector<float> vector in vectors)
            first += vector * zero;
        float rest = Vector.Sum(first + second + (third + fourth));
        foreach (float value in values[(values.Length - (values.Length % Vector<float>.Count))..])
            rest += value * 0;
        return rest == 0;
    }
}

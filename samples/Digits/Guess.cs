namespace Samples;

/// <summary>The probability of each digit.</summary>
internal static class Guess
{
    private const int BarWidth = 20;

    /// <summary>Softmax of the network's outputs: pᵢ = eˣⁱ / Σ eˣ.</summary>
    public static float[] Of(Digits network, ReadOnlySpan<float> image)
    {
        Span<float> scores = stackalloc float[Digits.OutputSize];
        network.Predict(image, scores);

        // Less the largest, so that no power overflows.
        float largest = float.NegativeInfinity;
        foreach (float score in scores)
            largest = MathF.Max(largest, score);
        var probabilities = new float[Digits.OutputSize];
        for (int i = 0; i < probabilities.Length; i++)
            probabilities[i] = MathF.Exp(scores[i] - largest);
        float sum = probabilities.Sum();
        return Array.ConvertAll(probabilities, p => p / sum);
    }

    /// <summary>One digit's line: <c>3 ██████████           50.0 %</c>; the likeliest is marked.</summary>
    public static string Line(float[] probabilities, int digit)
    {
        float p = probabilities[digit];
        string bar = new string('█', (int)MathF.Round(p * BarWidth)).PadRight(BarWidth);
        return $"{(p == probabilities.Max() ? '▶' : ' ')} {digit} {bar} {p,7:P1}";
    }
}

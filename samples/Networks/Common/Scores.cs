namespace Samples.Common;

internal static class Scores
{
    /// <summary>The number of the largest one.</summary>
    public static int Likeliest(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
            best = scores[i] > scores[best] ? i : best;
        return best;
    }
}

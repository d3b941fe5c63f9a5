using DeepTrainer;

namespace Samples;

/// <summary>
/// A small language model of the texts "27+58=580": each position tells the character that follows. Sums are written backwards, units
/// first, as one adds by hand: then each digit follows from two others and a carry.
/// </summary>
[Network]
[Input(Adder.Length, Time = 0)]
[Embedding(12, 32)]
[PositionalEmbedding]
[TransformerEncoder(4, 64, Causal = true, NormFirst = true, Dropout = 0)]
[TransformerEncoder(4, 64, Causal = true, NormFirst = true, Dropout = 0)]
[LayerNorm]
[Dense(10)]
[CrossEntropy(Axis = -1, IgnoreIndex = Adder.Nothing)]
[AdamW(LearningRate = 4e-3)]
internal sealed partial class Adder
{
    /// <summary>"27+58=" and two digits of the sum; nothing follows its third.</summary>
    public const int Length = 8;

    /// <summary>What follows within the question, where there is nothing to learn.</summary>
    public const int Nothing = -1;

    private const string Characters = "0123456789+=";

    /// <summary>All sums of two numbers from 0 to 99.</summary>
    public static Dataset AllSums()
    {
        float[] texts = new float[10_000 * Length];
        int[] following = new int[10_000 * Length];
        for (int i = 0; i < 10_000; i++)
        {
            string sum = $"{(i / 100) + (i % 100):D3}", text = $"{Question(i / 100, i % 100)}{sum[2]}{sum[1]}{sum[0]}";
            for (int t = 0; t < Length; t++)
            {
                texts[(i * Length) + t] = Characters.IndexOf(text[t], StringComparison.Ordinal);
                following[(i * Length) + t] = t < 5 ? Nothing : text[t + 1] - '0';
            }
        }
        return Dataset.FromLabels(texts, [Length], following, [Length], 10, Nothing);
    }

    /// <summary>The numbers that a text asks to add.</summary>
    public static (int A, int B) NumbersOf(ReadOnlySpan<float> text) => ((int)((10 * text[0]) + text[1]), (int)((10 * text[3]) + text[4]));

    /// <summary>
    /// Reads the question and writes the answer, a character a step: each attends to the keys and values that the steps before left in the state.
    /// </summary>
    public int Answer(int a, int b)
    {
        var state = InitialState();
        Span<float> scores = stackalloc float[StepOutputSize];
        foreach (char c in Question(a, b))
            Step([Characters.IndexOf(c, StringComparison.Ordinal)], scores, ref state);
        int sum = 0;
        for (int place = 1; ; place *= 10)
        {
            int digit = Likeliest(scores);
            sum += digit * place;
            if (place == 100)
                return sum;
            Step([digit], scores, ref state);
        }
    }

    private static string Question(int a, int b) => $"{a:D2}+{b:D2}=";

    private static int Likeliest(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
            best = scores[i] > scores[best] ? i : best;
        return best;
    }
}

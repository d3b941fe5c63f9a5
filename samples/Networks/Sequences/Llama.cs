namespace Samples.Sequences;

/// <summary>
/// Blocks with grouped queries, rotary positions, RMS norms and SwiGLU. Touvron and others: Llama 2, 2023; Ainslie and others: GQA, 2023. The whole of Karpathy's
/// stories260K: 5 blocks of 64 features, 8 heads on 4 keys and values, 512 tokens, whose table is the head.
/// </summary>
[Network]
[Input(Length, Time = 0, Name = "tokens")]
[Embedding(Vocabulary, Width, InitValue = 0.02, Name = "tok_embeddings")]
[Repeat(5, Name = "layers")]
[RmsNorm(Epsilon = 1e-5, Name = "attention_norm")]
[MultiHeadAttention(8, KeyValueHeads = 4, Causal = true, Rotary = true, Bias = false, Name = "attention")]
[Add(From = "layers, attention", Name = "h")]
[RmsNorm(Epsilon = 1e-5, Name = "ffn_norm")]
[Dense(172, Bias = false, Name = "feed_forward.w1"), Silu(Name = "gate")]
[Dense(172, Bias = false, From = "ffn_norm", Name = "feed_forward.w3"), Multiply(From = "gate, feed_forward.w3")]
[Dense(Width, Bias = false, Name = "feed_forward.w2"), Add(From = "h, feed_forward.w2")]
[EndRepeat]
[RmsNorm(Epsilon = 1e-5, Name = "norm")]
[Dense(Vocabulary, Bias = false, SharedWith = "tok_embeddings", Name = "output")]
[CrossEntropy(Axis = -1)]
[AdamW(LearningRate = 2e-3, Beta2 = 0.95)]
internal sealed partial class Llama
{
    private const int Length = 64, Vocabulary = 512, Width = 64;

    public static Exhibit Exhibit => new(
        "llama", "Touvron et al. 2023, Ainslie et al. 2023",
        [
            new("stories260K", ParameterCount, Formula(64, 5, 4 * 8, 172, 512, isTied: true), "karpathy/tinyllamas, stories260K: 512·64 + 5 · 45,440 + 64 = 260,032"),
            new("TinyLlama-1.1B by the same formula", Formula(2048, 22, 4 * 64, 5632, 32_000, isTied: false), 1_100_048_384, "TinyLlama/TinyLlama-1.1B"),
        ],
        "generated stories, letter by letter", Train)
    {
        Check = () => Agreement.Mistake<Llama>(Vocabulary),
    };

    // query and output, key and value, three of the feed-forward part, two norms; the table or tables, and the last norm
    private static long Formula(long width, long layers, long ofKeys, long hidden, long vocabulary, bool isTied) =>
        (layers * ((2 * width * width) + (2 * width * ofKeys) + (3 * width * hidden) + (2 * width))) + ((isTied ? 1 : 2) * vocabulary * width) + width;

    private static Outcome Train(bool isLong)
    {
        Llama network = new(seed: 1) { Threads = Environment.ProcessorCount };
        Random random = new(1);
        const int Batch = 16;
        float[] tokens = new float[Batch * Length];
        int[] following = new int[Batch * Length];
        double first = 0, last = 0;
        for (int step = 0; step < (isLong ? 1000 : 40); step++)
        {
            for (int i = 0; i < Batch; i++)
            {
                string text = Story(random);
                for (int t = 0; t < Length; t++)
                    (tokens[(i * Length) + t], following[(i * Length) + t]) = (text[t], text[t + 1]);
            }
            last = network.TrainBatch(tokens, following);
            first = step == 0 ? last : first;
        }
        if (isLong)
            Console.WriteLine($"  {network.Tell("Once ")}");
        return new("cross-entropy of a letter", first, last, isLong ? 0.6 : first / 2);
    }

    /// <summary>Writes on, a letter a step; keys and values of what stands there already are in the state.</summary>
    public string Tell(string text)
    {
        var state = InitialState();
        Span<float> scores = stackalloc float[StepOutputSize];
        foreach (char c in text)
            Step([c], scores, ref state);
        while (text.Length < Length)
        {
            char next = (char)Scores.Likeliest(scores);
            text += next;
            Step([next], scores, ref state);
        }
        return text;
    }

    private static string Story(Random random)
    {
        string[] who = ["Tom", "Lily", "a cat", "a dragon"], what = ["found", "lost", "ate", "drew"], which = ["a red ball", "an old tree", "the big moon", "a blue hat"];
        string text = "";
        while (text.Length <= Length)
            text += $"Once {who[random.Next(4)]} {what[random.Next(4)]} {which[random.Next(4)]}. ";
        return text;
    }
}

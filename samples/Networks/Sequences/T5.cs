namespace Samples.Sequences;

/// <summary>
/// An encoder whose positions are biases of distances, which all of its layers share. Raffel and others: Exploring the Limits of Transfer Learning with a Unified Text-to-Text
/// Transformer, 2019; two of the six layers of t5-small's encoder, between an embedding and a head of their own.
/// </summary>
[Network]
[Input(Length, Name = "tokens")]
[Layer(nameof(Distances), Name = "relative_attention_bias")]
[Embedding(Vocabulary, Width, From = "tokens", Name = "embedding")]
[Repeat(2, Name = "block")]
[RmsNorm(Epsilon = 1e-6, Name = "layer.0.layer_norm")]
[MultiHeadAttention(Heads, Scale = 1, Bias = false, Mask = "relative_attention_bias", Name = "layer.0.SelfAttention"),
    Add(From = "block, layer.0.SelfAttention", Name = "attended")]
[RmsNorm(Epsilon = 1e-6, Name = "layer.1.layer_norm"), FeedForward(4 * Width, Bias = false, Name = "layer.1.DenseReluDense"), Add(From = "attended, layer.1.DenseReluDense")]
[EndRepeat]
[RmsNorm(Epsilon = 1e-6, Name = "final_layer_norm")]
[Dense(Vocabulary, Name = "head")]
[CrossEntropy(Axis = -1)]
[Adam(LearningRate = 1e-3)]
internal sealed partial class T5
{
    private const int Length = 32, Vocabulary = 26, Width = 512, Heads = 8;

    // [heads, L, L]: half of the 32 buckets for either direction, half of those for single distances, the others on a logarithmic scale up to 128
    private static Tensor Distances(Tensor text)
    {
        int length = text.Shape[0];
        float[] buckets = new float[length * length];
        for (int q = 0; q < length; q++)
        {
            for (int k = 0; k < length; k++)
            {
                int distance = Math.Abs(k - q);
                int bucket = distance < 8 ? distance : Math.Min(15, 8 + (int)(Math.Log(distance / 8.0) / Math.Log(128 / 8.0) * 8));
                buckets[(q * length) + k] = bucket + (k > q ? 16 : 0);
            }
        }
        return Gather(Weight("weight", [32, Heads], Init.Normal, 0.1), Constant(buckets, length, length)).Permute(2, 0, 1);
    }

    public static Exhibit Exhibit => new(
        "t5", "Raffel et al. 2019",
        [
            new("two layers of t5-small's encoder", Encoder, (2 * Layer) + 256 + Width,
                "t5-small: 4·512·512 + 2·512·2,048 + 2·512 a layer, 32·8 of the biases, 512 of the last norm"),
            new("t5-small by the same formula", (32_128 * Width) + (6 * Layer) + (6 * (Layer + (4 * Width * Width) + Width)) + (2 * (256 + Width)),
                60_506_624, "google-t5/t5-small"),
        ],
        "which letter stood three places before", Train);

    private const long Layer = (4 * Width * Width) + (8 * Width * Width) + (2 * Width);

    private static long Encoder => new T5().Parameters.Where(p => p.Name.Split('.')[0] is "block" or "relative_attention_bias" or "final_layer_norm").Sum(p => (long)p.Length);

    // Without positions no place could tell which letter is three before it.
    private static Outcome Train(bool isLong)
    {
        T5 network = new(seed: 1) { Threads = Environment.ProcessorCount };
        Random random = new(1);
        const int Batch = 4;
        float[] tokens = new float[Batch * Length];
        int[] wanted = new int[Batch * Length];
        double first = 0, last = 0;
        for (int step = 0; step < (isLong ? 600 : 20); step++)
        {
            for (int i = 0; i < tokens.Length; i++)
            {
                tokens[i] = random.Next(Vocabulary);
                wanted[i] = (int)tokens[i % Length < 3 ? i : i - 3];
            }
            last = network.TrainBatch(tokens, wanted);
            first = step == 0 ? last : first;
        }
        return new("cross-entropy of a letter", first, last, isLong ? 0.1 : first * 0.97);
    }
}

namespace Samples.Sequences;

/// <summary>
/// Masked words and whether one sentence follows another. Devlin, Chang, Lee, Toutanova: BERT, 2018; the size of google/bert_uncased_L-2_H-128_A-2, with 512 positions, their
/// padding, and a head that is the table of words. As in Google's code, up to 76 places of a text are asked for.
/// </summary>
[Network]
[Input(Length, Name = "words"), Input(Length, Name = "segments"), Input(Length, Name = "padding"), Input(Asked, Name = "places")]
[Embedding(Vocabulary, Width, InitValue = 0.02, From = "words", Name = "embeddings.word_embeddings")]
[PositionalEmbedding(InitValue = 0.02, Name = "embeddings.position_embeddings")]
[Embedding(2, Width, InitValue = 0.02, From = "segments", Name = "embeddings.token_type_embeddings")]
[Add(From = "embeddings.position_embeddings, embeddings.token_type_embeddings"), LayerNorm(Epsilon = 1e-12, Name = "embeddings.LayerNorm"), Dropout(0.1)]
[Repeat(2, 1, Name = "encoder.layer"), TransformerEncoder(2, 4 * Width, Activation = ActivationKind.Gelu, Epsilon = 1e-12, KeyPaddingMask = "padding")]
[Slice(0, 1), Flatten, Dense(Width, Name = "pooler"), Tanh, Dense(2, Name = "cls.seq_relationship")]
[Layer(nameof(At), From = "encoder.layer, places", Name = "asked")]
[Dense(Width, Name = "cls.transform"), Gelu, LayerNorm(Epsilon = 1e-12, Name = "cls.transform.LayerNorm")]
[Dense(Vocabulary, Bias = false, SharedWith = "embeddings.word_embeddings", Name = "cls.decoder")]
[Weight(Vocabulary, Init = Init.Zeros, Name = "cls.bias"), Add(From = "cls.decoder, cls.bias", Name = "cls.scores")]
[CrossEntropy(From = "cls.scores", Axis = -1, IgnoreIndex = Nothing)]
[CrossEntropy(From = "cls.seq_relationship")]
[AdamW(LearningRate = 1e-3)]
internal sealed partial class Bert
{
    private const int Length = 512, Vocabulary = 30_522, Width = 128, Asked = 76, Nothing = -100;

    // the places [K] of a text [L, D]
    private static Tensor At(Tensor text, Tensor places) => Gather(text, places);

    public static Exhibit Exhibit => new(
        "bert", "Devlin et al. 2018",
        [
            new("BERT-tiny with its pooler", Model, 4_385_920, "google/bert_uncased_L-2_H-128_A-2: 30,522·128 + 512·128 + 2·128 + 256 + 2 · 198,272 + 16,512"),
            new("with the heads of pretraining", ParameterCount, 4_385_920 + 16_512 + 256 + 30_522 + 258,
                "BertForPreTraining: transform, its norm, biases of words, next sentence"),
        ],
        "generated texts of up to 512 words", Train);

    private static long Model => new Bert().Parameters.Where(p => !p.Name.StartsWith("cls", StringComparison.Ordinal)).Sum(p => (long)p.Length);

    // Each word tells which one follows it; one in seven is hidden.
    private static Outcome Train(bool isLong)
    {
        Bert network = new(seed: 1) { Threads = Environment.ProcessorCount };
        Random random = new(1);
        int batch = isLong ? 8 : 2;
        float[] inputs = new float[batch * InputSize];
        float[] labels = new float[batch * (Asked + 1)];
        double first = 0, last = 0;
        network.LearningRate = isLong ? 1e-3f : 5e-3f;
        for (int step = 0; step < (isLong ? 600 : 8); step++)
        {
            for (int i = 0; i < batch; i++)
                Text(random, inputs.AsSpan(i * InputSize, InputSize), labels.AsSpan(i * (Asked + 1), Asked + 1));
            last = network.TrainBatch(inputs, labels);
            first = step == 0 ? last : first;
        }
        return new("cross-entropy of words and sentences", first, last, isLong ? 4 : first - 1);
    }

    private static void Text(Random random, Span<float> input, Span<float> labels)
    {
        const int Words = 100, First = 1000, Mask = 103;
        input.Clear();
        labels.Fill(Nothing);
        int length = random.Next(200, Length + 1), word = random.Next(Words), asked = 0;
        bool isNext = random.Next(2) == 0;
        for (int t = 0; t < length; t++)
        {
            word = t == length / 2 && !isNext ? random.Next(Words) : ((word * 7) + 3) % Words;
            input[t] = First + word;
            input[Length + t] = t < length / 2 ? 0 : 1;
            if (asked < Asked && random.Next(7) == 0)
            {
                labels[asked] = First + word;
                input[(3 * Length) + asked++] = t;
                input[t] = Mask;
            }
        }
        input.Slice((2 * Length) + length, Length - length).Fill(1);
        labels[Asked] = isNext ? 0 : 1;
    }
}

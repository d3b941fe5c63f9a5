namespace Samples.Sequences;

/// <summary>
/// A decoder that looks at all of the sentence at each word. Bahdanau, Cho, Bengio: Neural Machine Translation by Jointly Learning to Align and Translate, 2014; the
/// network of PyTorch's seq2seq tutorial, with its vocabularies. While it is trained it is told the words so far.
/// </summary>
[Network]
[Input(Length, Name = "french"), Input(Length, Name = "before")]
[Embedding(French, Hidden, From = "french", Name = "encoder.embedding"), Dropout(0.1), Gru(Hidden, Name = "encoder.gru")]
[Reshape(Hidden, From = "encoder.gru.h", Name = "thought")]
[Dense(Hidden, From = "encoder.gru", Name = "decoder.attention.Ua")]
[Embedding(English, Hidden, From = "before", Name = "decoder.embedding"), Dropout(0.1, Name = "words")]
[Recurrent(nameof(Attend), Hidden, From = "words, thought, encoder.gru, decoder.attention.Ua", Name = "decoder")]
[Dense(English, Name = "decoder.out")]
[CrossEntropy(Axis = -1, IgnoreIndex = Nothing)]
[Adam(LearningRate = 1e-3)]
internal sealed partial class Bahdanau
{
    private const int French = 4601, English = 2991, Hidden = 128, Length = 10, Nothing = -1;

    // one word: where to look, what is there, and a step of the GRU; memory and keys are the same for all steps
    private static Tensor Attend(Tensor word, Tensor h, Tensor memory, Tensor keys)
    {
        Tensor scores = Dense(Tanh(Dense(h, Hidden, name: "attention.Wa") + keys), 1, name: "attention.Va");
        Tensor context = MatMul(Softmax(scores.Flatten()), memory);
        return Gru(Concat(0, word, context).Unsqueeze(0), Hidden, h.Unsqueeze(0), name: "gru")[0];
    }

    public static Exhibit Exhibit => new(
        "bahdanau", "Bahdanau, Cho, Bengio 2014",
        [new("encoder and decoder", ParameterCount, 688_000 + 950_064, "PyTorch's seq2seq tutorial, hidden_size = 128, 4,601 French and 2,991 "
            + "English words: 588,928 + 99,072 and 382,848 + 33,153 + 148,224 + 385,839")],
        "sentences of a generated language, turned round", Train)
    {
        Check = () => Agreement.Mistake<Bahdanau>(40),
    };

    // Sentences of 3 to 8 of 40 words, translated one by one from the last to the first.
    private static Outcome Train(bool isLong)
    {
        Bahdanau network = new(seed: 1) { Threads = Environment.ProcessorCount };
        Random random = new(1);
        const int Batch = 32, Start = 0, End = 1, Words = 40;
        float[] inputs = new float[Batch * InputSize];
        int[] following = new int[Batch * Length];
        double first = 0, last = 0;
        for (int step = 0; step < (isLong ? 1500 : 25); step++)
        {
            Array.Clear(inputs);
            Array.Fill(following, Nothing);
            for (int i = 0; i < Batch; i++)
            {
                int count = random.Next(3, 9);
                Span<float> french = inputs.AsSpan(i * InputSize, Length), before = inputs.AsSpan((i * InputSize) + Length, Length);
                Span<int> english = following.AsSpan(i * Length, Length);
                for (int k = 0; k < count; k++)
                    french[k] = 2 + random.Next(Words);
                (french[count], before[0]) = (End, Start);
                for (int k = 0; k < count; k++)
                    before[k + 1] = english[k] = 2 + (((int)french[count - 1 - k] * 7) % English);
                english[count] = End;
            }
            last = network.TrainBatch(inputs, following);
            first = step == 0 ? last : first;
        }
        return new("cross-entropy of a word", first, last, isLong ? 0.1 : first * 0.6);
    }
}

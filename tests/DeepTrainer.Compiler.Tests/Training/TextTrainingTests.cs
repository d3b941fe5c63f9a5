using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>Networks that learn from texts, character by character.</summary>
public class TextTrainingTests
{
    private const int Length = 12;

    private static readonly string[] Consonants = ["b", "d", "k", "l", "m", "n", "s", "t"], Vowels = ["a", "e", "i", "o", "u"];

    [Fact]
    public void AClassifierOfCharacters_Learns_AndKeepsItsVocabulary()
    {
        // Words of one language end in a vowel, those of the other in a consonant: the last character that counts tells.
        (string[] words, int[] labels) = Words(400, 1);
        CharacterTokenizer tokenizer = CharacterTokenizer.Fit(words, "<pad>", CharacterTokenizer.Unknown);
        TextOptions options = new(tokenizer, Length) { Padding = tokenizer["<pad>"], WithLengths = true };
        (Dataset train, Dataset test) = TextData.Labelled(words, labels, ["open", "closed"], options).Split(0.8, seed: 1);

        INetwork network = CompiledNetwork.Create(Classifier(tokenizer.Size), 1);
        Trainer<INetwork> trainer = new(network);
        trainer.Fit(train, epochs: 12, batchSize: 17);
        Assert.True(trainer.Evaluate(test).Accuracy > 0.95);

        string path = Path.GetTempFileName();
        try
        {
            NetworkMetadata.Set(network, new NetworkMetadata { Vocabulary = tokenizer.Vocabulary, Classes = ["open", "closed"] });
            network.Save(path);
            INetwork loaded = CompiledNetwork.Create(Classifier(tokenizer.Size), 2);
            loaded.Load(path);
            CharacterTokenizer own = new(NetworkMetadata.Of(loaded).Vocabulary);
            float[] expected = new float[2], scores = new float[2];
            network.Predict(options.Input("balo"), expected);
            loaded.Predict((options with { Tokenizer = own }).Input("balo"), scores);
            Assert.Equal(expected, scores);
            Assert.True(scores[0] > scores[1]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ALanguageModelOfCharacters_LearnsWhatFollows_FromMemoryAndFromAFile()
    {
        string text = string.Concat(Enumerable.Repeat("abcabd\n", 60));
        CharacterTokenizer tokenizer = CharacterTokenizer.Fit([text]);
        TextOptions options = new(tokenizer, Length);
        NetworkModel model = new NetworkBuilder("Model").Input(Length).Embedding(tokenizer.Size, 8).Gru(16).Dense(tokenizer.Size).CrossEntropy(axis: -1).Adam(0.02).ToModel();
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            foreach (IBatchSource source in (IBatchSource[])[TextData.Windows(text, options), TextData.WindowsOfFile(path, options).ShuffleWithin(16, seed: 1)])
            {
                INetwork network = CompiledNetwork.Create(model, 1);
                Trainer<INetwork> trainer = new(network);
                trainer.Fit(source, epochs: 30, batchSize: 7);
                // Nothing tells what the first two characters of a window are in the middle of.
                Assert.True(trainer.Evaluate(source).Accuracy > 0.9);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void NumbersBeyondTheEmbedding_AreRefused()
    {
        CharacterTokenizer tokenizer = CharacterTokenizer.Fit(Words(20, 1).Words, "<pad>");
        Dataset data = TextData.Labelled(["tusa"], [0], ["open", "closed"], new(tokenizer, Length) { Padding = tokenizer["<pad>"], WithLengths = true });
        foreach (INetwork network in (INetwork[])[CompiledNetwork.Create(Classifier(4), 1), new EngineNetwork(Classifier(4), 1)])
        {
            Assert.Contains("0 to 3", Assert.ThrowsAny<ArgumentException>(() => new Trainer<INetwork>(network).Fit(data, epochs: 1)).Message, StringComparison.Ordinal);
            Assert.Equal(0, network.Steps);
        }
    }

    private static NetworkModel Classifier(int vocabulary) => new NetworkBuilder("Words").InputNamed("characters", Length).InputNamed("lengths", 1)
        .Embedding(vocabulary, 8, from: "characters").Gru(16, returnSequence: false, lengths: "lengths").Dense(2).CrossEntropy().Adam(0.02).ToModel();

    private static (string[] Words, int[] Labels) Words(int count, int seed)
    {
        RandomSource random = new(seed);
        string[] words = new string[count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = random.Next(2);
            int syllables = 1 + random.Next(5);
            words[i] = string.Concat(Enumerable.Range(0, syllables).Select(_ => Consonants[random.Next(Consonants.Length)] + Vowels[random.Next(Vowels.Length)]));
            words[i] += labels[i] == 1 ? Consonants[random.Next(Consonants.Length)] : "";
        }
        return (words, labels);
    }
}

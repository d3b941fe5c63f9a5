using System.Text;
using CsCheck;
using DeepTrainer.Text;

namespace DeepTrainer.Tests.Texts;

/// <summary>Tokenizers of files, which are made here.</summary>
public sealed class TextTokenizerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void BytePairs_AreMergedInTheOrderOfTheFile()
    {
        TextTokenizer tokenizer = Bpe("[UNK]");
        // l o w → lo w → low; l o w e r → low er
        Assert.Equal([8, 8, 9], tokenizer.Encode("low lower"));
        Assert.Equal([3, 4, 0], tokenizer.Encode("ow?"));
        Assert.Equal(10, tokenizer.Size);
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([10]));
    }

    [Fact]
    public void WhatBytePairsHaveNot_IsAnError_WithoutATokenForIt()
    {
        TextTokenizer tokenizer = Bpe(null);
        Assert.Equal([8, 8, 9], tokenizer.Encode("low lower "));
        Assert.Contains("'?' at 1", Assert.Throws<ArgumentException>(() => tokenizer.Encode("l?w")).Message, StringComparison.Ordinal);
        Assert.Contains("'?'", Assert.Throws<ArgumentException>(() => tokenizer.Encode("low?")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DecodingBytePairs_GivesWordsBack()
    {
        TextTokenizer tokenizer = Bpe(null);
        OneOf("l", "o", "w", "e", "r", "low", "er").Array[1, 12].Select(string.Concat).Each(word => Assert.Equal(word, tokenizer.Decode(tokenizer.Encode(word))), iter: 500);
    }

    [Fact]
    public void WordPieces_AreTheLongestThatFit()
    {
        TextTokenizer tokenizer = TextTokenizer.FromWordPiece(Write("vocab.txt", "[PAD]\nplay\n##ing\n##ed\nthe\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"));
        Assert.Equal([4, 1, 2, 1, 3, 5], tokenizer.Encode("the playing played xyz"));
        Assert.Equal(9, tokenizer.Size);
    }

    // As BERT parts words, but without [CLS] and [SEP] around them.
    [Fact]
    public void WordPieces_ArePartedAtPunctuation_AsBerts()
    {
        const string Vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ngood\nday\n.\n##s\nGood\ncafe\n";
        TextTokenizer uncased = TextTokenizer.FromWordPiece(Write("vocab.txt", Vocabulary)), cased = TextTokenizer.FromWordPiece(Write("vocab.txt", Vocabulary), lowerCase: false);
        Assert.Equal([5, 6, 7], uncased.Encode("Good day."));
        Assert.Equal([9, 6, 8, 7, 7], cased.Encode("Good days.."));
        Assert.Equal([10, 1], [.. uncased.Encode("Cafe\u0301"), .. cased.Encode("cafe\u0301")]);
        Assert.Equal([2, 5, 3], uncased.Encode("[CLS] good [SEP]"));
        Assert.Equal("good day.", uncased.Decode(uncased.Encode("Good day.")));
    }

    [Theory]
    [InlineData("", "has no tokens")]
    [InlineData("YQ== 0\nYg==", "Line 2 of '")]
    [InlineData("?? 0", "Line 1 of '")]
    [InlineData("YQ== x", "Line 1 of '")]
    public void WhatIsNoTiktokenFile_IsRefused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => TextTokenizer.FromTiktoken(Write("bad.tiktoken", text))).Message, StringComparison.Ordinal);

    [Fact]
    public void TiktokensBytes_GiveAnyTextBack()
    {
        string[] tokens = [.. Enumerable.Range(0, 256).Select(b => $"{Convert.ToBase64String([(byte)b])} {b}"), $"{Convert.ToBase64String("ab"u8)} 256"];
        TextTokenizer tokenizer = TextTokenizer.FromTiktoken(Write("ranks.tiktoken", string.Join('\n', tokens)), special: new Dictionary<string, int> { ["<end>"] = 300 });
        Assert.Equal([256, 256, 97], tokenizer.Encode("ababa"));
        Assert.Equal(301, tokenizer.Size);
        OneOf("a", "b", "ab", "é", "😀", "\n", "本").Array[0, 12].Select(string.Concat).Each(text => Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text))), iter: 200);
    }

    [Fact]
    public void TextsOfATokenizer_AreSamples()
    {
        TextOptions options = new(Bpe("[UNK]"), 3) { Padding = 0, WithLengths = true, Truncate = true };
        Dataset data = TextData.Labelled(["low", "low lower low"], [0, 1], ["a", "b"], options);
        Assert.Equal([8, 0, 0, 1, 8, 8, 9, 3], data.Inputs);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private TextTokenizer Bpe(string? unknown) => TextTokenizer.FromBpe(
        Write("vocab.json", """{"[UNK]":0,"l":1,"e":2,"o":3,"w":4,"r":5,"lo":6,"x":7,"low":8,"er":9}"""), Write("merges.txt", "#version: 0.2\nl o\nlo w\ne r\n"), unknown);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }

    private static Gen<T> OneOf<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);
}

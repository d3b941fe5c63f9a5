using CsCheck;

namespace DeepTrainer.Tests.Texts;

/// <summary>Characters as numbers and back.</summary>
public class CharacterTokenizerTests
{
    // Characters of one and of two UTF-16 units, line feeds and combining marks among them.
    private static readonly Gen<string> Texts = OneOf("a", "b", "é", "e\u0301", "\n", "\r\n", "\0", "本", "😀", "👩‍🚀", "\uFFFD", " ").Array[0, 20].Select(string.Concat);

    [Fact]
    public void DecodingWhatWasEncoded_GivesTheText() =>
        Texts.Where(text => text.Length > 0).Each(text =>
        {
            CharacterTokenizer tokenizer = CharacterTokenizer.Fit([text], "<pad>");
            IReadOnlyList<int> tokens = tokenizer.Encode(text);
            Assert.Equal(text, tokenizer.Decode(tokens));
            Assert.All(tokens, token => Assert.InRange(token, 1, tokenizer.Size - 1));
            Assert.Equal(text.EnumerateRunes().Count(), tokens.Count);
        });

    [Fact]
    public void NumbersAreInTheOrderOfCodePoints_BehindSpecialTokens()
    {
        CharacterTokenizer tokenizer = CharacterTokenizer.Fit(["b😀", "ab"], "<pad>", CharacterTokenizer.Unknown);
        Assert.Equal(["<pad>", "<unk>", "a", "b", "😀"], tokenizer.Vocabulary);
        Assert.Equal([3, 2, 4], tokenizer.Encode("ba😀"));
        Assert.Equal(("ba", 0), (tokenizer.Decode([0, 3, 2, 0]), tokenizer["<pad>"]));
    }

    [Fact]
    public void WhatIsUnknown_HasItsNumber_OrIsAnErrorThatSaysWhere()
    {
        CharacterTokenizer lenient = CharacterTokenizer.Fit(["ab"], CharacterTokenizer.Unknown), strict = CharacterTokenizer.Fit(["ab"]);
        Assert.Equal([1, 0, 0, 2], lenient.Encode("ax😀b"));
        Assert.Equal("a\uFFFD\uFFFDb", lenient.Decode(lenient.Encode("ax😀b")));
        Assert.Equal([0], lenient.Encode("\uD83D"));
        Assert.StartsWith("'😀' (U+1F600) at 1 of 'a😀' isn't in the vocabulary of 2;",
            Assert.Throws<ArgumentException>(() => strict.Encode("a😀")).Message, StringComparison.Ordinal);
        Assert.StartsWith("'half of a surrogate pair' (U+DE00) at 2", Assert.Throws<ArgumentException>(() => strict.Encode("ab\uDE00")).Message, StringComparison.Ordinal);
        Assert.Contains("2 tokens, from 0", Assert.Throws<ArgumentOutOfRangeException>(() => strict.Decode([2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNoVocabulary_IsRefused()
    {
        Assert.Contains("is empty", Assert.Throws<ArgumentException>(() => new CharacterTokenizer([])).Message, StringComparison.Ordinal);
        Assert.Contains("'a' twice, as 0 and 2", Assert.Throws<ArgumentException>(() => new CharacterTokenizer(["a", "b", "a"])).Message, StringComparison.Ordinal);
        Assert.Contains("Token 1 of the vocabulary is empty", Assert.Throws<ArgumentException>(() => new CharacterTokenizer(["a", ""])).Message, StringComparison.Ordinal);
        Assert.Contains("no characters", Assert.Throws<ArgumentException>(() => CharacterTokenizer.Fit([""])).Message, StringComparison.Ordinal);
        Assert.Contains("Text 1 has half of a surrogate pair at 1",
            Assert.Throws<ArgumentException>(() => CharacterTokenizer.Fit(["a", "b\uD83D"])).Message, StringComparison.Ordinal);
        Assert.Contains("Text 1 is null", Assert.Throws<ArgumentException>(() => CharacterTokenizer.Fit(["a", null!])).Message, StringComparison.Ordinal);
        Assert.Contains("'a' is a character", Assert.Throws<ArgumentException>(() => CharacterTokenizer.Fit(["a"], "a")).Message, StringComparison.Ordinal);
    }

    private static Gen<T> OneOf<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);
}

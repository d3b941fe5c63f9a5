using System.Collections.Immutable;
using System.Text;

namespace DeepTrainer;

/// <summary>
/// Each character is a token: a Unicode scalar value, so that what needs two UTF-16 units isn't torn apart. What is no single character in
/// the vocabulary is a special token, such as <see cref="Unknown"/>.
/// </summary>
/// <example>
/// <code>
/// CharacterTokenizer tokenizer = CharacterTokenizer.Fit(texts, CharacterTokenizer.Unknown);
/// NetworkMetadata.Set(network, new NetworkMetadata { Vocabulary = tokenizer.Vocabulary });       // saved with the weights
/// tokenizer = new CharacterTokenizer(NetworkMetadata.Of(loaded).Vocabulary);
/// </code>
/// </example>
public sealed class CharacterTokenizer : ITokenizer
{
    /// <summary>
    /// The special token that stands for every character that isn't in the vocabulary; where it is missing, such characters are an error.
    /// It is decoded as U+FFFD.
    /// </summary>
    public const string Unknown = "<unk>";

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Takes a vocabulary, such as the one that was saved with a network.</summary>
    /// <param name="vocabulary">The characters and special tokens, in the order of their numbers from 0.</param>
    /// <exception cref="ArgumentException">It is empty, or has one of them twice.</exception>
    public CharacterTokenizer(ImmutableArray<string> vocabulary)
    {
        if (vocabulary.IsDefaultOrEmpty)
            throw new ArgumentException("The vocabulary is empty; that of a network is there after a network was loaded that was saved with one "
                + "(NetworkMetadata.Set).", nameof(vocabulary));
        for (int i = 0; i < vocabulary.Length; i++)
        {
            if (string.IsNullOrEmpty(vocabulary[i]))
                throw new ArgumentException($"Token {i} of the vocabulary is empty.", nameof(vocabulary));
            if (!_numbers.TryAdd(vocabulary[i], i))
                throw new ArgumentException($"The vocabulary has '{Excerpt.Of(vocabulary[i])}' twice, as {_numbers[vocabulary[i]]} and {i}.", nameof(vocabulary));
        }
        Vocabulary = vocabulary;
    }

    /// <summary>The characters and special tokens, in the order of their numbers: what <see cref="NetworkMetadata.Vocabulary"/> keeps.</summary>
    public ImmutableArray<string> Vocabulary { get; }

    /// <inheritdoc/>
    public int Size => Vocabulary.Length;

    /// <summary>The number of a character or special token.</summary>
    /// <param name="token">The token.</param>
    /// <exception cref="ArgumentException">The vocabulary hasn't got it.</exception>
    public int this[string token] => _numbers.TryGetValue(token, out int number) ? number
        : throw new ArgumentException($"The vocabulary has no '{Excerpt.Of(token)}'.", nameof(token));

    /// <summary>The vocabulary of texts: special tokens first, then all characters, in the order of their code points.</summary>
    /// <param name="texts">The texts, those to train on.</param>
    /// <param name="special">Special tokens, from number 0 on: <c>"&lt;pad&gt;"</c>, <see cref="Unknown"/>. Each has several characters.</param>
    /// <exception cref="ArgumentException">There is no character, a text that is null, half of a surrogate pair, or a special token that is one character.</exception>
    public static CharacterTokenizer Fit(IEnumerable<string> texts, params IReadOnlyList<string> special)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(special);
        if (special.FirstOrDefault(token => IsCharacter(token)) is { } single)
            throw new ArgumentException($"The special token '{single}' is a character, which texts may have; give it a name of several, such as \"<pad>\".", nameof(special));
        SortedSet<Rune> characters = [];
        int text = 0;
        foreach (string one in texts)
        {
            if (one is null)
                throw new ArgumentException($"Text {text} is null.", nameof(texts));
            if (IndexOfTorn(one) is var torn and >= 0)
                throw new ArgumentException($"Text {text} has half of a surrogate pair at {torn}, which is no character.", nameof(texts));
            characters.UnionWith(one.EnumerateRunes());
            text++;
        }
        if (characters.Count == 0)
            throw new ArgumentException("There are no characters in these texts.", nameof(texts));
        return new([.. special, .. characters.Select(character => character.ToString())]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<int> tokens = new(text.Length);
        int at = 0;
        int? unknown = _numbers.TryGetValue(Unknown, out int number) ? number : null;
        foreach (Rune character in text.EnumerateRunes())
        {
            string one = character.ToString();
            // Half of a surrogate pair is enumerated as U+FFFD.
            bool isTorn = character == Rune.ReplacementChar && text[at] != '\uFFFD';
            tokens.Add(!isTorn && _numbers.TryGetValue(one, out int known) ? known : unknown ?? throw new ArgumentException(
                $"'{(isTorn ? "half of a surrogate pair" : one)}' (U+{(isTorn ? text[at] : character.Value):X4}) at {at} of '{Excerpt.Of(text)}' "
                    + $"isn't in the vocabulary of {Size}; make the vocabulary of all texts, or with "
                + "CharacterTokenizer.Unknown.", nameof(text)));
            at += isTorn ? 1 : character.Utf16SequenceLength;
        }
        return tokens;
    }

    /// <summary>The text of numbers; special tokens but <see cref="Unknown"/> say nothing in it.</summary>
    /// <inheritdoc/>
    public string Decode(IEnumerable<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        StringBuilder text = new();
        foreach (int token in tokens)
        {
            if ((uint)token >= (uint)Size)
                throw new ArgumentOutOfRangeException(nameof(tokens), token, $"The vocabulary has {Size} tokens, from 0.");
            string one = Vocabulary[token];
            text.Append(IsCharacter(one) ? one : one == Unknown ? "\uFFFD" : "");
        }
        return text.ToString();
    }

    private static bool IsCharacter(string token) => Rune.TryGetRuneAt(token, 0, out Rune first) && first.Utf16SequenceLength == token.Length;

    private static int IndexOfTorn(string text)
    {
        for (int i = 0; i < text.Length; i += char.IsSurrogatePair(text, i) ? 2 : 1)
        {
            if (char.IsSurrogate(text[i]) && !char.IsSurrogatePair(text, i))
                return i;
        }
        return -1;
    }
}

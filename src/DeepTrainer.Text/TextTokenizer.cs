using System.Buffers.Text;
using System.Globalization;
using Microsoft.ML.Tokenizers;

namespace DeepTrainer.Text;

/// <summary>
/// A tokenizer of Microsoft.ML.Tokenizers as one of DeepTrainer's: with the files of byte pair encodings, WordPiece or Tiktoken, or any
/// other that the library reads.
/// </summary>
/// <example>
/// <code>
/// TextTokenizer tokenizer = TextTokenizer.FromBpe("vocab.json", "merges.txt", unknown: "[UNK]");
/// Dataset train = TextData.Labelled(texts, labels, ["bad", "good"], new TextOptions(tokenizer, Length: 64) { Padding = 0, Truncate = true, WithLengths = true });
/// </code>
/// </example>
public sealed class TextTokenizer : ITokenizer
{
    // The library leaves out, without a word, what has neither a token nor one for what is unknown.
    private readonly bool _leavesOut;

    /// <summary>Takes a tokenizer of the library.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="size">The size of its vocabulary: all numbers that it gives are less.</param>
    public TextTokenizer(Tokenizer tokenizer, int size)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        (Tokenizer, Size) = (tokenizer, size);
        _leavesOut = tokenizer is BpeTokenizer { UnknownToken: null, ByteLevel: not true };
    }

    /// <summary>The library's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <summary>
    /// Byte pair encoding, by a vocabulary (<c>vocab.json</c>) and merges (<c>merges.txt</c>). Words are parted at white space, for which
    /// there are no tokens; for other ways make the library's tokenizer by its <see cref="BpeOptions"/>, and give it to the constructor.
    /// </summary>
    /// <param name="vocabulary">The vocabulary's file: a JSON object of tokens and their numbers.</param>
    /// <param name="merges">The file of merges, one a line.</param>
    /// <param name="unknown">The token for what the vocabulary hasn't; without it, that is an error.</param>
    public static TextTokenizer FromBpe(string vocabulary, string merges, string? unknown = null)
    {
        var tokenizer = BpeTokenizer.Create(new BpeOptions(vocabulary, merges) { UnknownToken = unknown });
        return new(tokenizer, tokenizer.Vocabulary.Values.Max() + 1);
    }

    /// <summary>
    /// WordPiece as BERT's, by a vocabulary (<c>vocab.txt</c>) of one token a line, <c>[PAD]</c>, <c>[UNK]</c>, <c>[CLS]</c>, <c>[SEP]</c> and <c>[MASK]</c>
    /// among them: words are parted at white space, punctuation and Chinese characters. <c>[CLS]</c> and <c>[SEP]</c> aren't added; where a model wants them,
    /// write them into the text.
    /// </summary>
    /// <param name="vocabulary">The vocabulary's file.</param>
    /// <param name="lowerCase">
    /// Whether letters become small ones without accents, as "uncased" models want it; with <c>InvariantGlobalization</c>, .NET leaves "é" what it is.
    /// </param>
    /// <exception cref="ArgumentException">The vocabulary lacks a special token.</exception>
    public static TextTokenizer FromWordPiece(string vocabulary, bool lowerCase = true)
    {
        BertOptions options = new() { LowerCaseBeforeTokenization = lowerCase, RemoveNonSpacingMarks = lowerCase };
        return new(BertTokenizer.Create(vocabulary, options), File.ReadLines(vocabulary).Count());
    }

    /// <summary>A Tiktoken file: a token in base 64 and its number a line. Any text has numbers, and is parted into words by the pattern.</summary>
    /// <param name="ranks">The file.</param>
    /// <param name="words">What parts texts into words; null for none.</param>
    /// <param name="special">Special tokens with their numbers; null for none.</param>
    /// <exception cref="InvalidDataException">The file is empty, or a line is none of that form.</exception>
    public static TextTokenizer FromTiktoken(string ranks, PreTokenizer? words = null, IReadOnlyDictionary<string, int>? special = null)
    {
        int largest = -1, line = 0;
        foreach (string text in File.ReadLines(ranks))
        {
            line++;
            string[] parts = text.Split(' ');
            if (text.Length == 0)
                continue;
            if (parts.Length != 2 || !Base64.IsValid(parts[0]) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                throw new InvalidDataException($"Line {line} of '{ranks}' is no token in base 64 and its number, such as \"YWI= 256\".");
            largest = Math.Max(largest, number);
        }
        if (largest < 0)
            throw new InvalidDataException($"'{ranks}' has no tokens.");
        var tokenizer = TiktokenTokenizer.Create(ranks, words, normalizer: null, special);
        return new(tokenizer, Math.Max(largest, special?.Values.DefaultIfEmpty(0).Max() ?? 0) + 1);
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_leavesOut)
            CheckAllThere(text);
        return Tokenizer.EncodeToIds(text);
    }

    /// <inheritdoc/>
    public string Decode(IEnumerable<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        int[] all = [.. tokens];
        foreach (int token in all)
        {
            if ((uint)token >= (uint)Size)
                throw new ArgumentOutOfRangeException(nameof(tokens), token, $"The vocabulary has {Size} tokens, from 0.");
        }
        return Tokenizer.Decode(all) ?? "";
    }

    private void CheckAllThere(string text)
    {
        IReadOnlyList<EncodedToken> tokens = Tokenizer.EncodeToTokens(text, out string? normalized);
        string all = normalized ?? text;
        int at = 0;
        foreach (EncodedToken token in tokens.Append(new EncodedToken(0, "", new Range(all.Length, all.Length))))
        {
            for (; at < token.Offset.Start.Value; at++)
            {
                if (!char.IsWhiteSpace(all[at]))
                    throw new ArgumentException($"'{all[at]}' at {at} of the text has no token in the vocabulary of {Size}; name the token for what "
                        + "is unknown, or add it.", nameof(text));
            }
            at = token.Offset.End.Value;
        }
    }
}

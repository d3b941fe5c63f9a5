namespace DeepTrainer;

/// <summary>How a text becomes a sample: the numbers of its tokens, filled up to a length that all have.</summary>
/// <param name="Tokenizer">What makes numbers of it.</param>
/// <param name="Length">How many tokens a sample has; at least 1.</param>
public sealed record TextOptions(ITokenizer Tokenizer, int Length)
{
    /// <summary>The number behind the end of texts that are shorter, such as that of <c>"&lt;pad&gt;"</c>; null, the default, where none is shorter.</summary>
    public int? Padding { get; init; }

    /// <summary>
    /// Whether a sample's last value tells how many of its tokens count, for layers and losses with <c>Lengths</c>: <c>[Input(32, Name =
    /// "tokens"), Input(1, Name = "lengths")]</c>. A sample has Length + 1 values then.
    /// </summary>
    public bool WithLengths { get; init; }

    /// <summary>Whether of a text with more tokens the first are taken; an error by default.</summary>
    public bool Truncate { get; init; }

    /// <summary>The values of a sample.</summary>
    public int InputSize => Length + (WithLengths ? 1 : 0);

    /// <summary>A text as a network's input, prepared as samples are.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">
    /// The text has no token, or more than <see cref="Length"/>, or fewer and there is no <see cref="Padding"/>, or what the vocabulary hasn't.
    /// </exception>
    public float[] Input(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Check();
        float[] input = new float[InputSize];
        Fill(text, input, "The text");
        return input;
    }

    internal void Fill(string text, Span<float> input, string what)
    {
        IReadOnlyList<int> tokens = Encode(text, what);
        if (tokens.Count == 0)
            throw new ArgumentException($"{what} has no token; leave it out.", nameof(text));
        if (tokens.Count > Length && !Truncate)
            throw new ArgumentException($"{what} has {tokens.Count} tokens, more than {Length}: '{Excerpt.Of(text)}'; make Length larger, or set "
                + "Truncate to take the first.", nameof(text));
        if (tokens.Count < Length && Padding is null)
            throw new ArgumentException(
                $"{what} has {tokens.Count} tokens, fewer than {Length}: '{Excerpt.Of(text)}'; "
                    + "set Padding to the token behind its end, such as that of \"<pad>\".",
                nameof(text));
        int count = Math.Min(tokens.Count, Length);
        for (int i = 0; i < count; i++)
            input[i] = tokens[i];
        input[count..Length].Fill(Padding ?? 0);
        if (WithLengths)
            input[Length] = count;
    }

    /// <summary>The tokens of a text; an error says which text it was.</summary>
    internal IReadOnlyList<int> Encode(string text, string what)
    {
        if (text is null)
            throw new ArgumentException($"{what} is null.", nameof(text));
        try
        {
            return Tokenizer.Encode(text);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{what}: {e.Message}", e);
        }
    }

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Tokenizer);
        ArgumentOutOfRangeException.ThrowIfLessThan(Length, 1);
        if (Padding is { } padding && (uint)padding >= (uint)Tokenizer.Size)
            throw new ArgumentOutOfRangeException(nameof(Padding), padding, $"Padding must be a number of the vocabulary, from 0 to {Tokenizer.Size - 1}.");
    }
}

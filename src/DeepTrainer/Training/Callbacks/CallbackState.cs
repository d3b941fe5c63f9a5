using System.Globalization;

namespace DeepTrainer;

/// <summary>What a callback remembers, as checkpoints hold it: texts, numbers (bit for bit) and floats, by name.</summary>
public sealed class CallbackState
{
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, float[]> _floats = [];
    private readonly string _owner;

    /// <summary>One with nothing in it.</summary>
    /// <param name="owner">The callback's name, for messages.</param>
    public CallbackState(string owner)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        _owner = owner;
    }

    /// <summary>Whether nothing is in it: training begins anew.</summary>
    public bool IsEmpty => _texts.Count == 0 && _floats.Count == 0;

    internal IReadOnlyDictionary<string, string> Texts => _texts;

    internal IReadOnlyDictionary<string, float[]> Floats => _floats;

    /// <summary>Writes a text.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">The text.</param>
    public void Write(string key, string value) => _texts[key] = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>Writes a number.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">The number, which may be infinite or NaN.</param>
    public void Write(string key, double value) => _texts[key] = value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Writes a whole number.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">The number.</param>
    public void Write(string key, long value) => _texts[key] = value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes floats.</summary>
    /// <param name="key">Their name.</param>
    /// <param name="values">The floats, which are copied; at least one.</param>
    public void Write(string key, ReadOnlySpan<float> values) =>
        _floats[key] = values.IsEmpty ? throw new ArgumentException($"'{key}' has no values.", nameof(values)) : values.ToArray();

    /// <summary>A text; null if it wasn't written.</summary>
    /// <param name="key">Its name.</param>
    public string? Text(string key) => _texts.GetValueOrDefault(key);

    /// <summary>A number; null if it wasn't written.</summary>
    /// <param name="key">Its name.</param>
    /// <exception cref="InvalidDataException">It is no number.</exception>
    public double? Number(string key) => !_texts.TryGetValue(key, out string? text) ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw Wrong(key, text, "is no number");

    /// <summary>A whole number; null if it wasn't written.</summary>
    /// <param name="key">Its name.</param>
    /// <exception cref="InvalidDataException">It is no whole number.</exception>
    public long? Whole(string key) => !_texts.TryGetValue(key, out string? text) ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : throw Wrong(key, text, "is no whole number");

    /// <summary>Copies floats; false if they weren't written.</summary>
    /// <param name="key">Their name.</param>
    /// <param name="values">Where they go.</param>
    /// <exception cref="InvalidDataException">There are more or fewer of them.</exception>
    public bool Read(string key, Span<float> values)
    {
        if (!_floats.TryGetValue(key, out float[]? own))
            return false;
        if (own.Length != values.Length)
            throw new InvalidDataException($"The checkpoint has {own.Length} floats for '{key}' of the callback '{_owner}', where there should be {values.Length}.");
        own.CopyTo(values);
        return true;
    }

    internal void Set(string key, string text) => _texts[key] = text;

    internal void Set(string key, float[] values) => _floats[key] = values;

    private InvalidDataException Wrong(string key, string text, string why) =>
        new($"The checkpoint says '{Excerpt.Of(text)}' for '{key}' of the callback '{_owner}', which {why}.");
}

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace DeepTrainer;

/// <summary>The JSON header of a safetensors file, parsed strictly: nothing unknown, nothing missing, nothing twice.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The budget for dimensions of a tensor.</summary>
    public const int MaxDimensions = 16;

    /// <summary>The budget for a name, in bytes of UTF-8.</summary>
    public const int MaxNameBytes = 1 << 16;

    private readonly HashSet<string> _names = [];
    private readonly List<long> _numbers = [];
    private readonly ReadLimits _limits;

    private SafetensorsHeader(ReadLimits limits) => _limits = limits;

    public List<SafetensorsEntry> Entries { get; } = [];

    public SortedDictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, string source, ReadLimits limits)
    {
        if (!Utf8.IsValid(json))
            throw SafetensorsReader.Damaged(source, "its header is not UTF-8");
        var header = new SafetensorsHeader(limits);
        try
        {
            var reader = new Utf8JsonReader(json);
            header.ReadRoot(ref reader);
            if (reader.Read())
                throw Unexpected(in reader, "the end");
        }
        // GetString gives the latter for half of a surrogate pair.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw SafetensorsReader.Damaged(source, $"its header is not the JSON of safetensors ({e.Message.TrimEnd('.')})", e);
        }
        return header;
    }

    private void ReadRoot(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextName(ref reader) is string name)
        {
            if (!_names.Add(name))
                throw new JsonException($"'{Excerpt.Of(name)}' stands there twice");
            if (name == SafetensorsReader.MetadataKey)
                ReadMetadata(ref reader);
            else if (Entries.Count == _limits.MaxTensors)
                throw new JsonException($"it has more than {_limits.MaxTensors} tensors; if that is meant, raise ReadLimits.MaxTensors");
            else
                Entries.Add(ReadEntry(ref reader, name));
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextName(ref reader) is string key)
        {
            Expect(ref reader, JsonTokenType.String);
            if (Metadata.Count == _limits.MaxTensors)
                throw new JsonException($"its metadata has more than {_limits.MaxTensors} entries; if that is meant, raise ReadLimits.MaxTensors");
            if (!Metadata.TryAdd(key, reader.GetString()!))
                throw new JsonException($"'{Excerpt.Of(key)}' stands in the metadata twice");
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string shown = Excerpt.Of(name);
        string? type = null;
        ImmutableArray<long>? shape = null;
        ImmutableArray<long>? offsets = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextName(ref reader) is string key)
        {
            switch (key)
            {
                case "dtype" when type is null:
                    Expect(ref reader, JsonTokenType.String);
                    type = TensorTypes.Known(reader.GetString()!);
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, shown);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, shown);
                    break;
                default:
                    throw new JsonException($"tensor '{shown}' has '{Excerpt.Of(key)}' twice, or it means nothing there");
            }
        }
        if (type is null || shape is not { } sizes || offsets is not { } ends)
            throw new JsonException($"tensor '{shown}' needs dtype, shape and data_offsets");
        if (ends.Length != 2)
            throw new JsonException($"tensor '{shown}' has {ends.Length} data_offsets and needs 2");
        if (sizes.Any(size => size > int.MaxValue))
            throw new JsonException($"tensor '{shown}' has a dimension of {sizes.Max()}");
        return new SafetensorsEntry(name, type, [.. sizes.Select(size => (int)size)], ends[0], ends[1]);
    }

    private ImmutableArray<long> ReadNumbers(ref Utf8JsonReader reader, string shown)
    {
        _numbers.Clear();
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            // -0 parses as a number that is at least 0.
            if (reader.ValueSpan[0] == '-' || !reader.TryGetInt64(out long number))
                throw new JsonException($"tensor '{shown}' has a size or offset that is not a whole number of at least 0");
            _numbers.Add(number);
            if (_numbers.Count > MaxDimensions)
                throw new JsonException($"tensor '{shown}' has more than {MaxDimensions} dimensions");
        }
        if (reader.TokenType != JsonTokenType.EndArray)
            throw Unexpected(in reader, "a whole number");
        return [.. _numbers];
    }

    /// <summary>The next member's name, or null at the end of the object.</summary>
    private static string? NextName(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
            return null;
        if (reader.TokenType != JsonTokenType.PropertyName)
            throw Unexpected(in reader, "a name");
        return reader.ValueSpan.Length <= MaxNameBytes ? reader.GetString()!
            : throw new JsonException($"the name at byte {reader.TokenStartIndex} has {reader.ValueSpan.Length} bytes, and at most {MaxNameBytes} are allowed");
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw Unexpected(in reader, type.ToString());
    }

    private static JsonException Unexpected(in Utf8JsonReader reader, string expected) =>
        new($"at byte {reader.TokenStartIndex} stands {reader.TokenType} instead of {expected}");
}

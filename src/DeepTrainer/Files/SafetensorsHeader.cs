using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace DeepTrainer;

/// <summary>The JSON header of a safetensors file, parsed strictly: nothing unknown, nothing missing, nothing twice.</summary>
internal sealed class SafetensorsHeader
{
    private const int MaxDimensions = 16;

    private readonly HashSet<string> _names = [];

    public List<SafetensorsEntry> Entries { get; } = [];

    public SortedDictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, string source)
    {
        if (!Utf8.IsValid(json))
            throw SafetensorsReader.Damaged(source, "its header is not UTF-8");
        var header = new SafetensorsHeader();
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
                throw new JsonException($"'{name}' stands there twice");
            if (name == SafetensorsReader.MetadataKey)
                ReadMetadata(ref reader);
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
            if (!Metadata.TryAdd(key, reader.GetString()!))
                throw new JsonException($"'{key}' stands in the metadata twice");
        }
    }

    private static SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextName(ref reader) is string key)
        {
            switch (key)
            {
                case "dtype" when type is null:
                    Expect(ref reader, JsonTokenType.String);
                    type = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, name);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, name);
                    break;
                default:
                    throw new JsonException($"tensor '{name}' has '{key}' twice, or it means nothing there");
            }
        }
        if (type is null || shape is null || offsets is null)
            throw new JsonException($"tensor '{name}' needs dtype, shape and data_offsets");
        if (offsets.Count != 2)
            throw new JsonException($"tensor '{name}' has {offsets.Count} data_offsets and needs 2");
        if (shape.Exists(size => size > int.MaxValue))
            throw new JsonException($"tensor '{name}' has a dimension of {shape.Max()}");
        return new SafetensorsEntry(name, type, [.. shape.Select(size => (int)size)], offsets[0], offsets[1]);
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, string name)
    {
        List<long> numbers = [];
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (!reader.TryGetInt64(out long number) || number < 0)
                throw new JsonException($"tensor '{name}' has a size or offset that is not a whole number of at least 0");
            numbers.Add(number);
            if (numbers.Count > MaxDimensions)
                throw new JsonException($"tensor '{name}' has more than {MaxDimensions} dimensions");
        }
        if (reader.TokenType != JsonTokenType.EndArray)
            throw Unexpected(in reader, "a whole number");
        return numbers;
    }

    /// <summary>The next member's name, or null at the end of the object.</summary>
    private static string? NextName(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
            return null;
        return reader.TokenType == JsonTokenType.PropertyName ? reader.GetString()! : throw Unexpected(in reader, "a name");
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw Unexpected(in reader, type.ToString());
    }

    private static JsonException Unexpected(in Utf8JsonReader reader, string expected) =>
        new($"at byte {reader.TokenStartIndex} stands {reader.TokenType} instead of {expected}");
}

using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace DeepTrainer;

/// <summary>A schema as JSON, as it stands in the metadata of a network's file.</summary>
internal static class TableText
{
    private const int Version = 1;

    public static string Write(TableSchema schema)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("separator", schema.Notation.Separator.ToString());
            json.WriteBoolean("decimalComma", schema.Notation.DecimalComma);
            List(json, "header", schema.Notation.Header);
            List(json, "missingMarks", schema.Notation.MissingMarks);
            json.WriteNumber("rows", schema.Rows);
            Columns(json, "inputs", schema.InputColumns);
            Columns(json, "targets", schema.TargetColumns);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The schema of a text.</summary>
    /// <exception cref="FormatException">The text is no schema; the message says what is wrong.</exception>
    public static TableSchema Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Read(document.RootElement);
        }
        // The others for members that are missing, of another type, out of range, too many or twice, and for half of a surrogate pair.
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException
            or InvalidDataException)
        {
            throw new FormatException(e.Message.TrimEnd('.'), e);
        }
    }

    private static void Columns(Utf8JsonWriter json, string name, ImmutableArray<EncodedColumn> columns)
    {
        json.WriteStartArray(name);
        foreach (EncodedColumn column in columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("kind", column.Kind);
            json.WriteBoolean("dropRow", column.DropsRow);
            column.Write(json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void List(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static TableSchema Read(JsonElement root)
    {
        int version = root.GetProperty("version").GetInt32();
        if (version != Version)
            throw new FormatException($"it has version {version}, and this library reads {Version}; take a newer one");
        string separator = Text(root, "separator");
        bool decimalComma = root.GetProperty("decimalComma").GetBoolean();
        if (separator.Length != 1)
            throw new FormatException("its separator is no character");
        CsvNumbers.CheckNotation(separator[0], decimalComma, "separator");
        TableNotation notation = new(separator[0], decimalComma, Texts(root, "header"), Texts(root, "missingMarks"));
        ImmutableArray<EncodedColumn> inputs = [.. root.GetProperty("inputs").EnumerateArray().Select(c => Input(c, notation))];
        ImmutableArray<EncodedColumn> targets = [.. root.GetProperty("targets").EnumerateArray().Select(c => Target(c, notation))];
        long rows = root.GetProperty("rows").GetInt64(), width = inputs.Sum(c => (long)c.Width);
        if (inputs.IsEmpty || rows < 1 || width > CsvLine.MaxColumns)
            throw new FormatException("it has no inputs, too many of them or no rows");
        if (inputs.Concat(targets).GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FormatException($"it has two columns '{Excerpt.Of(twice.Key)}'");
        // That they stand behind the others is what its user counts on.
        if (!inputs.SkipWhile(c => c is not EncodedText { IsIndex: true }).All(c => c is EncodedText { IsIndex: true }))
            throw new FormatException("its dictionaries don't stand behind its other inputs");
        return new(notation, inputs, targets, rows);
    }

    private static EncodedColumn Input(JsonElement column, TableNotation notation) => Text(column, "kind") switch
    {
        EncodedNumber.KindName => Number(column, notation),
        EncodedText.OneHotKind => Categories(column, isIndex: false),
        EncodedText.IndexKind => Categories(column, isIndex: true),
        string other => throw new FormatException($"'{Excerpt.Of(other)}' is no kind of input"),
    };

    private static EncodedColumn Target(JsonElement column, TableNotation notation)
    {
        (string name, bool dropsRow) = Head(column);
        switch (Text(column, "kind"))
        {
            case EncodedTarget.KindName:
                return new EncodedTarget(name, dropsRow, notation);
            case EncodedLabel.KindName:
                ImmutableArray<string> classes = Texts(column, "classes");
                return classes.Length > 0 ? new EncodedLabel(name, dropsRow, notation, classes)
                    : throw new FormatException($"'{Excerpt.Of(name)}' has no classes");
            default:
                throw new FormatException($"'{Excerpt.Of(Text(column, "kind"))}' is no kind of target");
        }
    }

    private static EncodedNumber Number(JsonElement column, TableNotation notation)
    {
        (string name, bool dropsRow) = Head(column);
        double? fill = column.TryGetProperty("fill", out JsonElement value) ? value.GetDouble() : null;
        double mean = column.GetProperty("mean").GetDouble(), deviation = column.GetProperty("deviation").GetDouble();
        bool isSound = double.IsFinite(mean) && double.IsFinite(deviation) && deviation > 0 && double.IsFinite(fill ?? 0);
        return isSound ? new(name, dropsRow, notation, fill, mean, deviation)
            : throw new FormatException($"'{Excerpt.Of(name)}' has figures that no numbers have");
    }

    private static EncodedText Categories(JsonElement column, bool isIndex)
    {
        (string name, bool dropsRow) = Head(column);
        string? fill = column.TryGetProperty("fill", out _) ? Text(column, "fill") : null;
        TextCategories categories = new(Texts(column, "texts"), column.GetProperty("category").GetBoolean(), fill, column.GetProperty("unknown").GetBoolean());
        return categories.Texts.Length > 0 && (categories.Fill is null || categories.Texts.Contains(categories.Fill)) ? new(name, dropsRow, isIndex, categories)
            : throw new FormatException($"'{Excerpt.Of(name)}' has no texts, or not the one that stands for missing values");
    }

    private static (string Name, bool DropsRow) Head(JsonElement column) => (Text(column, "name"), column.GetProperty("dropRow").GetBoolean());

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");

    private static ImmutableArray<string> Texts(JsonElement parent, string name) =>
        [.. parent.GetProperty(name).EnumerateArray().Select(text => text.GetString() ?? throw new FormatException($"'{name}' has a text that is null"))];
}

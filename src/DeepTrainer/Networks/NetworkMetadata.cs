using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace DeepTrainer;

/// <summary>
/// What belongs to a network besides its weights, so that an application needs one file: names of classes, how inputs and targets were scaled, a vocabulary and
/// texts. <see cref="NetworkFile.Save(INetwork, string)"/> stores it with the weights, as text in the file's metadata, and loading brings it back.
/// </summary>
/// <example>
/// <code>
/// NetworkMetadata.Of(network) // that of a network; Set gives it one
/// NetworkMetadata.Set(network, new NetworkMetadata { Classes = ["cat", "dog"], Inputs = Standardization.Fit(train) });
/// network.Save("animals.safetensors");
/// </code>
/// </example>
public sealed class NetworkMetadata
{
    private const string Prefix = "deeptrainer.", ClassesKey = Prefix + "classes", VocabularyKey = Prefix + "vocabulary", DescriptionKey = Prefix + "description",
        InputScale = Prefix + "input", TargetScale = Prefix + "target", TextPrefix = Prefix + "text.", TableKey = Prefix + "table";

    private static readonly ConditionalWeakTable<INetwork, NetworkMetadata> All = [];

    /// <summary>That of a network that has none.</summary>
    public static NetworkMetadata None { get; } = new();

    /// <summary>What the classes are called, in the order of their scores; those of <see cref="Table"/> if none are given. Empty if they have numbers only.</summary>
    public ImmutableArray<string> Classes
    {
        get => field.IsDefaultOrEmpty ? Table?.ClassNames ?? [] : field;
        init;
    } = [];

    /// <summary>How the columns of a table become the network's inputs; null if they don't.</summary>
    public TableSchema? Table { get; init; }

    /// <summary>How the inputs were scaled that the network was trained on; null if they weren't.</summary>
    public Standardization? Inputs { get; init; }

    /// <summary>How the targets were scaled; null if they weren't.</summary>
    public Standardization? Targets { get; init; }

    /// <summary>The words or characters that the numbers of a text stand for, from 0; empty if there are none.</summary>
    public ImmutableArray<string> Vocabulary { get; init; } = [];

    /// <summary>What the network is, for people; empty if nobody said.</summary>
    public string Description { get; init; } = "";

    /// <summary>Any other texts, by name.</summary>
    public ImmutableSortedDictionary<string, string> Texts { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>That of a network; <see cref="None"/> if it has none.</summary>
    /// <param name="network">The network.</param>
    public static NetworkMetadata Of(INetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return All.TryGetValue(network, out NetworkMetadata? metadata) ? metadata : None;
    }

    /// <summary>Gives a network its metadata, instead of what it had.</summary>
    /// <param name="network">The network.</param>
    /// <param name="metadata">What belongs to it.</param>
    /// <exception cref="ArgumentException">It doesn't fit the network: another number of classes, of values in a sample or of outputs.</exception>
    public static void Set(INetwork network, NetworkMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(metadata);
        if (metadata.MisfitWith(network.Info) is { } misfit)
            throw new ArgumentException($"The metadata doesn't fit '{network.Info.Name}': {misfit}.", nameof(metadata));
        All.AddOrUpdate(network, metadata);
    }

    // Whether it came with weights, and goes with them.
    private bool IsOfFile { get; init; }

    /// <summary>Gives a network what its new weights came with; without any, what came with its former ones is no longer so.</summary>
    internal static void Take(INetwork network, NetworkMetadata? ofFile)
    {
        if (ofFile is not null)
            All.AddOrUpdate(network, ofFile);
        else if (Of(network).IsOfFile)
            All.Remove(network);
    }

    /// <summary>Adds it to the texts of a file.</summary>
    internal void Write(Dictionary<string, string> file)
    {
        Add(ClassesKey, Classes);
        Add(VocabularyKey, Vocabulary);
        if (Description.Length > 0)
            file[DescriptionKey] = Description;
        Scale(InputScale, Inputs);
        Scale(TargetScale, Targets);
        if (Table is not null)
            file[TableKey] = TableText.Write(Table);
        foreach ((string name, string text) in Texts)
            file[TextPrefix + name] = text;

        void Add(string key, ImmutableArray<string> texts)
        {
            if (!texts.IsDefaultOrEmpty)
                file[key] = List(texts);
        }

        void Scale(string key, Standardization? scale)
        {
            if (scale is null)
                return;
            file[key + ".means"] = Numbers(scale.Means);
            file[key + ".deviations"] = Numbers(scale.Deviations);
        }
    }

    /// <summary>What a file's texts tell of it; null if they tell nothing.</summary>
    /// <exception cref="InvalidDataException">One of them has another form.</exception>
    internal static NetworkMetadata? Read(IReadOnlyDictionary<string, string> file, NetworkInfo network, string source, string hint = "")
    {
        var texts = file.Where(t => t.Key.StartsWith(TextPrefix, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(t => t.Key[TextPrefix.Length..], t => t.Value, StringComparer.Ordinal);
        if (texts.IsEmpty && !new[] { ClassesKey, VocabularyKey, DescriptionKey, InputScale + ".means", TargetScale + ".means", TableKey }.Any(file.ContainsKey))
            return null;
        NetworkMetadata metadata = new()
        {
            Classes = Names(ClassesKey),
            Vocabulary = Names(VocabularyKey),
            Description = file.TryGetValue(DescriptionKey, out string? description) ? description : "",
            Inputs = Scale(InputScale),
            Targets = Scale(TargetScale),
            Table = Schema(),
            Texts = texts,
            IsOfFile = true,
        };
        return metadata.MisfitWith(network) is not { } misfit ? metadata
            : throw new InvalidDataException($"The metadata of '{source}' doesn't fit '{network.Name}': {misfit}.{hint}");

        ImmutableArray<string> Names(string key)
        {
            if (!file.TryGetValue(key, out string? text))
                return [];
            return List(text) ?? throw Wrong(key, "no list of texts, such as [\"cat\", \"dog\"]");
        }

        Standardization? Scale(string key)
        {
            if (!file.TryGetValue(key + ".means", out string? means) || !file.TryGetValue(key + ".deviations", out string? deviations))
                return null;
            try
            {
                return new(Values(means), Values(deviations));
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                throw Wrong(key + ".deviations", $"no numbers that fit '{key}.means': {e.Message}");
            }
        }

        TableSchema? Schema()
        {
            try
            {
                return file.TryGetValue(TableKey, out string? text) ? TableText.Read(text) : null;
            }
            catch (FormatException e)
            {
                throw Wrong(TableKey, $"no schema of a table: {e.Message}");
            }
        }

        InvalidDataException Wrong(string key, string what) => new($"'{source}' has '{Excerpt.Of(file[key])}' for '{key}', which is {what}.");
    }

    private string? MisfitWith(NetworkInfo network)
    {
        int classes = NetworkClassification.TargetOf(network)?.Classes ?? 0;
        // One score tells two classes apart.
        return !Classes.IsEmpty && classes > 1 && Classes.Length != classes ? $"it names {Classes.Length} classes, and the network has {classes}"
            : !Classes.IsEmpty && Table is { ClassNames: { IsEmpty: false } names } && !Classes.SequenceEqual(names, StringComparer.Ordinal)
                ? $"its classes are {Shown(Classes)}, and those of its table {Shown(names)}; leave Classes out where Table names them"
            : Inputs is { } inputs && inputs.Means.Length != network.InputSize ? $"it scales {inputs.Means.Length} values of a sample, and the network takes {network.InputSize}"
            : Table is { } table && table.InputNames.Length != network.InputSize
                ? $"its table makes {table.InputNames.Length} values of a row, and the network takes {network.InputSize}"
            : Targets is { } targets && targets.Means.Length != network.OutputSize
                ? $"it scales {targets.Means.Length} values of a target, and the network gives {network.OutputSize}"
            : null;
    }

    private static string Shown(ImmutableArray<string> classes) => $"'{Excerpt.Of(string.Join("', '", classes))}'";

    private static string List(ImmutableArray<string> texts)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartArray();
            foreach (string text in texts)
                writer.WriteStringValue(text);
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // Null where it is none.
    private static ImmutableArray<string>? List(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Array && root.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String)
                ? [.. root.EnumerateArray().Select(e => e.GetString()!)] : null;
        }
        // The latter for half of a surrogate pair.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Numbers(ImmutableArray<float> values) => string.Join(' ', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

    private static float[] Values(string text) =>
        Array.ConvertAll(text.Split(' ', StringSplitOptions.RemoveEmptyEntries), number => float.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture));
}

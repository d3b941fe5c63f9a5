using System.Collections.Immutable;
using System.Text.Json;

namespace DeepTrainer;

/// <summary>What is known of a column of texts.</summary>
/// <param name="Texts">The texts, in their order.</param>
/// <param name="HasMissing">Whether missing values are a category of their own, before the texts.</param>
/// <param name="Fill">The text that stands for missing values; null if there is none.</param>
/// <param name="AllowsUnknown">Whether other texts may come.</param>
internal sealed record TextCategories(ImmutableArray<string> Texts, bool HasMissing, string? Fill, bool AllowsUnknown);

/// <summary>Texts: a float for each of them, or one float that is the text's place in a dictionary.</summary>
internal sealed class EncodedText : EncodedColumn
{
    public const string OneHotKind = "oneHot", IndexKind = "index", Cures = "Missing.Category, Constant or DropRow";
    private const string MissingName = "(missing)", UnknownName = "(unknown)";

    private readonly TextCategories _categories;
    private readonly ImmutableArray<string> _places;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly int _missing, _unknown;

    public EncodedText(string name, bool dropsRow, bool isIndex, TextCategories categories)
        : base(name, dropsRow)
    {
        (IsIndex, _categories) = (isIndex, categories);
        // Places, as floats, must not be the same.
        if (categories.Texts.Length > Dataset.MostClasses - 2)
            throw new InvalidDataException(
                $"Column '{Excerpt.Of(name)}' has {categories.Texts.Length} different texts; a dictionary has room for {Dataset.MostClasses - 2}.");
        bool hasUnknown = isIndex && categories.AllowsUnknown;
        string[] unknown = hasUnknown ? [UnknownName] : [], missing = categories.HasMissing ? [MissingName] : [];
        _places = [.. unknown, .. missing, .. categories.Texts];
        _unknown = hasUnknown ? 0 : -1;
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        for (int i = 0; i < categories.Texts.Length; i++)
            places.Add(categories.Texts[i], _places.Length - categories.Texts.Length + i);
        _lookup = places.GetAlternateLookup<ReadOnlySpan<char>>();
        _missing = categories.HasMissing ? hasUnknown ? 1 : 0 : categories.Fill is { } fill ? places[fill] : -1;
    }

    public bool IsIndex { get; }

    public override string Kind => IsIndex ? IndexKind : OneHotKind;

    public override int Width => IsIndex ? 1 : _places.Length;

    public override IEnumerable<string> Names => IsIndex ? [Name] : _places.Select(text => $"{Name}={text}");

    public override IReadOnlyList<string> Texts => _places;

    public override string Description =>
        (IsIndex ? $"0 to {_places.Length - 1} of a dictionary" : $"{_places.Length} one-hot")
        + (_categories.AllowsUnknown ? IsIndex ? ", 0 if unknown" : ", all 0 if unknown" : "")
        + (_categories.Fill is { } fill ? $"; '{Excerpt.Of(fill)}' if missing" : "") + DroppedRows;

    public override void Encode(TableRows rows, int column, bool isMissing, Span<float> output)
    {
        int place = isMissing ? _missing >= 0 ? _missing : throw TableNotation.NoValue(rows, column, Cures) : Find(rows, column);
        if (IsIndex)
        {
            output[0] = place;
            return;
        }
        output.Clear();
        if (place >= 0)
            output[place] = 1;
    }

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteBoolean("unknown", _categories.AllowsUnknown);
        json.WriteBoolean("category", _categories.HasMissing);
        if (_categories.Fill is { } fill)
            json.WriteString("fill", fill);
        json.WriteStartArray("texts");
        foreach (string text in _categories.Texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private int Find(TableRows rows, int column)
    {
        ReadOnlySpan<char> text = rows[column];
        if (_lookup.TryGetValue(text, out int place))
            return place;
        return _categories.AllowsUnknown ? _unknown : throw rows.Error(
            column, $"'{CsvFields.Shown(text)}' is none of the {_categories.Texts.Length} texts that the schema was fitted to; "
                + "to take such texts, declare the column with allowUnknown: true");
    }
}

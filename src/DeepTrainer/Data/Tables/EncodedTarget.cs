using System.Collections.Immutable;
using System.Text.Json;

namespace DeepTrainer;

/// <summary>A quantity that is to be learned.</summary>
internal sealed class EncodedTarget(string name, bool dropsRow, TableNotation notation) : EncodedColumn(name, dropsRow)
{
    public const string KindName = "target", Cures = "Missing.DropRow, or fill it in";

    public override string Kind => KindName;

    public override string Description => "target value" + DroppedRows;

    public override void Encode(TableRows rows, int column, bool isMissing, Span<float> output) =>
        output[0] = isMissing ? throw TableNotation.NoValue(rows, column, Cures) : (float)notation.Number(rows, column, isTarget: true);

    public override void Write(Utf8JsonWriter json)
    {
    }
}

/// <summary>A class that is to be learned: its number.</summary>
internal sealed class EncodedLabel : EncodedColumn
{
    public const string KindName = "label";

    private readonly TableNotation _notation;
    private readonly ImmutableArray<string> _classes;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly bool _areNumbers;

    public EncodedLabel(string name, bool dropsRow, TableNotation notation, ImmutableArray<string> classes)
        : base(name, dropsRow)
    {
        (_notation, _classes) = (notation, classes);
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        for (int i = 0; i < classes.Length; i++)
            places.Add(classes[i], i);
        _lookup = places.GetAlternateLookup<ReadOnlySpan<char>>();
        _areNumbers = classes.AsSpan().SequenceEqual(Dataset.ClassNumbers(classes.Length).AsSpan());
    }

    public override string Kind => KindName;

    public override IReadOnlyList<string> Texts => _classes;

    public override string Description => $"{_classes.Length} classes" + DroppedRows;

    public override void Encode(TableRows rows, int column, bool isMissing, Span<float> output)
    {
        if (isMissing)
            throw TableNotation.NoValue(rows, column, EncodedTarget.Cures);
        ReadOnlySpan<char> text = rows[column];
        // A class that is a number may be written in several ways: 1, 01, 1.0.
        if (_lookup.TryGetValue(text, out int place) || (_areNumbers && _notation.Numbers.TryParse(text, out float value) && IsClass(value, out place)))
            output[0] = place;
        else
            throw rows.Error(column, $"'{CsvFields.Shown(text)}' is none of the {_classes.Length} classes that the schema was fitted to");
    }

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("classes");
        foreach (string name in _classes)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private bool IsClass(float value, out int place)
    {
        place = value >= 0 && value < _classes.Length ? (int)value : -1;
        return place == value;
    }
}

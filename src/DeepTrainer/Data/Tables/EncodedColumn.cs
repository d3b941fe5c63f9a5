using System.Text.Json;

namespace DeepTrainer;

/// <summary>What a column became when the schema was fitted: how its values turn into floats.</summary>
internal abstract class EncodedColumn(string name, bool dropsRow)
{
    public string Name => name;

    /// <summary>Whether rows without a value are left out.</summary>
    public bool DropsRow => dropsRow;

    /// <summary>The number of floats.</summary>
    public virtual int Width => 1;

    /// <summary>What the floats are called.</summary>
    public virtual IEnumerable<string> Names => [name];

    /// <summary>The classes or texts that numbers stand for; none where there are numbers.</summary>
    public virtual IReadOnlyList<string> Texts => [];

    /// <summary>What it is and how it is encoded, for people.</summary>
    public abstract string Description { get; }

    /// <summary>What the column is called in a file.</summary>
    public abstract string Kind { get; }

    /// <summary>Encodes the row's value, or what stands for a missing one.</summary>
    public abstract void Encode(TableRows rows, int column, bool isMissing, Span<float> output);

    /// <summary>Writes what <see cref="Kind"/> and name don't tell.</summary>
    public abstract void Write(Utf8JsonWriter json);

    protected string DroppedRows => dropsRow ? "; rows without it are left out" : "";
}

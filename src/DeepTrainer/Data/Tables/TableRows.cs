using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>The rows of a table, one after another, wherever they come from.</summary>
internal abstract class TableRows(string source, ImmutableArray<string> columns) : IDisposable
{
    protected const int IsNowhere = -1, IsSeveral = -2;

    private const int MaxNamesShown = 20;

    private Dictionary<string, int>? _places;

    public string Source { get; } = source;

    public ImmutableArray<string> Columns { get; } = columns;

    /// <summary>The line that the row stands on.</summary>
    public abstract int Line { get; }

    /// <summary>The row's text in a column.</summary>
    public abstract ReadOnlySpan<char> this[int column] { get; }

    /// <summary>Goes to the next row, if there is one.</summary>
    public abstract bool Next();

    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>What is wrong with the row's value in a column.</summary>
    public virtual Exception Error(int column, string what) => ErrorAt(column, what, Line);

    public InvalidDataException ErrorAt(int column, string what, int line) => CsvFields.Error(Source, $"column '{Excerpt.Of(Columns[column])}': {what}", line);

    /// <summary>Where a column stands.</summary>
    public virtual int IndexOf(string name)
    {
        int column = Find(name);
        return column >= 0 ? column : throw NoColumn(name, Columns, Source);
    }

    /// <summary>Where a column stands; −1 if nowhere, −2 if there are several of that name.</summary>
    protected int Find(string name)
    {
        if (_places is null)
        {
            _places = new(StringComparer.Ordinal);
            for (int i = 0; i < Columns.Length; i++)
                _places[Columns[i]] = _places.ContainsKey(Columns[i]) ? IsSeveral : i;
        }
        return _places.GetValueOrDefault(name, IsNowhere);
    }

    public static InvalidDataException NoColumn(string name, ImmutableArray<string> columns, string source)
    {
        string names = string.Join(", ", columns.Take(MaxNamesShown).Select(c => $"'{Excerpt.Of(c)}'"));
        string more = columns.Length > MaxNamesShown ? $" and {columns.Length - MaxNamesShown} more" : "";
        return new($"'{source}' has no column '{Excerpt.Of(name)}'; there are {names}{more}.");
    }

    /// <summary>Checks a header: each column has a name of its own.</summary>
    public static void CheckNames(ImmutableArray<string> columns, string source, int line)
    {
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        for (int i = 0; i < columns.Length; i++)
        {
            if (!places.TryAdd(columns[i], i))
                throw CsvFields.Error(
                    source, $"columns {places[columns[i]] + 1} and {i + 1} are both called '{Excerpt.Of(columns[i])}'; give one another name", line);
        }
    }
}

using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>One row that an application gives; what is wrong with it is wrong with an argument.</summary>
internal sealed class GivenRow(ImmutableArray<string> columns, string?[] values, string argument) : TableRows("row", columns)
{
    private bool _isRead;

    public override int Line => 1;

    public override ReadOnlySpan<char> this[int column] => values[column].AsSpan().Trim();

    public override bool Next()
    {
        bool isThere = !_isRead;
        _isRead = true;
        return isThere;
    }

    public override Exception Error(int column, string what) => new ArgumentException($"Column '{Excerpt.Of(Columns[column])}': {what}.", argument);

    public override int IndexOf(string name) => Find(name) switch
    {
        >= 0 and var column => column,
        IsSeveral => throw new ArgumentException($"The row has two values for '{Excerpt.Of(name)}'.", argument),
        _ => throw new ArgumentException($"The row has no column '{Excerpt.Of(name)}'; where there is no value, give an empty text.", argument),
    };
}

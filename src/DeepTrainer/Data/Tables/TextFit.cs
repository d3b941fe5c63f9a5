namespace DeepTrainer;

/// <summary>Collects texts.</summary>
internal sealed class TextFit : ColumnFit
{
    private const string Choice =
        "declare what the column is: TableColumn.Skip leaves it out, "
        + "TableColumn.Index makes one input of it, for an embedding, and TableColumn.OneHot one for each text";

    // A column that nobody declared has no more: kinds and places don't, names and dates do. So many may all be different in a small table.
    private const int MostInferred = 100, UnsuspiciousTexts = 20;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly bool _isIndex, _allowsUnknown;
    private readonly TextForm? _inferred;
    private readonly int _most;
    private long _count;

    /// <param name="name">The column.</param>
    /// <param name="missing">What becomes of missing values.</param>
    /// <param name="isIndex">Whether it becomes a place in a dictionary, instead of one input for each text.</param>
    /// <param name="allowsUnknown">Whether other texts may follow after training.</param>
    /// <param name="limits">How many texts there may be of a declared column.</param>
    /// <param name="inferred">What the texts look like, if nobody declared the column.</param>
    public TextFit(string name, Missing missing, bool isIndex, bool allowsUnknown, ReadLimits limits, TextForm? inferred = null)
        : base(name, missing)
    {
        (_isIndex, _allowsUnknown, _inferred, _most) = (isIndex, allowsUnknown, inferred, inferred is null ? limits.MaxClasses : MostInferred);
        _lookup = _texts.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public override void Add(TableRows rows, int column)
    {
        _count++;
        _inferred?.Add(rows[column], rows.Line);
        if (!_lookup.Add(rows[column]) || _texts.Count <= _most)
            return;
        throw _inferred is not null ? NotInferred(rows, column) ?? rows.Error(column, $"there are more than {_most} different texts; {Choice}")
            : rows.Error(column, $"there are more than {_most} different texts; if so many are meant, raise ReadLimits.MaxClasses");
    }

    public override void AddMissing(TableRows rows, int column, long count)
    {
        if (Missing.Kind is not (MissingKind.Category or MissingKind.Text))
            throw TableNotation.NoValue(rows, column, EncodedText.Cures);
    }

    public override EncodedColumn Finish(TableRows rows, int column)
    {
        if (NotInferred(rows, column) is { } problem)
            throw problem;
        if (_inferred is not null && _texts.Count > UnsuspiciousTexts && _texts.Count > _count / 2)
            throw new InvalidDataException($"'{rows.Source}': column '{Excerpt.Of(Name)}' has {_texts.Count} different texts in {_count} rows; {Choice}.");
        string? fill = Missing.Kind == MissingKind.Text ? Missing.Text : null;
        if (fill is not null)
            _texts.Add(fill);
        if (_texts.Count == 0)
            throw TableFit.HasNoValue(rows, column);
        TextCategories categories = new([.. _texts.Order(StringComparer.Ordinal)], Missing.Kind == MissingKind.Category, fill, _allowsUnknown);
        return new EncodedText(Name, DropsRow, _isIndex, categories);
    }

    private InvalidDataException? NotInferred(TableRows rows, int column) =>
        _inferred?.Problem is { } problem ? rows.ErrorAt(column, problem + Choice, _inferred.Line) : null;
}

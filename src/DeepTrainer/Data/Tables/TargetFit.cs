namespace DeepTrainer;

/// <summary>Checks quantities that are to be learned, so that a mistake is told before anything else is done.</summary>
internal sealed class TargetFit(TableColumn declared, TableNotation notation) : ColumnFit(declared.Name, declared.Missing!)
{
    public override void Add(TableRows rows, int column) => _ = notation.Number(rows, column, isTarget: true);

    public override void AddMissing(TableRows rows, int column, long count) => throw TableNotation.NoValue(rows, column, EncodedTarget.Cures);

    public override EncodedColumn Finish(TableRows rows, int column) => new EncodedTarget(Name, DropsRow, notation);
}

/// <summary>Collects classes.</summary>
internal sealed class LabelFit(TableColumn declared, TableNotation notation, ReadLimits limits, string source) : ColumnFit(declared.Name, declared.Missing!)
{
    private readonly CsvClasses _classes = new(
        declared.ClassNames, limits, notation.Numbers, $"column '{Excerpt.Of(declared.Name)}'",
        "if the column is a quantity to be predicted, declare it with TableColumn.Target; if these are classes, list them all in classNames",
        (what, line) => CsvFields.Error(source, what, line));

    public override void Add(TableRows rows, int column) => _classes.Find(rows[column], rows.Line);

    public override void AddMissing(TableRows rows, int column, long count) => throw TableNotation.NoValue(rows, column, EncodedTarget.Cures);

    public override EncodedColumn Finish(TableRows rows, int column) => new EncodedLabel(Name, DropsRow, notation, _classes.Finish().Names);
}

namespace DeepTrainer;

/// <summary>What is learned of a column while one goes over the rows.</summary>
internal abstract class ColumnFit(string name, Missing missing)
{
    public string Name => name;

    public Missing Missing => missing;

    public bool DropsRow => missing.Kind == MissingKind.DropRow;

    /// <summary>Takes in the row's value.</summary>
    public abstract void Add(TableRows rows, int column);

    /// <summary>Takes in that the row has none.</summary>
    public abstract void AddMissing(TableRows rows, int column, long count = 1);

    /// <summary>What the column became, after all rows.</summary>
    public abstract EncodedColumn Finish(TableRows rows, int column);
}

namespace DeepTrainer.Compiler.Layers;

/// <summary>Rows of a trained table: [N, L…] → [N, L…, D], the weights [rows, D] as in PyTorch's Embedding.</summary>
public sealed class Embedding() : Layer("Embedding", Rows, Dim, PaddingIndex, Init, InitValue)
{
    /// <summary>Up to here float32 holds every integer.</summary>
    public const int MaxRows = 1 << 24;

    private static readonly Option Rows = new("Rows");
    private static readonly Option Dim = new("Dim");
    private static readonly Option PaddingIndex = new("PaddingIndex", -1);
    private static readonly Option Init = new("Init", "Normal");
    private static readonly Option InitValue = new("InitValue", 1);

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Scores, GivesFeatures = -1 };

    public override Node? Build(LayerContext c)
    {
        if (c.Positive(Rows) is not { } rows || c.Positive(Dim) is not { } dim
            || !c.InRange(Rows, 1, MaxRows, $"{Format.Grouped(MaxRows)} or less, so that floats can number them")
            || !c.InRange(PaddingIndex, -1, rows - 1, $"a row from 0 to {Format.Integer(rows - 1)}, or -1 for none"))
            return null;
        int padding = (int)c.Number(PaddingIndex);
        Node table = c.Parameter("weight", Shape.Of(rows, dim), new(c.Text(Init), c.Number(InitValue), rows, dim, padding < 0 ? null : padding));
        Node taken = c.Graph.Gather(table, c.Input);
        return padding < 0 ? taken : WithoutGradient(c.Graph, table, taken, c.Input, padding);
    }

    // What pads is shown as it is in the table, but nothing flows back to it.
    private static Node WithoutGradient(GraphBuilder g, Node table, Node taken, Node numbers, int padding)
    {
        Node row = g.Detach(g.Reshape(g.Slice(table, 0, padding, 1), Shape.Of(table.Shape[1])));
        Node aligned = g.Reshape(numbers, numbers.Shape.Insert(numbers.Shape.Rank, 1));
        return g.Map((y, number, fixedRow) => Condition.Equal(number, padding).Then(fixedRow, y), taken, aligned, row);
    }
}

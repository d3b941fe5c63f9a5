namespace DeepTrainer.Compiler.Layers;

/// <summary>y = x + W: each position of [N, L, D] gets its row of a trained table [L, D].</summary>
public sealed class PositionalEmbedding() : Layer("PositionalEmbedding", Init, InitValue)
{
    private static readonly Option Init = new("Init", "Normal");
    private static readonly Option InitValue = new("InitValue", 1);

    public override bool HasStreamingForm => true;

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Scores, TakesFeatures = -1, GivesFeatures = -1 };

    public override Node? Build(LayerContext c)
    {
        if (!Sequence.Streams(c) || !Sequence.Is(c, 0))
            return null;
        (int length, int dim) = (c.Stream?.Steps() ?? c.Input.Shape[1], c.Input.Shape[2]);
        Node table = c.Parameter("weight", Shape.Of(length, dim), new(c.Text(Init), c.Number(InitValue), length, dim));
        c.Stream?.LimitTo(length);
        Node rows = c.Stream is null ? table : c.Graph.Named("row", () => c.Graph.Gather(table, Sequence.Positions(c)));
        return c.Graph.Map((x, w) => x + w, c.Input, rows);
    }
}

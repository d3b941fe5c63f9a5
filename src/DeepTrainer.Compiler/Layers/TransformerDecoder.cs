namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// One decoder layer over a sequence and a memory: self attention, attention to the memory, and two dense layers at each position.
/// PyTorch's TransformerDecoderLayer.
/// </summary>
public sealed class TransformerDecoder() : TransformerLayer("TransformerDecoder", [.. OfMemory])
{
    // The masks of the memory, called as attention calls its own, with "Memory" in front.
    private const string Memory = "Memory";

    private static readonly ImmutableArray<Option> OfMemory =
        [.. new[] { AttentionMasks.Mask, AttentionMasks.KeyPaddingMask, Lengths.Option }.Select(o => new Option(Memory + o.Name, "") { NamesLayer = true })];

    public override bool Takes(int inputs) => inputs == 2;

    public override string Inputs => "a sequence and a memory (\"x, memory\")";

    protected override Node? SubLayers(LayerContext c)
    {
        if (c.Stream is { } stream)
            return stream.Refuse("it attends to a memory, of which all positions must be there at once");
        Node? x = Around(c, c.Input, 1, h => SelfAttention(c, h));
        x = Around(c, x, 2, h => MemoryAttention(c, h, c.Inputs[1], c.Named.Where(n => n.Key.StartsWith(Memory, StringComparison.Ordinal))
            .ToDictionary(n => n.Key.Substring(Memory.Length), n => n.Value)));
        return Around(c, x, 3, h => Dense(c, h));
    }
}

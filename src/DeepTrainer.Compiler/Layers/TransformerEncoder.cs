namespace DeepTrainer.Compiler.Layers;

/// <summary>One encoder layer: self attention and two dense layers at each position. PyTorch's TransformerEncoderLayer.</summary>
public sealed class TransformerEncoder() : TransformerLayer("TransformerEncoder")
{
    protected override Node? SubLayers(LayerContext c)
    {
        Node? x = Around(c, c.Input, 1, h => SelfAttention(c, h));
        return Around(c, x, 2, h => Dense(c, h));
    }
}

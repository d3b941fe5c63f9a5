namespace DeepTrainer.Compiler.Layers;

/// <summary>[N, C, H, W] → [N, C·H·W], in row-major order.</summary>
public sealed class Flatten() : Layer("Flatten")
{
    public override Traits TraitsOf(ElementSpec spec) => Traits.Reshaped;

    public override Node? Build(LayerContext c) =>
        c.Graph.Reshape(c.Input, Shape.Batched((int)c.Input.Shape.SampleSize));
}

namespace DeepTrainer;

/// <summary>
/// A product between two layers: yₒ = aᵀ·Wₒ·b + cₒ. Shapes: a [inputs1], b [inputs2], W [units, inputs1, inputs2], c and y [units].
/// PyTorch: nn.Bilinear.
/// </summary>
/// <remarks>
/// Name the two with <see cref="LayerElementAttribute.From"/>: <c>[Bilinear(5, From = "left, right")]</c>. Parameters <c>weight</c> and
/// <c>bias</c>, both from U(−1/√inputs1, 1/√inputs1) at first.
/// </remarks>
/// <param name="units">The number of outputs, at least 1.</param>
public sealed class BilinearAttribute(int units) : LayerElementAttribute
{
    /// <summary>The number of outputs, at least 1.</summary>
    public int Units { get; } = units;

    /// <summary>Whether a bias is added.</summary>
    public bool Bias { get; set; } = true;
}

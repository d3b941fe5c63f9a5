namespace DeepTrainer;

/// <summary>Puts a border around the positions of each channel. Shapes: x [C, positions…], y [C, before + positions + after…].</summary>
/// <remarks>
/// <c>[Pad(1)]</c>, <c>[Pad(0, 1, 1, 2)]</c>, <c>[Pad(2, PaddingMode = PaddingMode.Reflect)]</c>. PyTorch: nn.ZeroPad2d,
/// nn.ConstantPad2d, nn.ReflectionPad2d, nn.ReplicationPad2d and their likes, which name left and right first.
/// </remarks>
/// <param name="sides">
/// The border's width: one for all sides, one for each dimension (height, width), or one for each side (top, bottom,
/// left, right; left, right in one dimension).
/// </param>
public sealed class PadAttribute(params int[] sides) : LayerElementAttribute
{
    /// <summary>
    /// The border's width: one for all sides, one for each dimension (height, width), or one for each side (top, bottom,
    /// left, right; left, right in one dimension).
    /// </summary>
    public int[] Sides { get; } = sides;

    /// <summary>What stands in the border.</summary>
    public PaddingMode PaddingMode { get; set; } = PaddingMode.Constant;

    /// <summary>The border's value with <see cref="PaddingMode.Constant"/>.</summary>
    public double Value { get; set; }
}

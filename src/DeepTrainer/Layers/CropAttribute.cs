namespace DeepTrainer;

/// <summary>Takes a border off the positions of each channel. Shapes: x [C, positions…], y [C, positions − before − after…].</summary>
/// <remarks>PyTorch: functional.pad with negative widths.</remarks>
/// <param name="sides">
/// The border's width: one for all sides, one for each dimension (height, width), or one for each side (top, bottom,
/// left, right; left, right in one dimension).
/// </param>
public sealed class CropAttribute(params int[] sides) : LayerElementAttribute
{
    /// <summary>
    /// The border's width: one for all sides, one for each dimension (height, width), or one for each side (top, bottom,
    /// left, right; left, right in one dimension).
    /// </summary>
    public int[] Sides { get; } = sides;
}

namespace DeepTrainer;

/// <summary>Base of the layers that go over a sample's positions in windows: convolutions and pooling.</summary>
public abstract class WindowLayerAttribute : LayerElementAttribute
{
    private protected WindowLayerAttribute(int[] kernelSize) => KernelSize = kernelSize;

    /// <summary>The size of a window: one number for all dimensions, or one for each (height, width).</summary>
    public int[] KernelSize { get; }

    /// <summary>The stride of each dimension (height, width), instead of one for all.</summary>
    public int[] Strides { get; set; } = [];

    /// <summary>The width of the border put around the input, on all sides.</summary>
    public int Padding { get; set; }

    /// <summary>
    /// The border's width for each dimension (height, width) or for each side (top, bottom, left, right; left, right in
    /// one dimension), instead of one for all.
    /// </summary>
    public int[] Paddings { get; set; } = [];
}

namespace DeepTrainer;

/// <summary>Base of the pooling layers: one value for each window of each channel.</summary>
/// <remarks>Padding is at most half of the kernel's size, so that every window sees some of the input.</remarks>
public abstract class PoolLayerAttribute : WindowLayerAttribute
{
    private protected PoolLayerAttribute(int[] kernelSize)
        : base(kernelSize)
    {
    }

    /// <summary>How far windows are apart; 0 stands for the size of a window, so that they lie side by side.</summary>
    public int Stride { get; set; }

    /// <summary>Whether a further window takes what is left at the end of a dimension; otherwise it is left out.</summary>
    public bool CeilMode { get; set; }
}

namespace DeepTrainer;

/// <summary>Base of the convolutions: windows with weights.</summary>
public abstract class ConvolutionLayerAttribute : WindowLayerAttribute
{
    private protected ConvolutionLayerAttribute(int channels, int[] kernelSize)
        : base(kernelSize) => Channels = channels;

    /// <summary>The number of channels of the output, at least 1.</summary>
    public int Channels { get; }

    /// <summary>How far windows are apart, at least 1.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>How far the elements of a window are apart, at least 1.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>The dilation of each dimension (height, width), instead of one for all.</summary>
    public int[] Dilations { get; set; } = [];

    /// <summary>
    /// The number of groups that channels form: those of one group of the output see one group of the input. It divides
    /// both numbers of channels; as many groups as channels make the convolution depthwise.
    /// </summary>
    public int Groups { get; set; } = 1;

    /// <summary>Whether each channel of the output has a bias.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>How the weights get their first values.</summary>
    public Init Init { get; set; } = Init.PyTorch;

    /// <summary>
    /// The value of every weight with <see cref="Init.Constant"/>, the standard deviation with <see cref="Init.Normal"/>, the limit with <see cref="Init.Uniform"/>, the gain with
    /// <see cref="Init.Orthogonal"/> (0 stands for 1).
    /// </summary>
    public double InitValue { get; set; }

    /// <summary>How the biases get their first values.</summary>
    public Init BiasInit { get; set; } = Init.PyTorch;

    /// <summary>
    /// The value of every bias with <see cref="Init.Constant"/>, the standard deviation with <see cref="Init.Normal"/>, the limit with <see cref="Init.Uniform"/>.
    /// </summary>
    public double BiasInitValue { get; set; }
}

namespace DeepTrainer;

/// <summary>y = x − ln Σ eˣ along a dimension of a sample: the logarithm of the softmax. PyTorch: nn.LogSoftmax.</summary>
/// <remarks>Shapes: x and y alike.</remarks>
public sealed class LogSoftmaxAttribute : LayerElementAttribute
{
    /// <summary>The dimension of a sample, from the end if negative: 0 for the channels of an image, −1 for the features of a sequence.</summary>
    public int Axis { get; set; } = -1;
}

namespace DeepTrainer;

/// <summary>y = eˣ / Σ eˣ along a dimension of a sample: probabilities that sum to one. PyTorch: nn.Softmax.</summary>
/// <remarks>
/// Don't put it before <see cref="CrossEntropyAttribute"/>, which takes the values before the softmax. Shapes: x and y alike.
/// </remarks>
public sealed class SoftmaxAttribute : LayerElementAttribute
{
    /// <summary>The dimension of a sample, from the end if negative: 0 for the channels of an image, −1 for the features of a sequence.</summary>
    public int Axis { get; set; } = -1;
}

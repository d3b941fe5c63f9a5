namespace DeepTrainer;

/// <summary>y = eˣ / Σ eˣ along a dimension of a sample: probabilities that sum to one. PyTorch: nn.Softmax.</summary>
/// <remarks>
/// Don't put it before <see cref="CrossEntropyAttribute"/>, which takes the values before the softmax.
/// </remarks>
public sealed class SoftmaxAttribute : LayerAttribute
{
    /// <summary>The dimension of a sample, from the end if negative: 0 for the channels of an image, −1 for the features of a sequence.</summary>
    public int Axis { get; set; } = -1;
}

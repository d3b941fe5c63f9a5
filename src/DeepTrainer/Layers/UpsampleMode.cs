namespace DeepTrainer;

/// <summary>Where new positions get their values.</summary>
public enum UpsampleMode
{
    /// <summary>From the nearest position: every value is repeated.</summary>
    Nearest,

    /// <summary>From the two nearest positions of each dimension, by distance. PyTorch: 'linear', 'bilinear', 'trilinear'.</summary>
    Linear,
}

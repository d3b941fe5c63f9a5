namespace DeepTrainer;

/// <summary>
/// y = s · x where x &gt; 0, otherwise s · α · (eˣ − 1), with s = 1.0507009873554805 and α = 1.6732632423543772.
/// </summary>
/// <remarks>Klambauer et al., 2017. Initialize with <see cref="Init.LeCunNormal"/>. PyTorch: nn.SELU.</remarks>
public sealed class SeluAttribute : LayerElementAttribute;

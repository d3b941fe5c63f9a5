namespace DeepTrainer;

/// <summary>
/// Binary cross-entropy on logits that counts less what is right already: the mean of α · (1 − p)ᵞ · −ln p, where p is the probability that is given
/// to the truth and α is <see cref="Alpha"/> for targets of 1, 1 − <see cref="Alpha"/> for those of 0.
/// </summary>
/// <remarks>Lin et al., 2017. PyTorch: none; torchvision.ops.sigmoid_focal_loss.</remarks>
public sealed class FocalAttribute : LossElementAttribute
{
    /// <summary>The weight of targets of 1; if negative both count alike, by 1.</summary>
    public double Alpha { get; set; } = 0.25;

    /// <summary>γ, at least 0: how fast the weight of what is right falls.</summary>
    public double Gamma { get; set; } = 2;
}

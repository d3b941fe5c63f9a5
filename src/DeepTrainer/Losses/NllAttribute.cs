namespace DeepTrainer;

/// <summary>Negative log-likelihood: the mean of −x_label for outputs x that are logarithms of probabilities. PyTorch: nn.NLLLoss.</summary>
/// <remarks>Shapes: x [classes, positions…], target a class for each of the positions.</remarks>
public sealed class NllAttribute : LossElementAttribute
{
    /// <summary>A weight for each class, at least 0; without them all are 1. The mean divides by the sum of the labels' weights.</summary>
    public double[]? ClassWeights { get; set; }

    /// <summary>
    /// A label that counts neither above nor below the fraction of the mean; without it there is none (PyTorch's default of −100 is to be written here,
    /// since counting what is not ignored costs a little). Where all labels are ignored the loss is 0.
    /// </summary>
    public int IgnoreIndex { get; set; } = int.MinValue;

    /// <summary>
    /// The dimension of a sample that runs over the classes, from the end if negative. The others are positions, each with a label of its own:
    /// outputs [classes, height, width] take labels [height, width]; sequences [length, classes] need −1.
    /// </summary>
    public int Axis { get; set; }
}

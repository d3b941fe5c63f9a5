namespace DeepTrainer;

/// <summary>
/// Connectionist temporal classification: −log of the probability that the outputs [steps, classes], logarithms of probabilities as
/// <see cref="LogSoftmaxAttribute"/> gives them, spell the labels in some alignment. At each step there is one class or the blank; repeated classes
/// are merged, then blanks removed. The mean over samples, each loss divided by its number of labels.
/// </summary>
/// <remarks>
/// Targets are class indices, a row of <see cref="MaxLength"/> for each sample: its labels, none of them the blank, then −1 or the blank to the end of
/// the row (with blank 0, rows filled up with zeros). Anything else, and labels that do not fit into the steps (each needs one, and one more between
/// equal neighbours), is an <see cref="ArgumentException"/> that names the sample and the place.
/// Shapes: x [steps, classes], target [max length]. Graves et al., 2006. PyTorch: nn.CTCLoss.
/// </remarks>
/// <param name="maxLength">The most labels that a sample has, from 1 to the number of steps.</param>
public sealed class CtcAttribute(int maxLength) : LossElementAttribute
{
    /// <summary>The most labels that a sample has, from 1 to the number of steps.</summary>
    public int MaxLength { get; } = maxLength;

    /// <summary>The class that is the blank.</summary>
    public int Blank { get; set; }

    /// <summary>Whether labels that do not fit into the steps are allowed and count as a loss of 0, without gradient.</summary>
    public bool ZeroInfinity { get; set; }
}

namespace DeepTrainer.Runtime;

// Gradients that are given and taken.
public static partial class Check
{
    /// <summary>The place of a loss among several.</summary>
    public static int Loss(string loss, NetworkInfo info)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(info);
        int index = info.Losses.IndexOf(loss);
        return index >= 0 ? index
            : throw new ArgumentException($"'{info.Name}' has no loss '{loss}'; its losses are {string.Join(", ", info.Losses.Select(l => $"'{l}'"))}.", nameof(loss));
    }

    /// <summary>Checks the room for a batch's gradients, each of which may be left out.</summary>
    /// <param name="inputs">The samples.</param>
    /// <param name="parameterGradients">Where the parameters' gradients go.</param>
    /// <param name="size">How many floats those have.</param>
    /// <param name="inputGradients">Where the samples' gradients go.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <exception cref="ArgumentException">A length is wrong, or memory is given twice.</exception>
    public static void GradientRoom(ReadOnlySpan<float> inputs, ReadOnlySpan<float> parameterGradients, int size, ReadOnlySpan<float> inputGradients, string network)
    {
        if (parameterGradients.Length != size && parameterGradients.Length != 0)
        {
            throw new ArgumentException(
                $"The gradients of the trained parameters of '{network}' are {size} floats, its GradientSize, but there is room for {parameterGradients.Length}; "
                + "give room for all, or none to leave them out.", nameof(parameterGradients));
        }
        if (inputGradients.Length != inputs.Length && inputGradients.Length != 0)
        {
            throw new ArgumentException(
                $"The gradients of the {inputs.Length} inputs given to '{network}' are as many floats, but there is room for {inputGradients.Length}; give room for all, "
                + "or none to leave them out.", nameof(inputGradients));
        }
        Apart(inputs, parameterGradients, network, nameof(inputs), nameof(parameterGradients));
        Apart(inputs, inputGradients, network, nameof(inputs), nameof(inputGradients));
        Apart(parameterGradients, inputGradients, network, nameof(parameterGradients), nameof(inputGradients));
    }

    /// <summary>Checks the room for the parts of a loss, which may be left out.</summary>
    /// <param name="inputs">The samples.</param>
    /// <param name="lossParts">Where the parts go.</param>
    /// <param name="expected">How many there are.</param>
    /// <param name="inputGradients">Where the samples' gradients go.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <exception cref="ArgumentException">A length is wrong, or memory is given twice.</exception>
    public static void PartsRoom(ReadOnlySpan<float> inputs, ReadOnlySpan<float> lossParts, int expected, ReadOnlySpan<float> inputGradients, string network)
    {
        if (lossParts.Length > 0)
            LossParts(lossParts.Length, expected, network);
        Apart(inputs, lossParts, network, nameof(inputs), nameof(lossParts));
        Apart(lossParts, inputGradients, network, nameof(lossParts), nameof(inputGradients));
    }

    /// <summary>Checks what others are said to have accumulated.</summary>
    /// <param name="samples">How many samples.</param>
    /// <param name="batches">In how many batches.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 0.</exception>
    public static void Counts(long samples, long batches)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        ArgumentOutOfRangeException.ThrowIfNegative(batches);
    }

    /// <summary>Checks that there is something to take a step with.</summary>
    /// <param name="samples">How many samples have been accumulated.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static void Accumulated(long samples, string network)
    {
        if (samples == 0)
            throw new InvalidOperationException($"'{network}' can't take a step: nothing has been accumulated since the last one; call Accumulate or Backward first.");
    }
}

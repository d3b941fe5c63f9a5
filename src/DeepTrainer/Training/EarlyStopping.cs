namespace DeepTrainer;

/// <summary>
/// Ends training when the validation loss (or the training loss, without validation samples) no longer falls. Prechelt, 1998.
/// </summary>
/// <param name="Patience">How many epochs in a row may pass without a better loss; at least 1.</param>
/// <param name="MinDelta">How much lower a loss must be to count as better; at least 0.</param>
/// <param name="RestoreBest">
/// Whether the network goes back to the end of its best epoch (weights, optimizer state, steps) when training ends, for whatever reason.
/// </param>
public sealed record EarlyStopping(int Patience, double MinDelta = 0, bool RestoreBest = true)
{
    internal void Check(string argument)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Patience, 1, argument);
        if (!(MinDelta >= 0))
            throw new ArgumentOutOfRangeException(argument, MinDelta, "MinDelta must be at least 0.");
    }
}

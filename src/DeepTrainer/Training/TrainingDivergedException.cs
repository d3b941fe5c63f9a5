namespace DeepTrainer;

/// <summary>The loss or a weight became infinite or not a number, so that training on has no use.</summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(string message, int epoch, int batch, History history)
        : base(message)
    {
        Epoch = epoch;
        Batch = batch;
        History = history;
    }

    /// <summary>The epoch's number, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The batch's number in its epoch, from 1; 0 if it happened in validation.</summary>
    public int Batch { get; }

    /// <summary>The network's <see cref="INetwork.Steps"/> when it happened: that of the step whose loss it was.</summary>
    public long Step { get; internal init; }

    /// <summary>The first of the network's parameters that was not finite after this step; null if all were.</summary>
    public string? Parameter { get; internal init; }

    /// <summary>The epochs before.</summary>
    public History History { get; }
}

namespace DeepTrainer;

/// <summary>The loss became infinite or not a number, so that training on has no use.</summary>
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

    /// <summary>The epochs before.</summary>
    public History History { get; }
}

namespace DeepTrainer;

/// <summary>Is told how training goes. Methods are called on the training thread and may change the learning rate.</summary>
public interface ITrainingProgress
{
    /// <summary>Training begins.</summary>
    /// <param name="epochs">The number of epochs at most.</param>
    /// <param name="batches">The number of batches an epoch.</param>
    void OnStart(int epochs, int batches)
    {
    }

    /// <summary>A batch has been trained on.</summary>
    void OnBatch(in BatchResult batch)
    {
    }

    /// <summary>An epoch has ended, validation included.</summary>
    void OnEpoch(in EpochResult epoch)
    {
    }

    /// <summary>Training has ended by itself, early or by cancellation; not by an exception.</summary>
    void OnEnd(History history)
    {
    }
}

/// <summary>What one batch gave.</summary>
/// <param name="Epoch">The epoch's number, from 1.</param>
/// <param name="Batch">The batch's number in its epoch, from 1.</param>
/// <param name="Batches">The number of batches an epoch.</param>
/// <param name="Samples">The number of samples in the batch.</param>
/// <param name="Loss">The mean loss before the step.</param>
public readonly record struct BatchResult(int Epoch, int Batch, int Batches, int Samples, float Loss);

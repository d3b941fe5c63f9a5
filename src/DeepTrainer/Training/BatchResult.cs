namespace DeepTrainer;

/// <summary>What one batch gave.</summary>
/// <param name="Epoch">The epoch's number, from 1.</param>
/// <param name="Batch">The batch's number in its epoch, from 1.</param>
/// <param name="Batches">The number of batches an epoch; 0 in the first one if nobody knows.</param>
/// <param name="Samples">The number of samples in the batch.</param>
/// <param name="Loss">The mean loss before the step.</param>
public readonly record struct BatchResult(int Epoch, int Batch, int Batches, int Samples, float Loss);

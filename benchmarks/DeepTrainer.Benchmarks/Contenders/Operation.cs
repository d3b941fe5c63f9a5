namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>What is timed.</summary>
internal enum Operation
{
    /// <summary>One sample.</summary>
    Predict,

    /// <summary>A batch of samples.</summary>
    PredictBatch,

    /// <summary>One step of training on a batch.</summary>
    TrainBatch,
}

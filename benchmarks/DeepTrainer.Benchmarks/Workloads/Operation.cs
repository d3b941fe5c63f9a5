namespace DeepTrainer.Benchmarks.Workloads;

/// <summary>What is timed.</summary>
internal enum Operation
{
    /// <summary>The outputs of a sample or of a batch.</summary>
    Predict,

    /// <summary>One step of training on a batch.</summary>
    Train,

    /// <summary>One time step of a stream.</summary>
    Step,
}

using System.ComponentModel;

namespace DeepTrainer.Runtime;

/// <summary>What a call does with a network, for <see cref="Guard"/> and its messages.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum Use
{
    /// <summary>Predicts one sample.</summary>
    Predict,

    /// <summary>Predicts samples.</summary>
    PredictBatch,

    /// <summary>Takes a time step.</summary>
    Step,

    /// <summary>Computes a loss.</summary>
    Evaluate,

    /// <summary>Computes gradients.</summary>
    Gradients,

    /// <summary>Saves weights.</summary>
    Save,

    /// <summary>Saves weights and what the optimizer keeps.</summary>
    SaveCheckpoint,

    /// <summary>Trains on a batch.</summary>
    TrainBatch,

    /// <summary>Loads weights.</summary>
    Load,

    /// <summary>Loads weights and what the optimizer keeps.</summary>
    LoadCheckpoint,

    /// <summary>Goes back to the weights of an earlier epoch.</summary>
    Restore,

    /// <summary>Trains on a dataset.</summary>
    Fit,

    /// <summary>Sets the learning rate.</summary>
    SetLearningRate,

    /// <summary>Sets the number of steps.</summary>
    SetSteps,
}

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

    /// <summary>Computes outputs as in training.</summary>
    Forward,

    /// <summary>Adds a batch's gradients to others.</summary>
    Accumulate,

    /// <summary>Adds the gradients that follow from the outputs'.</summary>
    Backward,

    /// <summary>Takes a step with accumulated gradients.</summary>
    Apply,

    /// <summary>Forgets accumulated gradients.</summary>
    DiscardGradients,

    /// <summary>Copies weights from another network.</summary>
    CopyFrom,
}

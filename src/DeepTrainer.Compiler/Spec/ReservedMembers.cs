namespace DeepTrainer.Compiler.Spec;

/// <summary>The names of the members that the generated part of a network declares and its author must leave free.</summary>
public static class ReservedMembers
{
    /// <summary>Those of every network, private ones included, ordinally sorted.</summary>
    public static ImmutableArray<string> Fixed { get; } =
    [
        "CountSamples", "Create", "Evaluate", "EvaluateArguments", "EvaluatePart", "Info", "InputSize", "LearningRate", "Load", "LoadCheckpoint",
        "OptimizerState", "OutputSize", "ParameterCount", "Parameters", "Predict", "PredictArguments", "PredictBatch", "PredictChunk",
        "PredictOnThreads", "PredictOneArguments", "PredictOnePart", "PredictPart", "PredictSample", "PredictSamples", "PredictSamplesPart", "SamplesArguments",
        "Save", "SaveCheckpoint", "ShareEvaluate", "SharePredict",
        "SharePredictOne", "ShareTrain", "ShareTrainAfter", "ShareTrainBefore", "ShareTrainChunk", "Steps", "Seed", "Summary",
        "Threads", "TrainAfterArguments", "TrainAfterPart", "TrainArguments", "TrainBatch", "TrainBeforeArguments", "TrainBeforePart",
        "TrainChunkArguments", "TrainChunkPart", "TrainPart", "TrainSamples", "arenas", "guard", "learningRate", "optimizerState", "parameters", "state", "steps",
        "team", "threads", "weights",
    ];

    /// <summary>Those of a network that takes single time steps.</summary>
    public static ImmutableArray<string> Streaming { get; } =
        ["InitialState", "Initialize", "State", "StateSize", "Step", "StepInputSize", "StepOutputSize", "TakeStep", "WarmupSteps"];

    /// <summary>Those of a network with numbers that can be changed at run time.</summary>
    public static ImmutableArray<string> Adjustables { get; } = ["Options", "options"];

    /// <summary>Those of a network whose weights the assembly holds.</summary>
    public static ImmutableArray<string> Weights { get; } = ["LoadTrained", "Trained", "trained"];

    /// <summary>Those of a network that hands gradients out and takes them.</summary>
    public static ImmutableArray<string> Gradients { get; } =
    [
        "Accumulate", "AccumulateArguments", "AccumulatePart", "AccumulatedGradients", "AccumulatedSamples", "Apply", "ApplyArguments", "ApplyPart",
        "Backward", "BackwardArguments",
        "BackwardPart", "DifferentiateArguments", "DifferentiatePart", "DiscardGradients", "Forward", "ForwardArguments", "ForwardPart",
        "GradientSize", "Gradients", "LossGradients", "ShareAccumulate",
        "ShareApply", "ShareBackward", "ShareDifferentiate", "ShareForward", "gradients",
    ];

    /// <summary>The view of a parameter: "dense1.weight" → "Dense1Weight".</summary>
    public static string OfParameter(string parameter) => Format.Pascal(parameter);
}

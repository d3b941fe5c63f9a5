using DeepTrainer;

/// <summary>Tells on which of three arms of a spiral a point is. The attributes are its layers, from top to bottom.</summary>
[Network]
[Input(2)]
[Dense(32), Tanh]
[Dense(32), Tanh]
[Dense(3)]
[CrossEntropy]
[Adam(LearningRate = 1e-2)]
internal sealed partial class Spirals;

/// <summary>The same network without the code for training: the one to ship. It predicts with what Spirals has learned.</summary>
[InferenceOf(typeof(Spirals))]
internal sealed partial class SpiralsModel;

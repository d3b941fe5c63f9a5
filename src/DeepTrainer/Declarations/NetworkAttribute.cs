namespace DeepTrainer;

/// <summary>
/// Declares a partial class to be a neural network. The class's other attributes, from top to bottom, are its layers,
/// its loss and its optimizer; all of them stand on one declaration of the class.
/// </summary>
/// <example>
/// <code>
/// [Network]
/// [Input(64)]
/// [Dense(32), Relu]
/// [Dense(10)]
/// [CrossEntropy]
/// [Adam(LearningRate = 1e-3)]
/// public sealed partial class Digits;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class NetworkAttribute : Attribute;

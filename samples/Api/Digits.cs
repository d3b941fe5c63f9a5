using DeepTrainer;

namespace Samples;

/// <summary>
/// The network of samples/Digits with its trained weights, which are a part of this assembly. Without dropout and optimizer, which only training needs, the
/// class has no code for training; the loss says that outputs are scores of classes.
/// </summary>
[Network(Weights = "digits.safetensors")]
[Input(64)]
[Dense(128), Relu]
[Dense(10)]
[CrossEntropy]
internal sealed partial class Digits;

using DeepTrainer;

namespace Cluster;

/// <summary>270,000 weights, whose gradients are a message of 1.1 MB.</summary>
[Network(Gradients = true)]
[Input(Size)]
[Dense(512), Relu]
[Dense(256), Relu]
[Dense(Classes)]
[CrossEntropy]
[Adam(LearningRate = 1e-3)]
public sealed partial class Classifier
{
    public const int Size = 256, Classes = 10;
}

using DeepTrainer;

namespace Library._1;

/// <summary>Tells what is drawn on 8×8 pixels: a cross, a square or a stripe.</summary>
[Network]
[Input(1, Drawing.Side, Drawing.Side)]
[Conv2D(12, 3), Relu]
[MaxPool2D(2)]
[Flatten]
[Dense(3)]
[CrossEntropy]
[Adam(LearningRate = 1e-2)]
public sealed partial class Shapes;

using DeepTrainer;
using DeepTrainer.Engine;

float[] inputs = [0, 0, 0, 1, 1, 0, 1, 1], targets = [0, 1, 1, 0];
NetworkBuilder builder = new NetworkBuilder("Xor").Input(2).Dense(8).Layer((Tensor x) => Functional.Tanh(x)).Dense(1).Mse().Adam(learningRate: 0.05);
INetwork slow = builder.Build(seed: 3), fast = builder.Compile().Create(seed: 3);
for (int step = 0; step < 200; step++)
{
    slow.TrainBatch(inputs, targets);
    fast.TrainBatch(inputs, targets);
}
Console.WriteLine($"alike {Math.Abs(slow.Evaluate(inputs, targets) - fast.Evaluate(inputs, targets)) < 1e-3}");
Console.WriteLine($"learned {fast.Evaluate(inputs, targets) < 0.01}");
Console.WriteLine($"checked {GradientCheck.Run(builder).Worst.Relative < 1e-6}");

using System.Globalization;
using DeepTrainer;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// Points inside a circle are of class 1: no line separates them from the others.
Random random = new(1);
float[] points = new float[2 * 512];
int[] labels = new int[512];
for (int i = 0; i < labels.Length; i++)
{
    float x = points[2 * i] = (2 * random.NextSingle()) - 1, y = points[(2 * i) + 1] = (2 * random.NextSingle()) - 1;
    labels[i] = (x * x) + (y * y) < 0.5f ? 1 : 0;
}

Circle network = new(seed: 1);
for (int epoch = 0; epoch < 300; epoch++)
    network.TrainBatch(points, labels);

Span<float> scores = stackalloc float[Circle.OutputSize];
int right = 0;
for (int i = 0; i < labels.Length; i++)
{
    network.Predict(points.AsSpan(2 * i, 2), scores);
    right += (scores[1] > scores[0] ? 1 : 0) == labels[i] ? 1 : 0;
}

network.Save("circle.safetensors");
Circle loaded = new(seed: 2);
loaded.Load("circle.safetensors");
Span<float> again = stackalloc float[Circle.OutputSize];
loaded.Predict(points.AsSpan(points.Length - 2), again);

Console.WriteLine($"parameters {Circle.ParameterCount}");
Console.WriteLine($"learned {right > 0.95 * labels.Length} ({right} of {labels.Length})");
Console.WriteLine($"reloaded {again.SequenceEqual(scores)}");

// The weights are a resource of this assembly, with names of classes and the scale of inputs.
ClassProbability side = Sides.Trained.Classify([7, 1]);
long before = GC.GetAllocatedBytesForCurrentThread();
for (int i = 0; i < 100; i++)
    side = Sides.Trained.Classify([7, 1]);
long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
Console.WriteLine($"embedded {side} {allocated}");

[Network(Weights = "models/sides.safetensors"), Input(2), Dense(2), CrossEntropy]
internal sealed partial class Sides;

[Network]
[Input(2)]
[Dense(16), Activation(nameof(Snake))]
[Dense(2)]
[CrossEntropy]
[Adam(LearningRate = 0.02)]
internal sealed partial class Circle
{
    private static float Snake(float x) => x + (MathF.Sin(x) * MathF.Sin(x));
}

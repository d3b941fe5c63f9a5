using DeepTrainer;
using Shipped;

// The first line first: the time until it is there is measured.
Console.WriteLine(SidesModel.Trained.Classify([7, 1]));

float[] output = new float[Small.OutputSize];
Small.Trained.Predict([1, 2, 3], output);
Console.WriteLine(string.Join(' ', output));

// What is made once is there after some calls.
long allocated = 0;
for (int round = 0; round < 2; round++)
{
    long before = GC.GetAllocatedBytesForCurrentThread();
    for (int i = 0; i < 100; i++)
        SidesModel.Trained.Classify([7, 1]);
    allocated = GC.GetAllocatedBytesForCurrentThread() - before;
}
Console.WriteLine($"allocated {allocated}");

[Network, Input(2), Dense(2), CrossEntropy, Adam]
internal sealed partial class Sides;

[InferenceOf(typeof(Sides), Weights = "models/it's sides.safetensors")]
internal sealed partial class SidesModel;

using System.Globalization;
using DeepTrainer.Benchmarks;
using DeepTrainer.Benchmarks.Clock;

// What `compare --aot` publishes natively and runs: nothing at all, a first prediction, or the time of many.
switch (args)
{
    case ["predict"]:
        Span<float> scores = stackalloc float[LeNet5.OutputSize];
        new LeNet5(seed: 1).Predict(new float[LeNet5.InputSize], scores);
        return float.IsFinite(scores[0]) ? 0 : 1;
    case ["time"]:
        using (Batches batches = new())
        {
            Stopwatches.WarmUp([batches]);
            Console.Write(new Stopwatches(new CoreSpeed(), Effort.Thorough).Measure([batches])[0].Microseconds.ToString(CultureInfo.InvariantCulture));
        }
        return 0;
    default:
        return 0;
}

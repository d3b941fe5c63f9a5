using System.Diagnostics;
using System.Globalization;
using System.Text;
using DeepTrainer;
using Samples;

const double Sane = 0.86;
const int Epochs = 8;
const int BatchSize = 32;
const int PairsShown = 5;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
// Elsewhere UTF-8 is the default.
if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
    Console.OutputEncoding = Encoding.UTF8;
Console.WriteLine($"Images: {FashionImages.Source}\n");
(Dataset train, Dataset test) = FashionImages.Load();

var net = new Fashion(seed: 1);
Console.WriteLine(Fashion.Summary);

// The test part only shows how it goes: it decides nothing, such as when to stop, so it still measures fairly at the end.
var trainer = new Trainer<Fashion>(net);
var oneCycle = new OneCycleSchedule(maxRate: 3e-3, totalSteps: Epochs * ((train.Count + BatchSize - 1) / BatchSize));
long start = Stopwatch.GetTimestamp();
trainer.Fit(train, validation: test, Epochs, BatchSize, seed: 1, schedule: oneCycle, callbacks: [new TextProgress(Console.Out)]);
TimeSpan elapsed = Stopwatch.GetElapsedTime(start);

ConfusionMatrix confusion = trainer.Confusion(test);
Console.WriteLine($"\n{confusion}\nMost often confused:");
foreach ((int actual, int predicted) in MostConfused(confusion).Take(PairsShown))
    Console.WriteLine($"  {confusion[actual, predicted],3} × {confusion.ClassNames[actual]} taken for {confusion.ClassNames[predicted]}");

string result = $"Fashion: {confusion.Accuracy:P1} of {test.Count} test images after {Epochs} epochs in {elapsed.TotalSeconds:F1} s";
if (confusion.Accuracy < Sane)
{
    Console.Error.WriteLine($"{result}; at least {Sane:P0} were expected — FAILED");
    return 1;
}
Console.WriteLine($"\n{result} — OK");
return 0;

static IEnumerable<(int Actual, int Predicted)> MostConfused(ConfusionMatrix confusion)
{
    int classes = confusion.ClassNames.Length;
    return from actual in Enumerable.Range(0, classes)
           from predicted in Enumerable.Range(0, classes)
           where actual != predicted
           orderby confusion[actual, predicted] descending
           select (actual, predicted);
}

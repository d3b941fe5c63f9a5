using System.Text;
using DeepTrainer;
using Samples;

const double Sane = 0.94;

// Elsewhere UTF-8 is the default.
if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
    Console.OutputEncoding = Encoding.UTF8;
Console.WriteLine($"Images: {DigitImages.Source}\n");
(Dataset train, Dataset holdOut) = DigitImages.Load();

Result[] results =
[
    Run<Baseline>("ReLU", "cross-entropy", "Adam"),
    Run<WithGelu>("GELU", "cross-entropy", "Adam"),
    Run<WithMse>("ReLU", "squared error", "Adam"),
    Run<WithSnake>("Snake*", "cross-entropy", "Adam"),
    Run<WithSquareplus>("Squareplus*", "cross-entropy", "Adam"),
    Run<WithIsrlu>("ISRLU*", "cross-entropy", "Adam"),
    Run<WithFocal>("ReLU", "focal*", "Adam"),
    Run<WithLion>("ReLU", "cross-entropy", "Lion*"),
];

Console.WriteLine($"{Idea("activation", "loss", "update")}{"accuracy",10}{"spread",10}{"loss",10}{"ms/epoch",10}");
foreach (Result r in results)
    Console.WriteLine($"{r.Idea}{r.Accuracy,10:P1}{r.Spread,10:P1}{r.Loss,10:F4}{r.MillisecondsPerEpoch,10:F2}");
Console.WriteLine("* written in this project. Losses of different kinds can't be compared.\n");

Result worst = results.MinBy(r => r.Accuracy)!;
if (worst.Accuracy < Sane)
{
    Console.Error.WriteLine($"Research: {worst.Accuracy:P1} at worst; at least {Sane:P0} were expected — FAILED");
    return 1;
}
Console.WriteLine($"Research: {results.Length} networks, {worst.Accuracy:P1} at worst — OK");
return 0;

Result Run<TNetwork>(string activation, string loss, string update)
    where TNetwork : class, INetwork<TNetwork> => Experiment.Run<TNetwork>(Idea(activation, loss, update), train, holdOut);

static string Idea(string activation, string loss, string update) => $"{activation,-13}{loss,-15}{update,-7}";

using System.Diagnostics;
using System.Text;
using DeepTrainer;
using Samples;

const double Sane = 0.95;
const int Epochs = 20, Batch = 64;

// Elsewhere UTF-8 is the default.
if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
    Console.OutputEncoding = Encoding.UTF8;

(Dataset train, Dataset unseen) = Adder.AllSums().Split(0.5, seed: 1);
var net = new Adder(seed: 1);
Console.WriteLine(Adder.Summary);
Console.WriteLine($"{train.Count} of the 10,000 sums of two numbers below 100 to learn from; the accuracy is that of single digits:");

// The rate rises over the first tenth of the steps, when the gradients of attention point anywhere, then falls.
int steps = Epochs * ((train.Count + Batch - 1) / Batch);
var schedule = new OneCycleSchedule(net.LearningRate, steps, pctStart: 0.1);
new Trainer<Adder>(net).Fit(train, unseen, Epochs, Batch, seed: 1, schedule: schedule, callbacks: [new TextProgress(Console.Out)]);

var watch = Stopwatch.StartNew();
int right = 0;
for (int i = 0; i < unseen.Count; i++)
{
    (int a, int b) = Adder.NumbersOf(unseen.Input(i));
    int answer = net.Answer(a, b);
    right += answer == a + b ? 1 : 0;
    if (i < 5)
        Console.WriteLine($"{a} + {b} = {answer}");
}
Console.WriteLine($"… {watch.Elapsed.TotalMicroseconds / unseen.Count:F0} µs an answer\n");

if (args is ["ask"] || !Console.IsInputRedirected)
    Ask();

double accuracy = (double)right / unseen.Count;
bool isSane = accuracy >= Sane;
string verdict = isSane ? "OK" : $"FAILED, at least {Sane:P0} were expected";
(isSane ? Console.Out : Console.Error).WriteLine($"Sums: {accuracy:P2} of {unseen.Count} unseen sums right — {verdict}");
return isSane ? 0 : 1;

void Ask()
{
    Console.WriteLine("Ask for a sum of two numbers from 0 to 99, such as 27+58; an empty line ends.");
    while (Console.ReadLine() is { Length: > 0 } line)
    {
        Console.WriteLine(line.Split('+') is [var first, var second] && int.TryParse(first, out int a) && int.TryParse(second, out int b)
            && a is >= 0 and <= 99 && b is >= 0 and <= 99 ? $"{a} + {b} = {net.Answer(a, b)}" : "Something like 27+58, please.");
    }
}

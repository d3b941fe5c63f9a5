using System.Diagnostics;
using System.Globalization;
using System.Text;
using Samples.Generative;
using Samples.Graphs;
using Samples.Images;
using Samples.Reinforcement;
using Samples.Sciences;
using Samples.Sequences;
using Samples.Tables;

// Elsewhere UTF-8 is the default.
if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
    Console.OutputEncoding = Encoding.UTF8;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

Exhibit[] all =
[
    VariationalAutoencoder.Exhibit, Dcgan.Exhibit, WassersteinGan.Exhibit, Diffusion.Exhibit, Ppo.Exhibit, Sac.Exhibit, SimClr.Exhibit, Kan.Exhibit,
    Pinn.Exhibit, NeuralOde.Exhibit,
    DeepFm.Exhibit, Nnue.Exhibit, Mamba.Exhibit, Bahdanau.Exhibit, Bert.Exhibit, Llama.Exhibit, T5.Exhibit, Gcn.Exhibit,
];
bool isLong = args.Contains("long");
string[] wanted = [.. args.Where(a => a != "long")];
if (wanted.FirstOrDefault(name => all.All(e => e.Name != name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no network '{unknown}'; there are {string.Join(", ", all.Select(e => e.Name))}. 'long' trains as long as it takes.");
    return 1;
}

List<string> mistakes = [];
Exhibit[] shown = [.. all.Where(e => wanted.Length == 0 || wanted.Contains(e.Name))];
foreach (Exhibit exhibit in shown)
{
    Console.WriteLine($"{exhibit.Name}: {exhibit.Paper}");
    foreach (Count count in exhibit.Counts)
    {
        Console.WriteLine($"  {count.What}: {count.Declared:N0} parameters, {count.Published:N0} published ({count.Source})");
        if (count.Declared != count.Published)
            mistakes.Add($"{exhibit.Name}: {count.What} has {count.Declared:N0} parameters instead of {count.Published:N0}");
    }
    if (exhibit.Check?.Invoke() is { } difference)
        mistakes.Add($"{exhibit.Name}: {difference}");
    var watch = Stopwatch.StartNew();
    Outcome outcome = exhibit.Train(isLong);
    Console.WriteLine($"  {exhibit.Data}: {outcome.Measure} {outcome.Before:G4} → {outcome.After:G4} in {watch.Elapsed.TotalSeconds:F1} s");
    if (!outcome.IsLearned)
        mistakes.Add($"{exhibit.Name}: {outcome.Measure} is {outcome.After:G4} after training, and should have reached {outcome.Limit:G4}");
}

foreach (string mistake in mistakes)
    Console.Error.WriteLine(mistake);
if (mistakes.Count > 0)
{
    Console.Error.WriteLine($"Networks: {mistakes.Count} mistakes — FAILED");
    return 1;
}
Console.WriteLine($"Networks: {shown.Length} networks have as many parameters as published and learn — OK");
return 0;

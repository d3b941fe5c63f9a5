using System.Diagnostics;
using System.Text;
using DeepTrainer.Lab;
using Samples;

const double Sane = 0.75;

// Elsewhere UTF-8 is the default.
if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
    Console.OutputEncoding = Encoding.UTF8;
if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}
Console.WriteLine($"Samples: {DigitImages.Source}{(options.IsFull ? $"; {FashionImages.Source}; {Tables.Source}" : "")}\n");

// Without a folder of the user's, what is kept is there for the check of the reports alone.
string folder = options.Folder ?? Path.Combine(Path.GetTempPath(), $"DeepTrainer.Research-{Environment.ProcessId}");
long start = Stopwatch.GetTimestamp();
try
{
    List<Comparison> comparisons = [];
    foreach (Experiment experiment in options.IsFull ? Studies.Full(folder) : Studies.Small(folder))
    {
        Comparison comparison = experiment.Run();
        comparison.Print();
        comparisons.Add(comparison);
    }
    TimeSpan elapsed = Stopwatch.GetElapsedTime(start);

    List<string> faults = [.. comparisons.SelectMany(ReportCheck.Read)];
    if (await ReportCheck.Look(comparisons[0], options.Picture) is { } seen)
        faults.AddRange(seen);
    else
        Console.WriteLine("NOTE: Research: no Chromium was found on the PATH or in CHROME_BIN (Debian: apt-get install chromium); the report is read, but not looked at.");

    RunResult worst = comparisons.SelectMany(c => c.Runs).MinBy(run => run.HasDiverged ? 0 : run.Value)!;
    faults.AddRange(worst.HasDiverged || worst.Value < Sane ? [$"{worst.Variant} with seed {worst.Seed} has {worst.Value:P1}; at least {Sane:P0} were expected"] : []);
    foreach (string fault in faults)
        Console.Error.WriteLine($"Research: {fault}");
    string result = $"Research: {comparisons.Sum(c => c.Runs.Length)} runs in {elapsed.TotalSeconds:F1} s, {worst.Value:P1} at worst";
    (faults.Count == 0 ? Console.Out : Console.Error).WriteLine($"{result} — {(faults.Count == 0 ? "OK" : "FAILED")}");
    return faults.Count == 0 ? 0 : 1;
}
finally
{
    if (options.Folder is null)
        Directory.Delete(folder, recursive: true);
}

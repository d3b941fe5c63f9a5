using System.Text;
using Samples.Checks;

// Elsewhere UTF-8 is the default.
if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
    Console.OutputEncoding = Encoding.UTF8;

List<string> mistakes = [];
foreach (Case idea in Cases.All.Where(c => args.Length == 0 || args.Contains(c.Name)))
    mistakes.AddRange(Checker.Run(idea).Select(mistake => $"{idea.Name}: {mistake}"));
mistakes.AddRange(Cases.Missing.Select(idea => $"{idea}: it has no case"));

foreach (string mistake in mistakes)
    Console.Error.WriteLine(mistake);
if (mistakes.Count > 0)
{
    Console.Error.WriteLine($"Ideas: {mistakes.Count} mistakes — FAILED");
    return 1;
}
Console.WriteLine($"Ideas: {Cases.All.Count} ideas are right — OK");
return 0;

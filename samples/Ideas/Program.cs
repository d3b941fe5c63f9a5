using System.Text;
using Samples.Checks;
using Samples.Networks;

// Elsewhere UTF-8 is the default.
if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
    Console.OutputEncoding = Encoding.UTF8;
if (args is ["speed"])
{
    Speed.Print();
    return 0;
}

List<string> mistakes = [];
foreach (Case idea in Cases.All.Where(c => args.Length == 0 || args.Contains(c.Name)))
    mistakes.AddRange(Checker.Run(idea).Select(mistake => $"{idea.Name}: {mistake}"));
mistakes.AddRange(Cases.Missing.Select(idea => $"{idea}: it has no case"));
string?[] generated =
[
    Generated.Mistake<Images>(), Generated.Mistake<Sentences>(), Generated.Mistake<Series>(), Generated.Mistake<Splines>(), Generated.Mistake<Molecules>(),
    Generated.Mistake<Tables>(), Generated.Mistake<Quantized>(), Generated.Mistake<VariationalAutoencoder>(), Generated.Mistake<BurgersEquation>(), Generated.Mistake<Twins>(),
];
mistakes.AddRange(generated.OfType<string>());

foreach (string mistake in mistakes)
    Console.Error.WriteLine(mistake);
if (mistakes.Count > 0)
{
    Console.Error.WriteLine($"Ideas: {mistakes.Count} mistakes — FAILED");
    return 1;
}
Console.WriteLine($"Ideas: {Cases.All.Count} ideas and {generated.Length} networks are right — OK");
return 0;

using System.Globalization;
using DeepTrainer.Generator.Tests.Declarations;

namespace DeepTrainer.Soak;

/// <summary>
/// What the generator takes for networks of some numbers of layers of each kind, and what it emits: both should grow as the number of layers does. The
/// arguments are the kind ("all" for all, "from Dense" for those from it on), the width, and the numbers of layers.
/// </summary>
internal static class Times
{
    // No more than a compiler's threads have.
    private const int StackBytes = 1 << 20;

    private const int Usual = 7, Warm = 8, Deep = 1000;

    public static int Run(string[] arguments)
    {
        Thread thread = new(() => Write(arguments), StackBytes);
        thread.Start();
        thread.Join();
        return 0;
    }

    private static void Write(string[] arguments)
    {
        string which = arguments.ElementAtOrDefault(0) ?? "all";
        int width = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : Usual;
        int[] counts = arguments.Length > 2 ? [.. arguments.Skip(2).Select(a => int.Parse(a, CultureInfo.InvariantCulture))] : [30, 100, 300];
        Console.WriteLine($"{"CPU ms, thousand characters",-44}{string.Concat(counts.Select(c => $"{c,9}       "))}last / one before");
        foreach (LongNetworks kind in Chosen(which))
        {
            _ = Check.Measure(kind.Of(Warm, width));
            Console.Write($"{kind.Name,-44}");
            List<(double Time, double Characters)> all = [];
            foreach (int count in kind.IsElementwise && arguments.Length < 3 ? [.. counts, Deep] : counts)
            {
                (TimeSpan time, long characters, string? find) = Check.Measure(kind.Of(count, width));
                all.Add((time.TotalMilliseconds, characters));
                Console.Write(find is null ? $"{time.TotalMilliseconds,9:F0} {characters / 1000,6}" : $" ! {find}");
            }
            Console.WriteLine(all.Count > 1 ? $"   {all[^1].Time / all[^2].Time:F1} {all[^1].Characters / all[^2].Characters:F1}" : "");
        }
    }

    private static IEnumerable<LongNetworks> Chosen(string which) => which == "all" ? LongNetworks.All
        : which.StartsWith("from ", StringComparison.Ordinal) ? LongNetworks.All.SkipWhile(k => k.Name != which["from ".Length..])
        : LongNetworks.All.Where(k => k.Name == which);
}

using System.Collections.Concurrent;
using System.Globalization;
using DeepTrainer.Generator.Tests.Declarations;

namespace DeepTrainer.Soak;

/// <summary>Random declarations, right, changed and half typed, through generator and C# compiler.</summary>
internal static class Declarations
{
    private static readonly int[] Widths = [128, 256, 512];

    public static int Run(string[] arguments)
    {
        int count = Argument(arguments, 0, 20_000), seed = Argument(arguments, 1, 1), first = Argument(arguments, 2, 0), done = 0;
        RandomDeclarations all = new(seed);
        ConcurrentBag<int> finds = [];
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        Parallel.For(first, first + count, number =>
        {
            Declaration declaration = all.Of(number);
            // The kernels of one width by turns, now and then those of all.
            if (Check.Run(declaration, number % 20 == 0 ? null : Widths[number % Widths.Length]) is { } find)
            {
                finds.Add(number);
                Console.WriteLine($"seed {seed}, number {number}: {find}\n{declaration.Source}");
            }
            if (Interlocked.Increment(ref done) % 1000 == 0)
                Console.WriteLine($"{done} declarations in {System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s, {finds.Count} finds");
        });
        Console.WriteLine($"declarations: {count} from seed {seed}, {finds.Count} finds");
        return finds.IsEmpty ? 0 : 1;
    }

    private static int Argument(string[] arguments, int index, int otherwise) =>
        index < arguments.Length ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : otherwise;
}

using System.Globalization;

namespace DeepTrainer.Benchmarks.Batches;

/// <summary>What <c>batches</c> is asked for.</summary>
/// <param name="Words">What a workload's name must contain; none for all.</param>
/// <param name="Folder">Where the files go; made if it doesn't exist.</param>
/// <param name="Sizes">The batch sizes.</param>
/// <param name="OnlyGenerated">Whether generated code is timed alone.</param>
internal sealed record BatchesOptions(IReadOnlyList<string> Words, string Folder, IReadOnlyList<int> Sizes, bool OnlyGenerated)
{
    private static readonly int[] Large = [100, 128, 250, 256, 1000];

    public static BatchesOptions Parse(IReadOnlyList<string> arguments)
    {
        BatchesOptions options = new([], "artifacts", [.. Enumerable.Range(1, 64), .. Large], false);
        for (int i = 0; i < arguments.Count; i++)
        {
            options = arguments[i] switch
            {
                "--output" when i + 1 < arguments.Count => options with { Folder = arguments[++i] },
                "--sizes" when i + 1 < arguments.Count => options with { Sizes = [.. arguments[++i].Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).Order()] },
                "--only-generated" => options with { OnlyGenerated = true },
                _ => options with { Words = [.. options.Words, arguments[i]] },
            };
        }
        return options;
    }
}

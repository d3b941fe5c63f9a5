namespace DeepTrainer.Benchmarks.Compare;

/// <summary>What <c>compare</c> is asked for.</summary>
/// <param name="Words">What a workload's name must contain; none for all.</param>
/// <param name="Folder">Where the files go; made if it doesn't exist.</param>
/// <param name="OnlyGenerated">Whether generated code is timed alone, and nothing else is looked at.</param>
/// <param name="Aot">Whether NativeAOT and the start of processes are measured as well.</param>
internal sealed record Options(IReadOnlyList<string> Words, string Folder, bool OnlyGenerated, bool Aot)
{
    public static Options Parse(IReadOnlyList<string> arguments)
    {
        var options = new Options([], "artifacts", false, false);
        for (int i = 0; i < arguments.Count; i++)
        {
            options = arguments[i] switch
            {
                "--output" when i + 1 < arguments.Count => options with { Folder = arguments[++i] },
                "--only-generated" => options with { OnlyGenerated = true },
                "--aot" => options with { Aot = true },
                _ => options with { Words = [.. options.Words, arguments[i]] },
            };
        }
        return options;
    }
}

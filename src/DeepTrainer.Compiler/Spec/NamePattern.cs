namespace DeepTrainer.Compiler.Spec;

/// <summary>Names of layers and weights, and patterns of them, separated by commas: * stands for anything, as in "conv*.weight, *.bias".</summary>
internal static class NamePattern
{
    /// <summary>Whether it can be the name of a layer: what PyTorch calls modules, "blocks.0.attn".</summary>
    public static bool IsName(string name) => name.Split('.')
        .All(part => part.Any(char.IsLetterOrDigit) && part.All(c => char.IsLetterOrDigit(c) || c is '_' or '-'));

    /// <summary>Whether a name fits one of the patterns.</summary>
    public static bool Matches(string patterns, string name) => Of(patterns).Any(p => Fits(p, 0, name, 0));

    /// <summary>The patterns, one by one.</summary>
    public static IEnumerable<string> Of(string patterns) => patterns.Split(',').Select(p => p.Trim()).Where(p => p.Length > 0);

    private static bool Fits(string pattern, int p, string name, int n)
    {
        for (; p < pattern.Length && pattern[p] != '*'; p++, n++)
        {
            if (n >= name.Length || pattern[p] != name[n])
                return false;
        }
        if (p == pattern.Length)
            return n == name.Length;
        for (int rest = n; rest <= name.Length; rest++)
        {
            if (Fits(pattern, p + 1, name, rest))
                return true;
        }
        return false;
    }
}

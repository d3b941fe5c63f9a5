using System.Reflection;
using System.Text.RegularExpressions;

namespace DeepTrainer.Onnx.Emitting;

/// <summary>
/// Methods in the tensor language that operators need which are no single expression, such as an LSTM with states: each is copied into the class that
/// calls it. Their text is that of this project's Helpers, which are compiled as well.
/// </summary>
internal static partial class HelperMethods
{
    private static readonly Dictionary<string, string> Texts = Read();

    /// <summary>The texts of the methods that are called, and of those that these call, in alphabetical order.</summary>
    public static IReadOnlyList<string> CalledFrom(IEnumerable<string> tokens)
    {
        SortedSet<string> called = new(StringComparer.Ordinal);
        Stack<string> open = new(tokens.Where(Texts.ContainsKey));
        while (open.TryPop(out string? next))
        {
            if (!called.Add(next))
                continue;
            foreach (string token in Line.Tokens(Texts[next]).Where(Texts.ContainsKey))
                open.Push(token);
        }
        return [.. called.Select(name => Texts[name])];
    }

    // A method, with the comments above it, goes to the line "    }" or to a ";" of an expression.
    private static Dictionary<string, string> Read()
    {
        Dictionary<string, string> texts = [];
        Assembly assembly = typeof(HelperMethods).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".cs", StringComparison.Ordinal)))
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
            foreach (Match method in Pattern().Matches(reader.ReadToEnd().ReplaceLineEndings("\n")))
                texts[method.Groups["name"].Value] = method.Value.Replace("internal static", "private static", StringComparison.Ordinal).TrimEnd('\n');
        }
        return texts;
    }

    [GeneratedRegex(@"(    //[^\n]*\n)*    internal static [^\n(]*? (?<name>\w+)\(([^\n]*;|[^;{]*=>[^;]*;|[^{]*\n    \{\n(.*?)\n    \})\n", RegexOptions.Singleline)]
    private static partial Regex Pattern();
}

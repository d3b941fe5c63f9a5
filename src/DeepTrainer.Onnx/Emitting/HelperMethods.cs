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

    // A method goes from the comments above it to the line "    }", or to the ";" of its expression.
    private static Dictionary<string, string> Read()
    {
        Dictionary<string, string> texts = [];
        Assembly assembly = typeof(HelperMethods).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".cs", StringComparison.Ordinal)))
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
            string[] lines = reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n');
            for (int i = 0; i < lines.Length; i++)
            {
                if (!lines[i].StartsWith("    internal static ", StringComparison.Ordinal))
                    continue;
                int first = i, last = i;
                while (lines[first - 1].StartsWith("    //", StringComparison.Ordinal))
                    first--;
                while (!lines[last].StartsWith("    }", StringComparison.Ordinal) && !(lines[last].EndsWith(';') && Array.IndexOf(lines, "    {", i, last - i + 1) < 0))
                    last++;
                lines[i] = lines[i].Replace("internal static", "private static", StringComparison.Ordinal);
                texts[Name().Match(lines[i]).Groups["name"].Value] = string.Join('\n', lines[first..(last + 1)]);
            }
        }
        return texts;
    }

    [GeneratedRegex(@" (?<name>\w+)\(")]
    private static partial Regex Name();
}

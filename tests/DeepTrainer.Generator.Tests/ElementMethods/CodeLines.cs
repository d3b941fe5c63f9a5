using System.Collections.Immutable;

namespace DeepTrainer.Generator.Tests.ElementMethods;

/// <summary>What long lines of C# are broken into.</summary>
internal static class CodeLines
{
    /// <summary>As long as the longest lines of the sources by hand.</summary>
    public const int Width = 150;

    /// <summary>Pieces with a space between them, as many in a line as fit.</summary>
    public static IEnumerable<string> Filled(string indent, IEnumerable<string> pieces)
    {
        string line = "";
        foreach (string piece in pieces)
        {
            if (line.Length > 0 && indent.Length + line.Length + 1 + piece.Length > Width)
            {
                yield return indent + line;
                line = "";
            }
            line += line.Length > 0 ? " " + piece : piece;
        }
        yield return indent + line;
    }

    /// <summary>Parameters or arguments as pieces: commas and the end stay with what stands before them.</summary>
    public static ImmutableArray<string> Separated(IEnumerable<string> parameters, string end)
    {
        string[] all = [.. parameters];
        return all.Length == 0 ? [end] : [.. all[..^1].Select(p => p + ","), all[^1] + end];
    }

    /// <summary>An element of a documentation comment, in one line if it fits.</summary>
    public static IEnumerable<string> Comment(string indent, string start, string text, string end)
    {
        string line = $"{indent}/// {start}{text}{end}";
        return line.Length <= Width ? [line] : [$"{indent}/// {start}", .. Filled(indent + "/// ", Words(text)), $"{indent}/// {end}"];
    }

    // A tag is not broken at the spaces within it.
    private static IEnumerable<string> Words(string text)
    {
        int start = 0, open = 0;
        for (int i = 0; i < text.Length; i++)
        {
            open += text[i] == '<' ? 1 : text[i] == '>' ? -1 : 0;
            if (text[i] == ' ' && open == 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }
        yield return text[start..];
    }
}

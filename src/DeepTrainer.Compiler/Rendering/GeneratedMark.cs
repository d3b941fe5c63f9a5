using System.Text;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// The attributes by which tools know what was generated, beside the first line of each file. In the user's class each member is left out of the
/// coverage of tests for itself: on the class the attribute would speak for what the user wrote there, too.
/// </summary>
internal static class GeneratedMark
{
    private static readonly string[] Modifiers = ["public ", "private ", "internal ", "static "];

    private const string NotCovered = "Diagnostics.CodeAnalysis.ExcludeFromCodeCoverage";

    /// <summary>The attributes of a class that is generated as a whole.</summary>
    public static string OfClass => $"[global::System.CodeDom.Compiler.GeneratedCode(\"DeepTrainer.Generator\", \"{Version}\"), global::System.{NotCovered}]";

    private static string Version => typeof(GeneratedMark).Assembly.GetName().Version!.ToString(3);

    /// <summary>A class's text → the same with the attribute on everything that can run: methods, properties and types, not fields.</summary>
    /// <param name="text">The text.</param>
    /// <param name="depth">In how many blocks the class's members stand.</param>
    public static string Members(string text, int depth)
    {
        string indentation = new(CodeWriter.Indentation, depth);
        StringBuilder marked = new(text.Length);
        int end = text.Length;
        while (end > 0 && text[end - 1] == '\n')
            end--;
        for (int at = 0; at <= end;)
        {
            int next = text.IndexOf('\n', at, end - at) is >= 0 and int found ? found : end;
            if (IsIndented(at, next) && IsMember(text.Substring(at + indentation.Length, next - at - indentation.Length)))
                marked.Append(indentation).Append($"[sys::{NotCovered}]").Append('\n');
            marked.Append(text, at, next - at).Append('\n');
            at = next + 1;
        }
        return marked.ToString();

        // What is deeper stands within a member.
        bool IsIndented(int from, int to) => to - from > indentation.Length && text[from + indentation.Length] != CodeWriter.Indentation
            && string.CompareOrdinal(text, from, indentation, 0, indentation.Length) == 0;
    }

    // What implements an interface explicitly has no modifier.
    private static bool IsMember(string line) => (Modifiers.Any(m => line.StartsWith(m, StringComparison.Ordinal)) || (char.IsLower(line.FirstOrDefault()) && line.Contains("::I")))
        && (!line.EndsWith(";", StringComparison.Ordinal) || line.Contains("=>"));
}

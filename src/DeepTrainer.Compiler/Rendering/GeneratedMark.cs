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
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith(indentation, StringComparison.Ordinal) && IsMember(line.Substring(indentation.Length)))
                marked.Append(indentation).Append($"[sys::{NotCovered}]").Append('\n');
            marked.Append(line).Append('\n');
        }
        return marked.ToString();
    }

    // What implements an interface explicitly has no modifier.
    private static bool IsMember(string line) => (Modifiers.Any(m => line.StartsWith(m, StringComparison.Ordinal)) || (char.IsLower(line.FirstOrDefault()) && line.Contains("::I")))
        && (!line.EndsWith(";", StringComparison.Ordinal) || line.Contains("=>"));
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// What a class's file calls the namespaces it takes from. What stands before "::" is looked up among aliases alone: no type, namespace or local function
/// of the user's hides it. Within a namespace an alias may also have the name of one that the user declares for all files; outside of any it may not, and
/// beside a type of its name it may not either. Full names stand there.
/// </summary>
public static class ClassNames
{
    /// <summary>The aliases.</summary>
    public static ImmutableArray<string> All { get; } = ["dt", "kernels", "rt", "sys"];

    /// <summary>The directives for the namespaces that a network's class takes from.</summary>
    internal static string Directives(NetworkSpec spec) => string.Join("\n", All.Select(a => $"using {a} = global::{NamespaceOf(a, spec)};"));

    /// <summary>The text with full names instead of the aliases that can't be declared where the network is.</summary>
    public static string In(string text, NetworkSpec spec)
    {
        string[] left = [.. All.Where(a => spec.Namespace.Length == 0 || spec.Neighbours.Contains(a))];
        if (left.Length == 0)
            return text;
        text = Regex.Replace(text, $@"^using ({string.Join("|", left)}) = .*\n", "", RegexOptions.Multiline);
        StringBuilder full = new(text.Length);
        int copied = 0;
        for (int at = text.IndexOf(Qualifier, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Qualifier, at + 1, StringComparison.Ordinal))
        {
            int start = at;
            while (start > copied && IsOfName(text[start - 1]))
                start--;
            int length = at - start;
            if (Array.Find(left, a => a.Length == length && string.CompareOrdinal(text, start, a, 0, length) == 0) is not { } alias
                || (start > 0 && text[start - 1] is '@' or ':'))
            {
                continue;
            }
            full.Append(text, copied, start - copied).Append("global::").Append(NamespaceOf(alias, spec)).Append('.');
            copied = at + Qualifier.Length;
        }
        return full.Append(text, copied, text.Length - copied).ToString();
    }

    private const string Qualifier = "::";

    private static bool IsOfName(char letter) => char.IsLetterOrDigit(letter)
        || char.GetUnicodeCategory(letter) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.NonSpacingMark;

    private static string NamespaceOf(string alias, NetworkSpec spec) => alias switch
    {
        "dt" => "DeepTrainer",
        "rt" => "DeepTrainer.Runtime",
        "sys" => "System",
        _ => KernelFile.NamespaceOf(spec),
    };
}

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
        foreach (string alias in All.Where(a => spec.Namespace.Length == 0 || spec.Neighbours.Contains(a)))
        {
            text = Regex.Replace(text, $@"^using {alias} = .*\n", "", RegexOptions.Multiline);
            text = Regex.Replace(text, $@"(?<![\w@:]){alias}::", $"global::{NamespaceOf(alias, spec)}.");
        }
        return text;
    }

    private static string NamespaceOf(string alias, NetworkSpec spec) => alias switch
    {
        "dt" => "DeepTrainer",
        "rt" => "DeepTrainer.Runtime",
        "sys" => "System",
        _ => KernelFile.NamespaceOf(spec),
    };
}

using System.Text.RegularExpressions;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>What a class's file calls other namespaces and integers as long as pointers: C#'s and its own words, unless the user's types are called so.</summary>
public static class ClassNames
{
    private const string Integer = "nint";

    /// <summary>The aliases, and the word for integers.</summary>
    public static ImmutableArray<string> All { get; } = ["dt", "kernels", "rt", "sys", Integer];

    /// <summary>The text with other words for those that mean something of the user's in the network's namespace.</summary>
    public static string In(string text, NetworkSpec spec)
    {
        string[] taken = [.. spec.Neighbours];
        if (HidesInteger(spec))
            text = Regex.Replace(text, $@"(?<![@\w.""]){Integer}\b", "sys::IntPtr");
        foreach (string alias in All.Where(a => a != Integer && taken.Contains(a)))
        {
            string free = alias;
            while (taken.Contains(free))
                free += "_";
            text = Regex.Replace(text, $@"\b{alias}(?=::)|(?<=^\s*using ){alias}(?= =)", free, RegexOptions.Multiline);
        }
        return text;
    }

    /// <summary>Whether the word for integers is a name around the network.</summary>
    public static bool HidesInteger(NetworkSpec spec) => spec.Neighbours.Contains(Integer) || spec.FullName.Split('.').Contains(Integer);
}

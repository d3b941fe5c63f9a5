using System.Collections.Immutable;
using System.Globalization;
using DeepTrainer.Compiler;
using DeepTrainer.Compiler.Spec;

namespace DeepTrainer.Benchmarks.Workloads;

/// <summary>What an attribute of a declaration says, or what is so if it doesn't say.</summary>
internal static class ElementOptions
{
    public static double Number(this ElementSpec element, string option) => element.Value(option).Number!.Value;

    public static bool Flag(this ElementSpec element, string option) => element.Value(option).Flag!.Value;

    public static string Text(this ElementSpec element, string option) => element.Value(option).Text ?? "";

    /// <summary>An option of several numbers, such as a kernel's height and width.</summary>
    public static ImmutableArray<int> Integers(this ElementSpec element, string option) => element.Value(option) switch
    {
        { Number: { } number } => [(int)number],
        { Text: { Length: > 0 } text } => [.. text.Split(", ").Select(n => int.Parse(n, CultureInfo.InvariantCulture))],
        _ => [],
    };

    private static ArgumentValue Value(this ElementSpec element, string option) =>
        Catalogue.All[element.Kind].Options.Concat(Catalogue.All[element.Kind].CommonOptions).First(o => o.Name == option).ValueIn(element) ?? new(null, null, null);
}

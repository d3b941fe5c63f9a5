using DeepTrainer.Compiler.Planning;
using Microsoft.CodeAnalysis.Diagnostics;

namespace DeepTrainer.Generator.Parsing;

/// <summary>The project's property that says for which processors kernels are written.</summary>
internal static class TargetsProperty
{
    /// <summary>Its name.</summary>
    public const string Name = "DeepTrainerTargets";

    // In the files that the property comes by, a semicolon may begin a comment: commas are what the documentation tells.
    private static readonly char[] Separators = [',', ';', ' ', '\n', '\r', '\t'];

    /// <summary>What the project says, or nothing.</summary>
    public static string Read(AnalyzerConfigOptionsProvider options) =>
        options.GlobalOptions.TryGetValue($"build_property.{Name}", out string? value) ? value : "";

    /// <summary>The targets, in the order in which they are chosen; the usual ones if none is named.</summary>
    public static ImmutableArray<Target> Targets(string value)
    {
        string[] names = Names(value);
        ImmutableArray<Target> named = [.. Target.All.Where(t => names.Contains(t.Name, StringComparer.OrdinalIgnoreCase))];
        return named.IsEmpty ? Target.Usual : named;
    }

    /// <summary>The first name that is no target's.</summary>
    public static Problem? ProblemOf(string value) =>
        Names(value).FirstOrDefault(n => !Target.All.Any(t => t.Name.Equals(n, StringComparison.OrdinalIgnoreCase))) is { } unknown
            ? new(ProblemKinds.UnknownTarget, Problem.TheClass, null, [unknown, string.Join(", ", Target.All)]) : null;

    private static string[] Names(string value) => value.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
}

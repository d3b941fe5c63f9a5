using DeepTrainer.Generator.Models;
using DeepTrainer.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace DeepTrainer.Generator.Diagnostics;

/// <summary>Roslyn's descriptors of <see cref="ProblemKinds"/>.</summary>
public static class Descriptors
{
    /// <summary>The category of all of them.</summary>
    public const string Category = "DeepTrainer";

    /// <summary>By id.</summary>
    public static ImmutableDictionary<string, DiagnosticDescriptor> All { get; } =
        ProblemKinds.All.ToImmutableDictionary(kind => kind.Id, Descriptor);

    internal static Diagnostic Diagnostic(LocatedProblem problem, Compilation compilation) => Microsoft.CodeAnalysis.Diagnostic.Create(
        All[problem.Problem.Kind.Id], problem.Location.In(compilation), [.. problem.Problem.Values]);

    private static DiagnosticDescriptor Descriptor(ProblemKind kind) => new(
        kind.Id, kind.Title, kind.Message, Category, SeverityOf(kind), isEnabledByDefault: true, description: kind.Help);

    private static DiagnosticSeverity SeverityOf(ProblemKind kind) => kind.Severity switch
    {
        ProblemSeverity.Error => DiagnosticSeverity.Error,
        ProblemSeverity.Warning => DiagnosticSeverity.Warning,
        _ => DiagnosticSeverity.Info,
    };
}

using DeepTrainer.Compiler;
using DeepTrainer.Generator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Parsing;

/// <summary>Class → a question whether it was to be a network, if it has layers but no [Network], or another library's.</summary>
internal static class OrphanCheck
{
    private const string Suffix = "Attribute", Network = "Network";

    /// <summary>Whether attributes look like layers', by their names alone: asked of every class at every keystroke.</summary>
    public static bool IsCandidate(SyntaxNode node) => node is TypeDeclarationSyntax { AttributeLists.Count: > 0 } type
        && Names(type).Any(Catalogue.All.ContainsKey);

    public static LocatedProblem? Find(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        var syntax = (TypeDeclarationSyntax)context.Node;
        if (context.SemanticModel.GetDeclaredSymbol(syntax, cancellation) is not INamedTypeSymbol type
            || type.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() is NetworkGenerator.NetworkAttribute or NetworkGenerator.InferenceAttribute))
            return null;
        AttributeData? first = type.GetAttributes().Where(ElementReader.IsElement)
            .FirstOrDefault(a => a.ApplicationSyntaxReference?.GetSyntax(cancellation) is { } attribute && syntax.Contains(attribute));
        if (first?.ApplicationSyntaxReference is not { } place)
            return null;
        return type.GetAttributes().FirstOrDefault(a => a.AttributeClass is { } c && Kind(c.Name) == Network) is { } network
            ? network.AttributeClass!.TypeKind == TypeKind.Error || network.ApplicationSyntaxReference?.GetSyntax(cancellation) is not { } other ? null
                : new(new(ProblemKinds.ForeignAttribute, Problem.TheClass, null, [Network, type.Name, network.AttributeClass.ToDisplayString()]), Locations.Of(other))
            : new(new(ProblemKinds.LayersWithoutNetwork, Problem.TheClass, null, [type.Name, Kind(first.AttributeClass!.Name)]), Locations.Of(place.GetSyntax(cancellation)));
    }

    private static IEnumerable<string> Names(TypeDeclarationSyntax type) => type.AttributeLists.SelectMany(l => l.Attributes).Select(a => a.Name switch
    {
        QualifiedNameSyntax q => Kind(q.Right.Identifier.ValueText),
        AliasQualifiedNameSyntax q => Kind(q.Name.Identifier.ValueText),
        SimpleNameSyntax s => Kind(s.Identifier.ValueText),
        _ => "",
    });

    private static string Kind(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - Suffix.Length) : name;
}

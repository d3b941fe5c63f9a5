using DeepTrainer.Generator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Parsing;

/// <summary>Class → a question whether it was to be a network, if it has layers but no [Network].</summary>
internal static class OrphanCheck
{
    private const string Suffix = "Attribute";

    /// <summary>Whether attributes look like layers', by their names alone: asked of every class at every keystroke.</summary>
    public static bool IsCandidate(SyntaxNode node) => node is TypeDeclarationSyntax { AttributeLists.Count: > 0 } type
        && Names(type).Any(Catalogue.All.ContainsKey) && !Names(type).Contains("Network");

    public static LocatedProblem? Find(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        var syntax = (TypeDeclarationSyntax)context.Node;
        if (context.SemanticModel.GetDeclaredSymbol(syntax, cancellation) is not INamedTypeSymbol type
            || type.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == NetworkGenerator.NetworkAttribute))
            return null;
        AttributeData? first = type.GetAttributes().Where(ElementReader.IsElement)
            .FirstOrDefault(a => a.ApplicationSyntaxReference?.GetSyntax(cancellation) is { } attribute && syntax.Contains(attribute));
        return first?.ApplicationSyntaxReference is { } place
            ? new(new(ProblemKinds.LayersWithoutNetwork, Problem.TheClass, null, [type.Name, Kind(first.AttributeClass!.Name)]), Locations.Of(place.GetSyntax(cancellation)))
            : null;
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

using DeepTrainer.Generator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Parsing;

/// <summary>Class → the members that the user has written.</summary>
internal static class OwnMembers
{
    private static readonly SymbolDisplayFormat OfType = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameOnly, genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    public static EquatableArray<LocatedMember> Of(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.GetMembers()
            .Where(m => !m.IsImplicitlyDeclared && (m.CanBeReferencedByName || KeepsOurConstructorOut(m, cancellation)))
            .SelectMany(m => m.DeclaringSyntaxReferences.Select(r =>
                new LocatedMember(new(m.CanBeReferencedByName ? m.Name : type.Name, Signature(m)), Identifier(r.GetSyntax(cancellation)))))
            .OrderBy(m => m.Location.Path, StringComparer.Ordinal).ThenBy(m => m.Location.Start)
            .ToEquatableArray();

    // As PublicMembers writes it.
    private static string? Signature(ISymbol member) => member is not IMethodSymbol { CanBeReferencedByName: true } method ? null
        : $"{method.Name}{(method.Arity == 0 ? "" : $"`{method.Arity}")}("
            + $"{string.Join(",", method.Parameters.Select(p => (p.RefKind == RefKind.None ? "" : "ref ") + p.Type.ToDisplayString(OfType)))})";

    // One with the same parameter, or one that all others must call.
    private static bool KeepsOurConstructorOut(ISymbol member, CancellationToken cancellation) => member is IMethodSymbol { MethodKind: MethodKind.Constructor } own
        && (own.Parameters is [{ Type.SpecialType: SpecialType.System_Int32 }] || own.DeclaringSyntaxReferences.Any(r => r.GetSyntax(cancellation) is TypeDeclarationSyntax));

    private static LocationInfo Identifier(SyntaxNode member) => member switch
    {
        MethodDeclarationSyntax m => Locations.Of(m.Identifier),
        PropertyDeclarationSyntax p => Locations.Of(p.Identifier),
        VariableDeclaratorSyntax v => Locations.Of(v.Identifier),
        EventDeclarationSyntax e => Locations.Of(e.Identifier),
        BaseTypeDeclarationSyntax t => Locations.Of(t.Identifier),
        DelegateDeclarationSyntax d => Locations.Of(d.Identifier),
        _ => Locations.Of(member),
    };
}

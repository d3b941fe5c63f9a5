using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Generator.Functions;
using DeepTrainer.Generator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Parsing;

/// <summary>Attributed class → <see cref="NetworkDeclaration"/>.</summary>
internal static class DeclarationParser
{
    /// <summary>The declaration; none where C# itself reports that the attributes are wrong.</summary>
    public static NetworkDeclaration? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var syntax = (TypeDeclarationSyntax)context.TargetNode;
        try
        {
            return Parse(context, type, syntax, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LocationInfo identifier = Locations.Of(syntax.Identifier);
            return new(null, null, identifier, [], [], [new(Faults.Of(type.Name, fault), identifier)]);
        }
    }

    private static NetworkDeclaration? Parse(GeneratorAttributeSyntaxContext context, INamedTypeSymbol type, TypeDeclarationSyntax syntax, CancellationToken cancellation)
    {
        AttributeData network = context.Attributes[0];
        if (type.GetAttributes().First(a => Same(a.AttributeClass, network.AttributeClass)).ApplicationSyntaxReference is not { } first
            || !syntax.Contains(first.GetSyntax(cancellation)))
            return null;
        if (ElementReader.Read(type, syntax, network.AttributeClass!.ContainingAssembly, cancellation) is not { } read)
            return null;

        LocationInfo identifier = Locations.Of(syntax.Identifier);
        FunctionReader functions = new(type, read, context.SemanticModel.Compilation, cancellation);
        ImmutableArray<FunctionSpec> functionSpecs = functions.Read();
        ImmutableArray<Problem> ofClass = [.. ClassCheck.Run(type, context.SemanticModel.Compilation)];
        ImmutableArray<LocatedProblem> problems =
        [
            .. ofClass.Select(p => new LocatedProblem(p, identifier)),
            .. read.Problems,
            .. functions.Problems,
        ];
        NetworkSpec spec = new(
            type.ContainingNamespace is { IsGlobalNamespace: false } ns ? ns.ToDisplayString() : "",
            type.Name,
            TypeHeaders.Containing(type).ToEquatableArray(),
            TypeHeaders.Modifiers(type),
            read.Elements.Select(e => e.Spec).ToEquatableArray(),
            functionSpecs.ToEquatableArray())
        {
            Neighbours = Neighbours(type),
        };
        return new(
            problems.All(p => p.Problem.Kind.Severity != ProblemSeverity.Error) && !functions.Failed ? spec : null, ClassCheck.AllowsPart(type, ofClass) ? spec : null, identifier,
            read.Elements.Select(e => e.Locations).ToEquatableArray(), Members(type, cancellation), problems.ToEquatableArray());
    }

    // A file's aliases may not have the name of a type or namespace beside the class.
    private static EquatableArray<string> Neighbours(INamedTypeSymbol type) =>
        type.ContainingNamespace.GetMembers().Select(m => m.Name).Where(n => ClassNames.All.Contains(n)).Distinct().OrderBy(n => n, StringComparer.Ordinal).ToEquatableArray();

    private static bool Same(INamedTypeSymbol? a, INamedTypeSymbol? b) => SymbolEqualityComparer.Default.Equals(a, b);

    private static EquatableArray<NamedLocation> Members(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.GetMembers()
            .Where(m => !m.IsImplicitlyDeclared && (m.CanBeReferencedByName || KeepsOurConstructorOut(m, cancellation)))
            .SelectMany(m => m.DeclaringSyntaxReferences.Select(r => new NamedLocation(m.CanBeReferencedByName ? m.Name : type.Name, Identifier(r.GetSyntax(cancellation)))))
            .OrderBy(m => m.Location.Path, StringComparer.Ordinal).ThenBy(m => m.Location.Start)
            .ToEquatableArray();

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

using DeepTrainer.Compiler.Language;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Generator.Functions;
using DeepTrainer.Generator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Parsing;

/// <summary>Attributed class → <see cref="NetworkDeclaration"/>.</summary>
internal static class DeclarationParser
{
    /// <summary>The declaration; none where C# itself reports that no [Network] may stand there, or where it stands at another part.</summary>
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
            || !syntax.Contains(first.GetSyntax(cancellation)) || type.TypeKind != TypeKind.Class)
            return null;
        ReadElements read = ElementReader.Read(type, syntax, network.AttributeClass!.ContainingAssembly, cancellation);
        LocationInfo identifier = Locations.Of(syntax.Identifier);
        FunctionReader functions = new(type, read, context.SemanticModel.Compilation, cancellation);
        (ImmutableArray<FunctionSpec> ofNumbers, ImmutableArray<TensorFunction> ofTensors) = read.IsWhole ? functions.Read() : ([], []);
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
            ofNumbers.ToEquatableArray())
        {
            TensorFunctions = ofTensors.ToEquatableArray(),
            Gradients = network.NamedArguments.Any(a => a is { Key: "Gradients", Value.Value: true }),
            Adjustable = Text(network, "Adjustable"),
            Frozen = Text(network, "Frozen"),
            Weights = Text(network, "Weights").Replace('\\', '/'),
            Neighbours = Neighbours(type),
        };
        bool isRight = read.IsWhole && !functions.Failed && problems.All(p => p.Problem.Kind.Severity != ProblemSeverity.Error);
        return new(
            isRight ? spec : null, ClassCheck.AllowsPart(type, ofClass) ? new(spec with { Elements = read.Right }, ClassCheck.FormOf(type)) : null, identifier,
            read.Elements.Select(e => e.Locations).ToEquatableArray(), OwnMembers.Of(type, cancellation), problems.ToEquatableArray())
        {
            Places = functions.Places.ToEquatableArray(),
        };
    }

    private static string Text(AttributeData network, string option) =>
        network.NamedArguments.FirstOrDefault(a => a.Key == option).Value is { Kind: TypedConstantKind.Primitive, Value: string text } ? text : "";

    // A file's aliases may not have the name of a type or namespace beside the class.
    private static EquatableArray<string> Neighbours(INamedTypeSymbol type) =>
        type.ContainingNamespace.GetMembers().Select(m => m.Name).Where(n => ClassNames.All.Contains(n)).Distinct().OrderBy(n => n, StringComparer.Ordinal).ToEquatableArray();

    private static bool Same(INamedTypeSymbol? a, INamedTypeSymbol? b) => SymbolEqualityComparer.Default.Equals(a, b);
}

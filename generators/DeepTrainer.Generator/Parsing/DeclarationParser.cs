using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Generator.Functions;
using DeepTrainer.Generator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Parsing;

/// <summary>Class with <c>[Network]</c> → <see cref="NetworkDeclaration"/>.</summary>
internal static class DeclarationParser
{
    /// <summary>The declaration; none where C# itself reports that no [Network] may stand there, or where it stands at another part.</summary>
    public static NetworkDeclaration? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation) => Guarded(context, Network, cancellation);

    /// <summary>What a parser makes of an attributed class; a fault of its own is a problem of this class, not of all.</summary>
    public static NetworkDeclaration? Guarded(
        GeneratorAttributeSyntaxContext context,
        Func<GeneratorAttributeSyntaxContext, INamedTypeSymbol, TypeDeclarationSyntax, CancellationToken, NetworkDeclaration?> parse, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var syntax = (TypeDeclarationSyntax)context.TargetNode;
        try
        {
            return type.TypeKind == TypeKind.Class && PartOf(type, context.Attributes[0].AttributeClass!, cancellation) == syntax
                ? parse(context, type, syntax, cancellation) : null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LocationInfo identifier = Locations.Of(syntax.Identifier);
            return new(null, null, identifier, [], [], [new(Faults.Of(type.Name, fault), identifier)]);
        }
    }

    private static NetworkDeclaration Network(GeneratorAttributeSyntaxContext context, INamedTypeSymbol type, TypeDeclarationSyntax syntax, CancellationToken cancellation)
    {
        LocationInfo identifier = Locations.Of(syntax.Identifier);
        Reading read = Read(type, context.Attributes[0], syntax, context.SemanticModel.Compilation, cancellation);
        return new(
            read.IsRight ? read.Spec : null, ClassCheck.AllowsPart(type, read.OfClass)
                ? new(read.Spec with { Elements = read.Elements.Right }, ClassCheck.FormOf(type)) : null, identifier,
            read.Elements.Elements.Select(e => e.Locations).ToEquatableArray(), OwnMembers.Of(type, cancellation),
            read.OfClass.Select(p => new LocatedProblem(p, identifier)).Concat(read.Problems).ToEquatableArray())
        {
            Places = read.Functions.Places.ToEquatableArray(),
        };
    }

    /// <summary>Reads a class of this project.</summary>
    /// <param name="type">The class.</param>
    /// <param name="network">Its <c>[Network]</c>.</param>
    /// <param name="part">Its part with <c>[Network]</c>.</param>
    /// <param name="compilation">The project.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static Reading Read(INamedTypeSymbol type, AttributeData network, TypeDeclarationSyntax part, Compilation compilation, CancellationToken cancellation)
    {
        ReadElements read = ElementReader.Read(type, part, network.AttributeClass!.ContainingAssembly, cancellation);
        FunctionReader functions = new(type, read, compilation, cancellation);
        (ImmutableArray<FunctionSpec> ofNumbers, ImmutableArray<TensorFunctionSpec> ofTensors) = read.IsWhole ? functions.Read() : ([], []);
        NetworkSpec spec = SpecOf(type, network, read.Elements.Select(e => e.Spec)) with
        {
            Functions = ofNumbers.ToEquatableArray(),
            TensorFunctions = ofTensors.ToEquatableArray()
        };
        return new(spec, read, functions, [.. ClassCheck.Run(type, compilation)]);
    }

    /// <summary>What class and [Network] say, without functions.</summary>
    public static NetworkSpec SpecOf(INamedTypeSymbol type, AttributeData network, IEnumerable<ElementSpec> elements) =>
        Named(type, new("", "", [], "", elements.ToEquatableArray(), [])
        {
            Gradients = network.NamedArguments.Any(a => a is { Key: "Gradients", Value.Value: true }),
            Winograd = !network.NamedArguments.Any(a => a is { Key: "Winograd", Value.Value: false }),
            Adjustable = Text(network, "Adjustable"),
            Frozen = Text(network, "Frozen"),
            Weights = FileOf(network),
            WeightType = TypeOf(network) ?? "",
        });

    /// <summary>The same for another class.</summary>
    public static NetworkSpec Named(INamedTypeSymbol type, NetworkSpec spec) => spec with
    {
        Namespace = type.ContainingNamespace is { IsGlobalNamespace: false } ns ? ns.ToDisplayString() : "",
        Name = type.Name,
        ContainingTypes = TypeHeaders.Containing(type).ToEquatableArray(),
        Modifiers = TypeHeaders.Modifiers(type),
        Neighbours = Neighbours(type),
    };

    /// <summary>The file of weights that an attribute names; empty if it names none.</summary>
    public static string FileOf(AttributeData attribute) => Text(attribute, "Weights").Replace('\\', '/');

    /// <summary>What an attribute says weights are kept as, nothing for float32; null if it doesn't say.</summary>
    public static string? TypeOf(AttributeData attribute) => ElementReader.Argument(attribute, "WeightType")?.Text is { } type ? type == "Float32" ? "" : type : null;

    /// <summary>The part of a class at which an attribute stands, the first one if it stands there twice.</summary>
    public static TypeDeclarationSyntax? PartOf(INamedTypeSymbol type, INamedTypeSymbol attribute, CancellationToken cancellation) =>
        type.GetAttributes().First(a => SymbolEqualityComparer.Default.Equals(a.AttributeClass, attribute)).ApplicationSyntaxReference?.GetSyntax(
            cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>();

    private static string Text(AttributeData network, string option) =>
        network.NamedArguments.FirstOrDefault(a => a.Key == option).Value is { Kind: TypedConstantKind.Primitive, Value: string text } ? text : "";

    // A file's aliases may not have the name of a type or namespace beside the class.
    private static EquatableArray<string> Neighbours(INamedTypeSymbol type) =>
        type.ContainingNamespace.GetMembers().Select(m => m.Name).Where(n => ClassNames.All.Contains(n)).Distinct().OrderBy(n => n, StringComparer.Ordinal).ToEquatableArray();
}

/// <summary>What was read of a class with [Network]. Lives while its class is read.</summary>
/// <param name="Spec">The network, as far as it could be read.</param>
/// <param name="Elements">Its elements.</param>
/// <param name="Functions">What has read its functions.</param>
/// <param name="OfClass">What keeps the generator from adding a part to the class.</param>
internal sealed record Reading(NetworkSpec Spec, ReadElements Elements, FunctionReader Functions, ImmutableArray<Problem> OfClass)
{
    /// <summary>What is wrong with elements and functions.</summary>
    public IEnumerable<LocatedProblem> Problems => Elements.Problems.Concat(Functions.Problems);

    /// <summary>Whether it could be read without an error.</summary>
    public bool IsRight => Elements.IsWhole && !Functions.Failed && OfClass.Concat(Problems.Select(p => p.Problem)).All(p => p.Kind.Severity != ProblemSeverity.Error);
}

using DeepTrainer.Compiler;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Generator.Functions;
using DeepTrainer.Generator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Parsing;

/// <summary>Class with <c>[InferenceOf]</c> → <see cref="NetworkDeclaration"/>: the layers of the network that it names.</summary>
internal static class InferenceParser
{
    /// <summary>The declaration; none where C# itself reports that no [InferenceOf] may stand there.</summary>
    public static NetworkDeclaration? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation) =>
        DeclarationParser.Guarded(context, Declaration, cancellation);

    private static NetworkDeclaration? Declaration(GeneratorAttributeSyntaxContext context, INamedTypeSymbol type, TypeDeclarationSyntax syntax, CancellationToken cancellation)
    {
        AttributeData inference = context.Attributes[0];
        if (inference is not { ConstructorArguments: [{ Kind: not TypedConstantKind.Error } argument], ApplicationSyntaxReference: { } written })
            return null;
        LocationInfo identifier = Locations.Of(syntax.Identifier), place = Locations.Of(written.GetSyntax(cancellation));
        var network = argument.Value as INamedTypeSymbol;
        bool isNetwork = OfKind(type, NetworkGenerator.NetworkAttribute) is not null;
        if (WrongUse(type, network) is { } reason)
            return Declared(null, isNetwork ? null : Stub(Empty(type)), [new(Told(reason), place)]);

        ImmutableArray<Problem> ofClass = [.. ClassCheck.Run(type, context.SemanticModel.Compilation, "InferenceOf")];
        AttributeData trained = OfKind(network!, NetworkGenerator.NetworkAttribute)!;
        bool isHere = SymbolEqualityComparer.Default.Equals(network!.ContainingAssembly, type.ContainingAssembly);
        Reading? here = isHere ? Here() : null;
        (NetworkSpec? spec, string? unread) = isHere ? (here is { IsRight: true } ? here.Spec : null, null) : Compiled();
        // What could be read of a network with mistakes tells which members there are.
        NetworkSpec? known = spec ?? (here is null ? null : here.Spec with { Elements = here.Elements.Right });
        NetworkSpec own = known is null ? Empty(type) : DeclarationParser.Named(type, Inference.Of(known));
        bool inherits = DeclarationParser.FileOf(inference).Length == 0;
        own = own with
        {
            WeightType = DeclarationParser.TypeOf(inference) ?? own.WeightType,
            Weights = inherits ? own.Weights
                : DeclarationParser.FileOf(inference),
            WeightsOf = inherits && !isHere && own.Weights.Length > 0 ? own.InferenceOf : ""
        };
        ImmutableArray<LocatedProblem> problems = [.. ofClass.Select(p => new LocatedProblem(p, identifier)), .. unread is null ? []
            : new[] { new LocatedProblem(Told(unread), place) }];
        return Declared(spec is null || problems.Any(p => p.Problem.Kind.Severity == ProblemSeverity.Error) ? null
            : own, ClassCheck.AllowsPart(type, ofClass) ? Stub(own) : null, problems) with
        {
            IsToldThere = isHere,
            InheritsWeights = inherits,
        };

        // What is wrong with it is told where it stands.
        Reading? Here() => DeclarationParser.PartOf(network, trained.AttributeClass!, cancellation) is { } part
            ? DeclarationParser.Read(network, trained, part, context.SemanticModel.Compilation, cancellation) : null;

        (NetworkSpec?, string?) Compiled()
        {
            ImmutableArray<ReadElement> elements = ElementReader.ReadCompiled(network, place, trained.AttributeClass!.ContainingAssembly);
            NetworkSpec read = DeclarationParser.SpecOf(network, trained, elements.Select(e => e.Spec));
            if (elements.FirstOrDefault(e => !Catalogue.All.ContainsKey(e.Spec.Kind)) is { } unknown)
                return (null, $"[{unknown.Spec.Kind}] is unknown here; build '{network.ContainingAssembly.Name}' with the same version of the package");
            (NetworkSpec whole, string? missing) = CompiledFunctions.Of(network, read);
            return missing is null ? (whole, null)
                : (null, $"its layers call '{missing}', a method over tensors, whose code is needed and is not in this project; declare the "
                    + $"inference class in '{network.ContainingAssembly.Name}', beside '{network.Name}'");
        }

        NetworkDeclaration Declared(NetworkSpec? spec, Stub? stub, ImmutableArray<LocatedProblem> problems) => new(
            spec, stub, identifier, (spec?.Elements ?? []).Select(_ => new ElementLocations(place, [])).ToEquatableArray(),
            OwnMembers.Of(type, cancellation), problems.ToEquatableArray());

        Stub Stub(NetworkSpec spec) => new(spec, ClassCheck.FormOf(type));

        Problem Told(string reason) => new(ProblemKinds.NoInferenceOf, Problem.TheClass, null, [type.Name, network?.Name ?? "null", reason]);
    }

    // What keeps a class from predicting for another one, whatever that one's layers are; none if nothing does.
    private static string? WrongUse(INamedTypeSymbol type, INamedTypeSymbol? network) =>
        OfKind(type, NetworkGenerator.NetworkAttribute) is not null ? "it has [Network] itself; remove one of both attributes"
        : SymbolEqualityComparer.Default.Equals(type, network) ? "it names itself; name the class that is trained"
        : network is null || network.TypeKind == TypeKind.Error ? "that is no network; name a class with [Network]"
        : OfKind(network, NetworkGenerator.InferenceAttribute) is { } other ? "that is an inference class itself; name "
            + $"{(other.ConstructorArguments is [{ Value: INamedTypeSymbol trained }] ? $"'{trained.Name}'" : "the class that is trained")}"
        : OfKind(network, NetworkGenerator.NetworkAttribute) is null ? "that is no network; name a class with [Network]"
        : TypeHeaders.OuterTypes(network).Append(network).Any(t => t.Arity > 0) ? "that is generic; a network is one fixed topology"
        : type.GetAttributes().FirstOrDefault(ElementReader.IsElement) is { } element
            ? $"[{ElementReader.KindOf(element.AttributeClass!)}] stands on it, but its layers are those of '{network.Name}'; remove it"
        : null;

    private static NetworkSpec Empty(INamedTypeSymbol type) => DeclarationParser.Named(type, new("", "", [], "", [], []) { InferenceOf = "?" });

    private static AttributeData? OfKind(INamedTypeSymbol type, string attribute) => type.GetAttributes().FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == attribute);
}

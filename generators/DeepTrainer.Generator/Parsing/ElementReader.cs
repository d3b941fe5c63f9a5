using System.Globalization;
using DeepTrainer.Compiler;
using DeepTrainer.Generator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Parsing;

/// <summary>The class's attributes → its elements, in the order in which they are written.</summary>
internal static class ElementReader
{
    private const string ElementAttribute = "DeepTrainer.ElementAttribute";
    private const string Suffix = "Attribute";

    /// <summary>The elements; without mistakes of their own where C# reports one in an attribute.</summary>
    /// <param name="type">The class.</param>
    /// <param name="networkPart">Its part with <c>[Network]</c>.</param>
    /// <param name="ours">The package's assembly, in which the attributes are.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static ReadElements Read(INamedTypeSymbol type, TypeDeclarationSyntax networkPart, IAssemblySymbol ours, CancellationToken cancellation)
    {
        List<(AttributeData Data, AttributeSyntax Syntax)> attributes = [];
        foreach (AttributeData data in type.GetAttributes().Where(a => IsElement(a) || IsUnknown(a)))
        {
            if (data.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax syntax)
                attributes.Add((data, syntax));
        }
        var parts = attributes.GroupBy(a => a.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>()!)
            .OrderBy(part => part.Key == networkPart ? 0 : 1)
            .ThenBy(part => part.Key.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(part => part.Key.SpanStart)
            .Select(part => part.OrderBy(a => a.Syntax.SpanStart).ToArray()).ToArray();

        ImmutableArray<ReadElement> elements = [.. parts.SelectMany(p => p)
            .Select(a => Element(a.Data, new(Locations.Of(a.Syntax), ArgumentLocations(a.Data, a.Syntax).ToEquatableArray()), ours))];
        if (attributes.Any(a => IsUnknown(a.Data) || !IsComplete(a.Data)))
            return new(elements, [], IsWhole: false);
        List<LocatedProblem> problems = [];
        if (parts.Length > 1)
        {
            LocationInfo second = Locations.Of(parts[1][0].Syntax, parts[1][parts[1].Length - 1].Syntax);
            problems.Add(new(new(ProblemKinds.SeveralParts, Problem.TheClass, null, [type.Name]), second));
        }
        for (int i = 0; i < elements.Length; i++)
        {
            string kind = elements[i].Spec.Kind;
            if (!Catalogue.All.ContainsKey(kind))
                problems.Add(new(new(ProblemKinds.UnknownElement, i, null, [kind]), elements[i].Locations.Attribute));
            problems.AddRange(NoMembers(elements[i], i));
        }
        problems.AddRange(RepeatBrackets.Check(elements));
        problems.AddRange(Foreign(type, ours, cancellation));
        return new(elements, [.. problems], IsWhole: true);
    }

    /// <summary>The elements of a class of another assembly, where the compiler has left them in their order.</summary>
    /// <param name="type">The class.</param>
    /// <param name="place">Where mistakes are told.</param>
    /// <param name="ours">The package's assembly.</param>
    public static ImmutableArray<ReadElement> ReadCompiled(INamedTypeSymbol type, LocationInfo place, IAssemblySymbol ours) =>
        [.. type.GetAttributes().Where(IsElement).Select(a => Element(a, new(place, []), ours))];

    /// <summary>An attribute's argument, by its property's name.</summary>
    public static ArgumentValue? Argument(AttributeData attribute, string name) =>
        Arguments(attribute).FirstOrDefault(a => a.Name == name)?.Value;

    private static bool IsOurs(INamedTypeSymbol attribute, IAssemblySymbol ours) => SymbolEqualityComparer.Default.Equals(attribute.ContainingAssembly, ours);

    // A number cast to an enum that has no member for it.
    private static IEnumerable<LocatedProblem> NoMembers(ReadElement element, int index)
    {
        ImmutableArray<IParameterSymbol> parameters = element.Attribute.AttributeConstructor?.Parameters ?? [];
        var all = parameters.Zip(element.Attribute.ConstructorArguments, (p, value) => (Name: Format.Pascal(p.Name), Value: value))
            .Concat(element.Attribute.NamedArguments.Select(a => (Name: a.Key, a.Value)));
        foreach ((string name, TypedConstant value) in all.Where(a => a.Value is { Kind: TypedConstantKind.Enum } v && !MembersOf(v).Any(m => m.Name == EnumMember(v))))
        {
            string members = string.Join(", ", MembersOf(value).Select(m => m.Name));
            yield return new(
                new(ProblemKinds.OutOfRange, index, name, [name, element.Spec.Name
                    ?? $"[{element.Spec.Kind}]", EnumMember(value), $"one of {value.Type!.Name}'s members: {members}"]),
                element.Locations.Arguments.FirstOrDefault(a => a.Name == name)?.Location ?? element.Locations.Attribute);
        }
    }

    // Attributes that look like a layer and are someone else's.
    private static IEnumerable<LocatedProblem> Foreign(INamedTypeSymbol type, IAssemblySymbol ours, CancellationToken cancellation)
    {
        foreach (AttributeData data in type.GetAttributes().Where(a => a.AttributeClass is { } c && !IsElement(a) && !IsOurs(c, ours) && Catalogue.All.ContainsKey(KindOf(c))))
        {
            if (data.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax syntax)
                yield return new(new(ProblemKinds.ForeignAttribute, Problem.TheClass, null,
                    [KindOf(data.AttributeClass!), type.Name, data.AttributeClass!.ToDisplayString()]), Locations.Of(syntax));
        }
    }

    /// <summary>What an attribute is called in declarations: "Dense".</summary>
    public static string KindOf(INamedTypeSymbol attribute) =>
        attribute.Name.EndsWith(Suffix, StringComparison.Ordinal) ? attribute.Name.Substring(0, attribute.Name.Length - Suffix.Length) : attribute.Name;

    /// <summary>Whether the attribute declares a part of a network.</summary>
    public static bool IsElement(AttributeData attribute)
    {
        for (INamedTypeSymbol? type = attribute.AttributeClass?.BaseType; type is not null; type = type.BaseType)
        {
            if (type.ToDisplayString() == ElementAttribute)
                return true;
        }
        return false;
    }

    // C# tells that there is no such attribute: it may have been to be a layer.
    private static bool IsUnknown(AttributeData attribute) => attribute.AttributeClass is null or { TypeKind: TypeKind.Error };

    private static bool IsComplete(AttributeData attribute) => attribute.AttributeConstructor is not null
        && attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(a => a.Value)).All(IsComplete);

    private static bool IsComplete(TypedConstant constant) =>
        constant.Kind != TypedConstantKind.Error
        && (constant.Kind != TypedConstantKind.Array || constant.IsNull || constant.Values.All(IsComplete));

    private static ReadElement Element(AttributeData data, ElementLocations locations, IAssemblySymbol ours)
    {
        string kind = data.AttributeClass is not { } attribute ? "?"
            : IsOurs(attribute, ours) || !Catalogue.All.ContainsKey(KindOf(attribute)) ? KindOf(attribute)
            : $"{attribute.ContainingSymbol.ToDisplayString()}.{KindOf(attribute)}";
        ImmutableArray<Argument> arguments = [.. Arguments(data)];
        string? from = arguments.FirstOrDefault(a => a.Name == "From")?.Value.Text;
        ElementSpec spec = new(
            kind,
            arguments.FirstOrDefault(a => a.Name == "Name")?.Value.Text,
            (from ?? "").Split(',').Select(f => f.Trim()).Where(f => f.Length > 0).ToEquatableArray(),
            arguments.Where(a => a.Name is not ("Name" or "From")).ToEquatableArray());
        return new(spec, locations, data);
    }

    private static IEnumerable<Argument> Arguments(AttributeData data)
    {
        ImmutableArray<IParameterSymbol> parameters = data.AttributeConstructor?.Parameters ?? [];
        var positional = parameters.Zip(data.ConstructorArguments, (p, value) => (Name: Format.Pascal(p.Name), Value: IsComplete(value) ? Value(value) : null));
        var named = data.NamedArguments.Select(a => (Name: a.Key, Value: IsComplete(a.Value) ? Value(a.Value) : null));
        return positional.Concat(named).Where(a => a.Value is not null).Select(a => new Argument(a.Name, a.Value!));
    }

    private static ArgumentValue? Value(TypedConstant constant) => constant switch
    {
        { IsNull: true } => null,
        { Kind: TypedConstantKind.Array } => string.Join(", ", constant.Values.Select(v => Value(v)?.ToString())),
        { Kind: TypedConstantKind.Enum } => EnumMember(constant),
        { Value: INamedTypeSymbol type } => type.ToDisplayString(),
        { Value: bool flag } => flag,
        { Value: string text } => text,
        { Value: double number } => Decimals.Of(number),
        { Value: float number } => Decimals.Of(number),
        { Value: IConvertible number } => number.ToDouble(CultureInfo.InvariantCulture),
        _ => null,
    };

    private static IEnumerable<IFieldSymbol> MembersOf(TypedConstant constant) => constant.Type!.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue);

    private static string EnumMember(TypedConstant constant) =>
        MembersOf(constant).FirstOrDefault(f => Equals(f.ConstantValue, constant.Value))?.Name ?? constant.Value!.ToString();

    private static IEnumerable<NamedLocation> ArgumentLocations(AttributeData data, AttributeSyntax syntax)
    {
        SeparatedSyntaxList<AttributeArgumentSyntax> written = syntax.ArgumentList?.Arguments ?? [];
        foreach (AttributeArgumentSyntax argument in written)
        {
            if ((argument.NameEquals?.Name ?? argument.NameColon?.Name)?.Identifier.ValueText is { } name)
                yield return new(Format.Pascal(name), Locations.Of(argument.Expression));
        }
        AttributeArgumentSyntax[] positional = [.. written.Where(a => a.NameEquals is null && a.NameColon is null)];
        ImmutableArray<IParameterSymbol> parameters = data.AttributeConstructor?.Parameters ?? [];
        for (int i = 0; i < Math.Min(parameters.Length, positional.Length); i++)
        {
            AttributeArgumentSyntax last = parameters[i].IsParams ? positional[positional.Length - 1] : positional[i];
            yield return new(Format.Pascal(parameters[i].Name), Locations.Of(positional[i].Expression, last.Expression));
        }
    }
}

/// <summary>What the attributes say; not whole where C# reports a mistake in one.</summary>
internal sealed record ReadElements(ImmutableArray<ReadElement> Elements, ImmutableArray<LocatedProblem> Problems, bool IsWhole)
{
    /// <summary>The elements, without arguments that are known to be wrong.</summary>
    public EquatableArray<ElementSpec> Right => Elements.Select((element, i) => element.Spec with
    {
        Arguments = element.Spec.Arguments.Where(a => !Problems.Any(p => p.Problem.Element == i && p.Problem.Kind == ProblemKinds.OutOfRange
            && p.Problem.Argument == a.Name)).ToEquatableArray(),
    }).ToEquatableArray();
}

/// <summary>What one attribute says, and where. Lives while its class is read, for it holds the attribute.</summary>
internal sealed record ReadElement(ElementSpec Spec, ElementLocations Locations, AttributeData Attribute);

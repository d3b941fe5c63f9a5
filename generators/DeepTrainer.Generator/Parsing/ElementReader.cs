using System.Globalization;
using DeepTrainer.Generator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Parsing;

/// <summary>The class's attributes → its elements, in the order in which they are written.</summary>
internal static class ElementReader
{
    private const string ElementAttribute = "DeepTrainer.ElementAttribute";
    private const string Suffix = "Attribute";

    /// <summary>The elements; none where C# reports that an attribute's arguments are wrong.</summary>
    public static ReadElements? Read(INamedTypeSymbol type, TypeDeclarationSyntax networkPart, CancellationToken cancellation)
    {
        List<(AttributeData Data, AttributeSyntax Syntax)> attributes = [];
        foreach (AttributeData data in type.GetAttributes().Where(IsElement))
        {
            if (data.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax || !IsComplete(data))
                return null;
            attributes.Add((data, syntax));
        }
        var parts = attributes.GroupBy(a => a.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>()!)
            .OrderBy(part => part.Key == networkPart ? 0 : 1)
            .ThenBy(part => part.Key.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(part => part.Key.SpanStart)
            .Select(part => part.OrderBy(a => a.Syntax.SpanStart).ToArray()).ToArray();

        List<LocatedProblem> problems = [];
        if (parts.Length > 1)
        {
            LocationInfo second = Locations.Of(parts[1][0].Syntax, parts[1][parts[1].Length - 1].Syntax);
            problems.Add(new(new(ProblemKinds.SeveralParts, Problem.TheClass, null, [type.Name]), second));
        }
        ImmutableArray<ReadElement> elements = [.. parts.SelectMany(p => p).Select(a => Element(a.Data, a.Syntax))];
        for (int i = 0; i < elements.Length; i++)
        {
            string kind = elements[i].Spec.Kind;
            if (!Catalogue.All.ContainsKey(kind))
                problems.Add(new(new(ProblemKinds.UnknownElement, i, null, [kind]), elements[i].Locations.Attribute));
        }
        problems.AddRange(RepeatBrackets.Check(elements));
        return new(elements, [.. problems]);
    }

    /// <summary>An attribute's argument, by its property's name.</summary>
    public static ArgumentValue? Argument(AttributeData attribute, string name) =>
        Arguments(attribute).FirstOrDefault(a => a.Name == name)?.Value;

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

    private static bool IsComplete(AttributeData attribute) => attribute.AttributeConstructor is not null
        && attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(a => a.Value)).All(IsComplete);

    private static bool IsComplete(TypedConstant constant) =>
        constant.Kind != TypedConstantKind.Error
        && (constant.Kind != TypedConstantKind.Array || (!constant.IsNull && constant.Values.All(IsComplete)));

    private static ReadElement Element(AttributeData data, AttributeSyntax syntax)
    {
        string kind = data.AttributeClass!.Name;
        if (kind.EndsWith(Suffix, StringComparison.Ordinal))
            kind = kind.Substring(0, kind.Length - Suffix.Length);
        ImmutableArray<Argument> arguments = [.. Arguments(data)];
        string? from = arguments.FirstOrDefault(a => a.Name == "From")?.Value.Text;
        ElementSpec spec = new(
            kind,
            arguments.FirstOrDefault(a => a.Name == "Name")?.Value.Text,
            (from ?? "").Split(',').Select(f => f.Trim()).Where(f => f.Length > 0).ToEquatableArray(),
            arguments.Where(a => a.Name is not ("Name" or "From")).ToEquatableArray());
        return new(spec, new(Locations.Of(syntax), ArgumentLocations(data, syntax).ToEquatableArray()), data);
    }

    private static IEnumerable<Argument> Arguments(AttributeData data)
    {
        ImmutableArray<IParameterSymbol> parameters = data.AttributeConstructor?.Parameters ?? [];
        var positional = parameters.Zip(data.ConstructorArguments, (p, value) => (Name: Format.Pascal(p.Name), Value: Value(value)));
        var named = data.NamedArguments.Select(a => (Name: a.Key, Value: Value(a.Value)));
        return positional.Concat(named).Where(a => a.Value is not null).Select(a => new Argument(a.Name, a.Value!));
    }

    private static ArgumentValue? Value(TypedConstant constant) => constant switch
    {
        { IsNull: true } => null,
        { Kind: TypedConstantKind.Array } => string.Join(", ", constant.Values.Select(v => Value(v)?.ToString())),
        { Kind: TypedConstantKind.Enum } => EnumMember(constant),
        { Value: bool flag } => flag,
        { Value: string text } => text,
        { Value: double number } => Decimals.Of(number),
        { Value: float number } => Decimals.Of(number),
        { Value: IConvertible number } => number.ToDouble(CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string EnumMember(TypedConstant constant) => constant.Type!.GetMembers().OfType<IFieldSymbol>()
        .FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, constant.Value))?.Name ?? constant.Value!.ToString();

    private static IEnumerable<NamedLocation> ArgumentLocations(AttributeData data, AttributeSyntax syntax)
    {
        SeparatedSyntaxList<AttributeArgumentSyntax> written = syntax.ArgumentList?.Arguments ?? [];
        foreach (AttributeArgumentSyntax argument in written)
        {
            if ((argument.NameEquals?.Name ?? argument.NameColon?.Name)?.Identifier.ValueText is { } name)
                yield return new(Format.Pascal(name), Locations.Of(argument.Expression));
        }
        AttributeArgumentSyntax[] positional = [.. written.Where(a => a.NameEquals is null && a.NameColon is null)];
        ImmutableArray<IParameterSymbol> parameters = data.AttributeConstructor!.Parameters;
        for (int i = 0; i < Math.Min(parameters.Length, positional.Length); i++)
        {
            AttributeArgumentSyntax last = parameters[i].IsParams ? positional[positional.Length - 1] : positional[i];
            yield return new(Format.Pascal(parameters[i].Name), Locations.Of(positional[i].Expression, last.Expression));
        }
    }
}

/// <summary>What the attributes say.</summary>
internal sealed record ReadElements(ImmutableArray<ReadElement> Elements, ImmutableArray<LocatedProblem> Problems);

/// <summary>What one attribute says, and where. Lives while its class is read, for it holds the attribute.</summary>
internal sealed record ReadElement(ElementSpec Spec, ElementLocations Locations, AttributeData Attribute);

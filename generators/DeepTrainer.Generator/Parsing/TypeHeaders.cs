using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DeepTrainer.Generator.Parsing;

/// <summary>Types as the generated part repeats them.</summary>
internal static class TypeHeaders
{
    /// <summary>The types that the type is nested in, outermost first.</summary>
    public static IEnumerable<INamedTypeSymbol> OuterTypes(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? OuterTypes(outer).Append(outer) : [];

    /// <summary>"public static partial class Nets&lt;T,U&gt;".</summary>
    public static IEnumerable<string> Containing(INamedTypeSymbol type) =>
        OuterTypes(type).Select(t => $"{Modifiers(t)} partial {Keyword(t)} {CSharp.Identifier(t.Name)}{TypeParameters(t)}");

    /// <summary>"public sealed".</summary>
    public static string Modifiers(INamedTypeSymbol type)
    {
        string accessibility = SyntaxFacts.GetText(type.DeclaredAccessibility);
        return type.TypeKind != TypeKind.Class ? accessibility
            : type.IsStatic ? accessibility + " static"
            : type.IsSealed ? accessibility + " sealed"
            : type.IsAbstract ? accessibility + " abstract"
            : accessibility;
    }

    /// <summary>"&lt;T,U&gt;", or nothing.</summary>
    public static string TypeParameters(INamedTypeSymbol type) =>
        type.Arity == 0 ? "" : $"<{string.Join(",", type.TypeParameters.Select(p => CSharp.Identifier(p.Name)))}>";

    /// <summary>"class", "record struct".</summary>
    public static string Keyword(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => "interface",
        { TypeKind: TypeKind.Struct, IsRecord: true } => "record struct",
        { TypeKind: TypeKind.Struct } => "struct",
        { IsRecord: true } => "record",
        _ => "class",
    };
}

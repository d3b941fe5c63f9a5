using DeepTrainer.Compiler.Rendering;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Parsing;

/// <summary>Class → what keeps the generator from adding a part to it.</summary>
internal static class ClassCheck
{
    /// <summary>What the generated code is written in.</summary>
    private const LanguageVersion Language = LanguageVersion.CSharp12;

    public static IEnumerable<Problem> Run(INamedTypeSymbol type, Compilation compilation, string attribute = "Network")
    {
        if (compilation is CSharpCompilation { LanguageVersion: < Language and var version })
            yield return Of(ProblemKinds.OldLanguage, type.Name, Language.ToDisplayString(), version.ToDisplayString());
        if (!IsPartial(type))
            yield return Of(ProblemKinds.NotPartial, type.Name, attribute);
        foreach (INamedTypeSymbol outer in TypeHeaders.OuterTypes(type).Where(t => !IsPartial(t)))
            yield return Of(ProblemKinds.ContainingTypeNotPartial, type.Name, outer.Name);
        if (Nest(type).Any(t => t.Arity > 0))
            yield return Of(ProblemKinds.Generic, type.Name);
        if (!IsPlain(type))
            yield return Of(ProblemKinds.NotAPlainClass, type.Name);
        foreach (ISymbol member in type.GetMembers().Where(IsRequired))
            yield return Of(ProblemKinds.RequiredMember, type.Name, member.Name);
        if (compilation.Options is CSharpCompilationOptions { AllowUnsafe: false })
            yield return Of(ProblemKinds.UnsafeNotAllowed, type.Name);
    }

    /// <summary>Whether, for all these mistakes, a part can be added to the class.</summary>
    public static bool AllowsPart(INamedTypeSymbol type, IEnumerable<Problem> problems) => !IsFileLocal(type) && problems.All(p =>
        p.Kind == ProblemKinds.RequiredMember || p.Kind == ProblemKinds.UnsafeNotAllowed || p.Kind == ProblemKinds.NotAPlainClass || p.Kind == ProblemKinds.Generic);

    /// <summary>What kind of class it is.</summary>
    public static StubForm FormOf(INamedTypeSymbol type) => new(
        TypeHeaders.Keyword(type), TypeHeaders.TypeParameters(type), type.IsStatic, !type.IsStatic && HasSimpleBase(type),
        type.GetMembers().Any(IsRequired));

    private static Problem Of(ProblemKind kind, params string[] values) => new(kind, Problem.TheClass, null, values.ToEquatableArray());

    private static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences
        .All(r => r.GetSyntax() is TypeDeclarationSyntax t && t.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static IEnumerable<INamedTypeSymbol> Nest(INamedTypeSymbol type) => TypeHeaders.OuterTypes(type).Append(type);

    private static bool IsRequired(ISymbol member) => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true };

    // Another file's part would be another class.
    private static bool IsFileLocal(INamedTypeSymbol type) => Nest(type).Any(t => t.IsFileLocal);

    // Whether a constructor may leave out which of the base's it calls.
    private static bool HasSimpleBase(INamedTypeSymbol type) => type.BaseType is not { } @base
        || @base.InstanceConstructors.Any(c => c.DeclaredAccessibility != Accessibility.Private && c.Parameters.All(p => p.IsOptional || p.IsParams));

    private static bool IsPlain(INamedTypeSymbol type) => type is { IsRecord: false, IsStatic: false, IsAbstract: false } && !IsFileLocal(type)
        && type.BaseType is null or { SpecialType: SpecialType.System_Object } && type.InstanceConstructors.All(c => c.IsImplicitlyDeclared);
}

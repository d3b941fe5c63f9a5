using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Parsing;

/// <summary>Class → what keeps the generator from adding a part to it.</summary>
internal static class ClassCheck
{
    /// <summary>What the generated code is written in.</summary>
    private const LanguageVersion Language = LanguageVersion.CSharp12;

    public static IEnumerable<Problem> Run(INamedTypeSymbol type, Compilation compilation)
    {
        if (compilation is CSharpCompilation { LanguageVersion: < Language and var version })
            yield return Of(ProblemKinds.OldLanguage, type.Name, Language.ToDisplayString(), version.ToDisplayString());
        if (!IsPartial(type))
            yield return Of(ProblemKinds.NotPartial, type.Name);
        foreach (INamedTypeSymbol outer in TypeHeaders.OuterTypes(type).Where(t => !IsPartial(t)))
            yield return Of(ProblemKinds.ContainingTypeNotPartial, type.Name, outer.Name);
        if (TypeHeaders.OuterTypes(type).Append(type).Any(t => t.Arity > 0))
            yield return Of(ProblemKinds.Generic, type.Name);
        if (!IsPlain(type))
            yield return Of(ProblemKinds.NotAPlainClass, type.Name);
        foreach (ISymbol member in type.GetMembers().Where(m => m is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }))
            yield return Of(ProblemKinds.RequiredMember, type.Name, member.Name);
        if (compilation.Options is CSharpCompilationOptions { AllowUnsafe: false })
            yield return Of(ProblemKinds.UnsafeNotAllowed, type.Name);
    }

    /// <summary>Whether, for all these mistakes, a part can be added to the class.</summary>
    public static bool AllowsPart(INamedTypeSymbol type, IEnumerable<Problem> problems) => problems.All(p =>
        p.Kind == ProblemKinds.RequiredMember || p.Kind == ProblemKinds.UnsafeNotAllowed || (p.Kind == ProblemKinds.NotAPlainClass && IsOrdinary(type)));

    private static Problem Of(ProblemKind kind, params string[] values) => new(kind, Problem.TheClass, null, values.ToEquatableArray());

    private static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences
        .All(r => r.GetSyntax() is TypeDeclarationSyntax t && t.Modifiers.Any(SyntaxKind.PartialKeyword));

    // Another part of it is a class with members, which may have constructors.
    private static bool IsOrdinary(INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Class, IsRecord: false, IsStatic: false, IsFileLocal: false } && type.BaseType is null or { SpecialType: SpecialType.System_Object };

    private static bool IsPlain(INamedTypeSymbol type) => IsOrdinary(type) && !type.IsAbstract && type.InstanceConstructors.All(c => c.IsImplicitlyDeclared);
}

using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Tests;

/// <summary>What generated code is to the tools around it: coverage, documentation, hot reload.</summary>
public partial class GeneratedCodeTests
{
    private const string Nested = """
        public partial class Outer
        {
            [Network, Input(6, 4, Time = 0), Lstm(300), Dropout(0.1), Dense(3), CrossEntropy(Axis = -1), Adam(LearningRate = 0.01)]
            public partial class Net
            {
                public float Mine(float x) => x;
            }
        }
        """;

    public static TheoryData<string> Sources => [Networks.Perceptron, Networks.Heads, Nested, "[Network, Input(4), Dense(2)] public partial class Net;"];

    [Theory]
    [MemberData(nameof(Sources))]
    public void WhateverCanRun_IsMarkedAsGenerated_AndNothingElseInTheUsersClassIs(string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);
        MemberDeclarationSyntax[] members = [.. run.Files.SelectMany(f => f.SyntaxTree.GetRoot(TestContext.Current.CancellationToken)
            .DescendantNodes()).OfType<MemberDeclarationSyntax>()
            .Where(m => m is BaseMethodDeclarationSyntax or PropertyDeclarationSyntax)];

        Assert.NotEmpty(members);
        Assert.Empty(members.Where(m => !m.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().Any(IsMarked)).Select(m => m.ToString()));
        foreach (ClassDeclarationSyntax type in run.Files.SelectMany(f => f.SyntaxTree.GetRoot(TestContext.Current.CancellationToken)
            .DescendantNodes()).OfType<ClassDeclarationSyntax>())
            Assert.Equal(type.Modifiers.Any(SyntaxKind.InternalKeyword) && type.Modifiers.Any(SyntaxKind.StaticKeyword), IsMarked(type));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void TheUsersClass_GetsNoInitializerThatChangesWithItsLayers(string source)
    {
        SyntaxNode[] roots = [.. GeneratorRun.Of(source).Files.Where(f => !f.HintName.Contains(".Vector", StringComparison.Ordinal)
            && !f.HintName.EndsWith(".Description.g.cs", StringComparison.Ordinal))
            .Select(f => f.SyntaxTree.GetRoot(TestContext.Current.CancellationToken))];

        Assert.NotEmpty(roots);
        Assert.Empty(roots.SelectMany(r => r.DescendantNodes()).OfType<PropertyDeclarationSyntax>().Where(p => p.Initializer is not null).Select(p => p.ToString()));
        Assert.Empty(roots.SelectMany(r => r.DescendantNodes()).OfType<FieldDeclarationSyntax>()
            .Where(f => f.Declaration.Variables.Any(v => v.Initializer is { } i && !Described().IsMatch(i.Value.ToString())))
            .Select(f => f.ToString()));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void KernelsHaveComments_ButNoDocumentation(string source)
    {
        string[] kernels = [.. GeneratorRun.Of(source).Files.Where(f => f.HintName.Contains(".Vector", StringComparison.Ordinal)).Select(f => f.SourceText.ToString())];

        Assert.NotEmpty(kernels);
        Assert.All(kernels, k => Assert.DoesNotContain("///", k, StringComparison.Ordinal));
        Assert.All(kernels, k => Assert.Contains("// Lanes over", k, StringComparison.Ordinal));
    }

    [Fact]
    public void ANetworksPublicMembers_AreDocumented()
    {
        GeneratorRun run = GeneratorRun.Of(Nested);
        INamedTypeSymbol type = run.Output.GetTypeByMetadataName("Outer+Net")!;

        Assert.Empty(type.GetMembers().Where(m => m is { DeclaredAccessibility: Accessibility.Public, IsImplicitlyDeclared: false }
            and not IMethodSymbol { MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet }
            && m.Name != "Mine" && !m.DeclaringSyntaxReferences[0].GetSyntax(TestContext.Current.CancellationToken)
                .FirstAncestorOrSelf<MemberDeclarationSyntax>()!.GetLeadingTrivia().ToFullString().Contains("///", StringComparison.Ordinal))
            .Select(m => m.Name));
    }

    // Of a class of its own tools are told who wrote it as well.
    private static bool IsMarked(MemberDeclarationSyntax member)
    {
        string attributes = member.AttributeLists.ToString();
        return attributes.Contains("ExcludeFromCodeCoverage", StringComparison.Ordinal)
            && (member is not ClassDeclarationSyntax || attributes.Contains("GeneratedCode(\"DeepTrainer.Generator\", \"", StringComparison.Ordinal));
    }

    // A constant of the description, by alias or in full.
    [System.Text.RegularExpressions.GeneratedRegex(@"^(kernels::|global::DeepTrainer\.Generated\.[\w.]+\.Kernels\.)Description\.\w+$")]
    private static partial System.Text.RegularExpressions.Regex Described();
}

using System.Collections.Immutable;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Compiler.Spec;
using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DeepTrainer.Generator.Tests;

/// <summary>Generated code means the library's types and .NET's, whatever names the user's code has and wherever it has them.</summary>
public class NameTests
{
    // Together they have all that is emitted: threads, dropout, borders, functions, a stream's state, classes and values, rows of a table, and a
    // network so small that it has nothing of that.
    private const string Networks = """
        [deep::Network]
        [deep::Input(1, 8, 8), deep::Conv2D(4, 3, Padding = 1), deep::Activation(nameof(Wave)), deep::MaxPool2D(2)]
        [deep::Flatten, deep::Dense(256), deep::BatchNorm, deep::Gelu, deep::Dropout(0.25), deep::Dense(10)]
        [deep::CrossEntropy, deep::Adam]
        public sealed partial class Images
        {
            private static float Wave(float x) => x + global::System.MathF.Sin(x);
        }

        [deep::Network]
        [deep::Input(6, Time = 0), deep::Embedding(20, 4, PaddingIndex = 0), deep::PositionalEmbedding]
        [deep::Gru(3, Name = "memory"), deep::Dense(4, Name = "kind"), deep::Dense(3, From = "memory", Name = "place")]
        [deep::CrossEntropy(From = "kind", Axis = -1), deep::SmoothL1(From = "place")]
        [deep::UpdateRule(nameof(Descend))]
        public sealed partial class Texts
        {
            private static void Descend(ref float w, float g, float lr) => w -= lr * g;
        }

        [deep::Network]
        [deep::Input(4), deep::Dense(3)]
        public sealed partial class Tiny;
        """;

    // What C# itself takes for something else where there is no type of the name, and what kernels import.
    private static readonly string[] Contextual = ["nint", "nuint", "var", "dynamic", "value", "when", "Span", "MathF", "Vector512", "IntPtr", "Object", "Runtime"];

    // The words of what is emitted, and the types that might be; but for those that C# warns of itself if a type is called so.
    private static readonly Lazy<ImmutableArray<string>> Names = new(() =>
    [
        .. Run().Files.SelectMany(f => f.SyntaxTree.GetRoot().DescendantTokens()).Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Select(t => t.ValueText)
            .Concat(typeof(NetworkAttribute).Assembly.GetExportedTypes()
                .Where(t => t is { IsGenericType: false, Namespace: "DeepTrainer" or "DeepTrainer.Runtime" }).Select(t => t.Name))
            .Concat(Contextual).Except(["nameof", "Images", "Texts", "Tiny"]).Order(StringComparer.Ordinal),
    ]);

    // A type beside the namespace System would be everyone's problem.
    private static IEnumerable<string> GlobalNames => Names.Value.Except(["System", "DeepTrainer"]);

    [Fact]
    public void TypesOfTheUsers_DontHideThoseOfGeneratedCode()
    {
        AssertCompiles(Run("namespace Users.Own;", "", $"namespace Users.Own; {Classes(Names.Value)}", $"namespace Users; {Classes(Names.Value)}"));
        AssertCompiles(Run("", "", Classes(GlobalNames)));
    }

    [Fact]
    public void TypesAroundTheNetwork_DontHideThoseOfGeneratedCode() =>
        AssertCompiles(Run("public partial class Outer {", "}", $"public partial class Outer {{ {Classes(Names.Value)} }}"));

    [Fact]
    public void TypesInTheNetwork_DontHideThoseOfGeneratedCode()
    {
        GeneratorRun run = Run();
        AssertCompiles(Run("", "",
        [
            .. new[] { "Images", "Texts", "Tiny" }.Select(network =>
                $"partial class {network} {{ {Classes(Names.Value.Except(Members(run, network)))} }}"),
        ]));
    }

    [Fact]
    public void NetworksInTheNetwork_DontHideTypesOfGeneratedCode() =>
        AssertCompiles(
            Run("", "", string.Concat(new[] { "Math", "V", "Lanes" }.Select(n => $"partial class Images {{ [Network, Input(2), Dense(1)] public partial class {n}; }}\n"))));

    [Fact]
    public void NamespacesOfTheUsers_DontHideTypesOfGeneratedCode() =>
        AssertCompiles(Run("namespace Users.Own;", "", string.Concat(Names.Value.Select(n => $"namespace Users.Own.{n} {{ class Any; }}\n"))));

    [Fact]
    public void AliasesOfTheUsers_DontHideTypesOfGeneratedCode() =>
        AssertCompiles(Run("namespace Users.Own;", "", string.Concat(Names.Value.Select(n => $"global using {n} = global::System.Text.StringBuilder;\n"))));

    [Fact]
    public void AliasesOfTheUsers_DontCollideWithThoseOfGeneratedCode_WhereThereIsNoNamespace() =>
        AssertCompiles(Run("", "", string.Concat(GlobalNames.Concat(ClassNames.All).Distinct().Select(n => $"global using {n} = global::System.Text.StringBuilder;\n"))));

    [Fact]
    public void TypesOfTheUsers_MayHaveTheNamesOfAliases()
    {
        AssertCompiles(Run("namespace Users.Own;", "", $"namespace Users.Own; {Classes(ClassNames.All)}"));
        AssertCompiles(Run("", "", Classes(ClassNames.All)));
    }

    [Theory]
    [InlineData("System")]
    [InlineData("Users.System.DeepTrainer.Runtime")]
    [InlineData("Users.DeepTrainer.Generated.Kernels")]
    [InlineData("DeepTrainer.Runtime.System")]
    [InlineData("nint.@var.@dynamic")]
    [InlineData("Users.V.Lanes.MathF.Span")]
    public void TheNetworksNamespace_DoesNotHideTypesOfGeneratedCode(string name) => AssertCompiles(Run($"namespace {name};", ""));

    // What is private is reserved, too: DT0005 is told where a user has the name.
    [Fact]
    public void EveryGeneratedMember_IsOneThatIsReserved()
    {
        GeneratorRun run = Run();
        foreach (string network in new[] { "Images", "Texts", "Tiny" })
        {
            INamedTypeSymbol type = run.Output.GetTypeByMetadataName(network)!;
            string[] generated = [.. type.GetMembers().Where(m => m is { IsImplicitlyDeclared: false, CanBeReferencedByName: true }
                && m.Locations.Any(l => l.SourceTree!.FilePath.EndsWith(".g.cs", StringComparison.Ordinal))).Select(m => m.Name)];
            string[] own = [.. type.GetMembers().OfType<IPropertySymbol>().Where(p => p.Type.Name == "Parameter").Select(p => p.Name),
                .. type.GetMembers().OfType<IFieldSymbol>().Where(f => f is { IsConst: true, DeclaredAccessibility: Accessibility.Public }).Select(f => f.Name)];
            Assert.NotEmpty(generated);
            Assert.Empty(generated.Except([.. ReservedMembers.Fixed, .. ReservedMembers.Streaming, .. own]));
        }
    }

    [Fact]
    public void AProgramsLocalFunctions_DontHideTypesOfGeneratedCode() =>
        AssertCompiles(Run("", "", string.Concat(Names.Value.Select(n => $"void {n}() {{ }}\n"))), OutputKind.ConsoleApplication);

    private static GeneratorRun Run(string before = "", string after = "", params string[] others) =>
        GeneratorRun.Of([$"using deep = global::DeepTrainer;\n{before}\n{Networks}\n{after}", .. others]);

    private static IEnumerable<string> Members(GeneratorRun run, string network) =>
        run.Output.GetTypeByMetadataName(network)!.GetMembers().Select(m => m.Name).Concat(ReservedMembers.Fixed).Concat(ReservedMembers.Streaming);

    private static string Classes(IEnumerable<string> names) => string.Concat(names.Select(n => $"public class {n};\n"));

    private static void AssertCompiles(GeneratorRun run, OutputKind kind = OutputKind.DynamicallyLinkedLibrary)
    {
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Output.WithOptions(run.Output.Options.WithOutputKind(kind)).GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(d => d.Severity == DiagnosticSeverity.Error));
    }
}

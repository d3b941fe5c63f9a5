using Microsoft.CodeAnalysis.CSharp;

namespace DeepTrainer.Compiler.Tests.Architecture;

/// <summary>The compiler's namespaces are layers: each uses those below it, and none of those above.</summary>
public class NamespaceTests
{
    // A node holds its primitive; a primitive's adjoint makes nodes, by the builder that has a method for each primitive.
    private static readonly string[] Together = ["Graphs, Primitives"];

    [Fact]
    public void NamespacesOfTheCompiler_DoNotUseEachOther()
    {
        NamespaceGraph graph = NamespaceGraph.Of(Sources.Compilation, "DeepTrainer.Compiler", Sources.NameOf);
        IReadOnlyList<string> cycles = graph.Cycles();

        Assert.True(cycles.All(Together.Contains), string.Join("\n", cycles.Except(Together).Select(graph.Describe)));
        // An exception that outlives its reason would let new code in.
        Assert.Equal(Together, cycles);
    }

    [Fact]
    public void ACycle_IsToldWithItsThinnestTieFirst()
    {
        NamespaceGraph graph = Of(
            "namespace N.Low; class Text { }",
            "namespace N.Middle; class Plan { Low.Text a = new Low.Text(); High.Page b; }",
            "namespace N.High; class Page { Low.Text a; Middle.Plan b; Middle.Plan c; }");

        Assert.Equal(["High, Middle"], graph.Cycles());
        Assert.Equal(
            """
            These namespaces of N use each other: High, Middle.
              Middle uses High in 1 places:
                1.cs:1: Page
              High uses Middle in 2 places:
                2.cs:1: Plan
                2.cs:1: Plan
            """, graph.Describe("High, Middle"), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void ACycleByWayOfOthers_IsOne() => Assert.Equal(["A, B, C"], Of(
        "namespace N.A; class X { B.Y y; }", "namespace N.B; class Y { C.Z z; }", "namespace N.C; class Z { A.X x; }").Cycles());

    [Fact]
    public void NamespacesThatUseThoseBelow_AreNone() => Assert.Empty(Of(
        "namespace N; class X { A.Y y; B.Z z; }", "namespace N.A; class Y { B.Z z; }", "namespace N.B; class Z { }").Cycles());

    private static NamespaceGraph Of(params string[] sources) => NamespaceGraph.Of(
        CSharpCompilation.Create("N", sources.Select((s, i) => CSharpSyntaxTree.ParseText(s, path: $"{i}.cs"))), "N", t => t.FilePath);
}

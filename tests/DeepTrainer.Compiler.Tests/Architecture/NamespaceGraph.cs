using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Compiler.Tests.Architecture;

/// <summary>Which namespaces below one use which others, and where.</summary>
internal sealed class NamespaceGraph
{
    private readonly string root;
    private readonly ILookup<(string From, string To), Tie> ties;

    private NamespaceGraph(string root, IEnumerable<Tie> ties)
    {
        this.root = root;
        this.ties = ties.ToLookup(t => (t.From, t.To));
    }

    /// <summary>A name in one namespace for something in another one.</summary>
    /// <param name="From">Where the name stands.</param>
    /// <param name="To">What it refers to.</param>
    /// <param name="Type">The type that it is, or that it is a member of.</param>
    /// <param name="Place">File and line.</param>
    private sealed record Tie(string From, string To, string Type, string Place);

    /// <summary>The graph of a compilation's sources.</summary>
    /// <param name="compilation">The sources, bound.</param>
    /// <param name="root">The namespace that all of them are below.</param>
    /// <param name="nameOf">What a file is called in messages.</param>
    public static NamespaceGraph Of(Compilation compilation, string root, Func<SyntaxTree, string> nameOf) =>
        new(root, compilation.SyntaxTrees.SelectMany(tree => TiesIn(tree, compilation.GetSemanticModel(tree), root, nameOf(tree))));

    /// <summary>Namespaces that use each other, directly or by way of others; each as one text, in alphabetical order: "Graphs, Primitives".</summary>
    public IReadOnlyList<string> Cycles()
    {
        string[] namespaces = [.. ties.SelectMany(t => new[] { t.Key.From, t.Key.To }).Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, HashSet<string>> used = namespaces.ToDictionary(n => n, UsedBy);
        return
        [
            .. namespaces.Select(n => string.Join(", ", namespaces.Where(o => used[n].Contains(o) && used[o].Contains(n))))
                .Where(c => c.Length > 0).Distinct(),
        ];
    }

    /// <summary>The ties within a cycle, those that are the easiest to cut first, with some of the places.</summary>
    public string Describe(string cycle)
    {
        string[] together = cycle.Split(", ");
        IEnumerable<string> lines = ties.Where(t => together.Contains(t.Key.From) && together.Contains(t.Key.To)).OrderBy(t => t.Count())
            .Select(t => $"  {t.Key.From} uses {t.Key.To} in {t.Count()} places:\n" + string.Join("\n", t.Take(5).Select(p => $"    {p.Place}: {p.Type}")));
        return $"These namespaces of {root} use each other: {cycle}.\n" + string.Join("\n", lines);
    }

    private HashSet<string> UsedBy(string name)
    {
        HashSet<string> used = [];
        Stack<string> next = new([name]);
        while (next.TryPop(out string? from))
        {
            foreach (string to in ties.Where(t => t.Key.From == from).Select(t => t.Key.To).Where(used.Add))
                next.Push(to);
        }
        return used;
    }

    private static IEnumerable<Tie> TiesIn(SyntaxTree tree, SemanticModel model, string root, string file)
    {
        SyntaxNode top = tree.GetRoot();
        if (top.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault() is not { } declared || Below(root, declared.Name.ToString()) is not { } from)
            yield break;
        foreach (SimpleNameSyntax name in declared.Members.SelectMany(m => m.DescendantNodes()).OfType<SimpleNameSyntax>())
        {
            ISymbol? symbol = model.GetSymbolInfo(name).Symbol;
            INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? (symbol is IMethodSymbol or IPropertySymbol or IFieldSymbol ? symbol.ContainingType : null);
            if (type is not null && Below(root, type.ContainingNamespace.ToDisplayString()) is { } to && to != from)
                yield return new(from, to, type.Name, $"{file}:{tree.GetLineSpan(name.Span).StartLinePosition.Line + 1}");
        }
    }

    // "A.B.C" is "B.C" below "A", and "A" itself goes by its name.
    private static string? Below(string root, string name) =>
        name == root ? root : name.StartsWith(root + ".", StringComparison.Ordinal) ? name[(root.Length + 1)..] : null;
}

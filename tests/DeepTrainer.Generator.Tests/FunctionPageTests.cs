using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DeepTrainer.Compiler.Language.Library;
using DeepTrainer.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Tests;

/// <summary>The page of functions of tensors, made from their documentation.</summary>
public partial class FunctionPageTests
{
    private static readonly (string File, string Title)[] Parts =
    [
        ("Tensor.cs", "Methods and operators of Tensor"),
        ("Functional.Elementwise.cs", "Element by element"),
        ("Functional.Reductions.cs", "Along axes, and products"),
        ("Functional.Shaping.cs", "Shapes and indices"),
        ("Functional.Numbers.cs", "Of single numbers"),
        ("Functional.Sources.cs", "Weights, constants, random numbers, gradients"),
    ];

    [Fact]
    public void ThePageOfFunctions_IsWhatTheSourcesSay() => Assert.True(
        Snapshot.Matches(Path.Combine(Root(), "docs", "functions.md"), Page()), "docs/functions.md is out of date; run the tests with DEEPTRAINER_ACCEPT=1 to rewrite it.");

    [Fact]
    public void EveryFunctionOfTheLibrary_IsOnThePage()
    {
        string page = Page();
        Assert.DoesNotContain(TensorLibrary.Names, n => n is not ("Slice" or "Layer") && !n.StartsWith("op_", StringComparison.Ordinal) && !Regex.IsMatch(page, $@"\b{n}\b"));
    }

    private static string Page()
    {
        StringBuilder page = new("""
            # Functions of tensors

            What methods that `[Layer]`, `[Loss]`, `[UpdateRule]` and `[Recurrent]` name can call, with `using static DeepTrainer.Functional;`. Made from the
            documentation of `Tensor` and `Functional`; [own.md](own.md) tells how they are used. All built-in layers of [layers.md](layers.md) are functions,
            too: `Conv2D(x, 16, [3], padding: 1, name: "conv")`, with the attribute's arguments and options, in lower case.

            """.ReplaceLineEndings("\n"));
        foreach ((string file, string title) in Parts)
        {
            page.Append($"\n## {title}\n\n| | |\n|---|---|\n");
            SyntaxNode root = CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Root(), "src", "DeepTrainer", "Tensors", file)))
                .GetRoot(TestContext.Current.CancellationToken);
            foreach (MemberDeclarationSyntax member in root.DescendantNodes().OfType<MemberDeclarationSyntax>()
                .Where(m => m.Modifiers.Any(SyntaxKind.PublicKeyword) && m.AttributeLists.Count == 0))
            {
                if (SignatureOf(member) is { } signature && SummaryOf(member) is { } summary)
                    page.Append($"| `{Escaped(signature)}` | {Escaped(summary)} |\n");
            }
        }
        return page.ToString();
    }

    private static string Escaped(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string? SignatureOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => $"{method.Identifier}({string.Join(", ", method.ParameterList.Parameters.Select(p => p.ToString()))})",
        PropertyDeclarationSyntax property => property.Identifier.ToString(),
        IndexerDeclarationSyntax indexer => $"x[{indexer.ParameterList.Parameters}]",
        OperatorDeclarationSyntax op => op.ParameterList.Parameters.Count == 1 ? $"{op.OperatorToken}x" : $"a {op.OperatorToken} b",
        _ => null,
    };

    // An overload that inherits its documentation is told with the other one.
    private static string? SummaryOf(MemberDeclarationSyntax member)
    {
        string comment = string.Concat(member.GetLeadingTrivia().ToFullString().Split('\n').Select(l => l.Trim())
            .Where(l => l.StartsWith("///", StringComparison.Ordinal)).Select(l => l[3..] + "\n"));
        XElement? summary = XElement.Parse($"<doc>{comment}</doc>").Element("summary");
        if (summary is null)
            return null;
        foreach (XElement reference in summary.Descendants().ToArray())
            reference.ReplaceWith($"`{reference.Attribute("cref")?.Value ?? reference.Value}`");
        return Space().Replace(summary.Value, " ").Trim();
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}

using DeepTrainer.Generator.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace DeepTrainer.Generator.Parsing;

/// <summary>Roslyn's locations ↔ plain ones.</summary>
internal static class Locations
{
    public static LocationInfo Of(SyntaxNode node) => Of(node.GetLocation());

    public static LocationInfo Of(SyntaxToken token) => Of(token.GetLocation());

    public static LocationInfo Of(SyntaxNode first, SyntaxNode last) =>
        Of(Location.Create(first.SyntaxTree, TextSpan.FromBounds(first.SpanStart, last.Span.End)));

    public static LocationInfo Of(Location location)
    {
        FileLinePositionSpan lines = location.GetLineSpan();
        return new(
            lines.Path, location.SourceSpan.Start, location.SourceSpan.Length,
            lines.StartLinePosition.Line, lines.StartLinePosition.Character, lines.EndLinePosition.Line, lines.EndLinePosition.Character);
    }

    /// <summary>The place in the compilation's own syntax tree, or outside of any if there is no such tree.</summary>
    public static Location In(this LocationInfo info, Compilation compilation)
    {
        TextSpan span = new(info.Start, info.Length);
        LinePositionSpan lines = new(new(info.StartLine, info.StartColumn), new(info.EndLine, info.EndColumn));
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            if (tree.FilePath == info.Path && tree.Length >= span.End && tree.GetLineSpan(span).Span == lines)
                return Location.Create(tree, span);
        }
        return Location.Create(info.Path, span, lines);
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace DeepTrainer.Compiler.Tests.Architecture;

/// <summary>Lines of C# are no longer than .editorconfig says. Those of texts that span lines may be: there they are content.</summary>
public class LineLengthTests
{
    private static readonly string[] Folders = ["benchmarks", "generators", "samples", "src", "templates", "tests"];

    private static int Limit { get; } = int.Parse(
        Regex.Match(File.ReadAllText(Path.Combine(Sources.Root(), ".editorconfig")), @"\[\*\.cs\][^[]*?max_line_length = (\d+)").Groups[1].Value,
        CultureInfo.InvariantCulture);

    [Fact]
    public void NoLine_IsLongerThanTheLimit()
    {
        string[] tooLong = [.. Files().SelectMany(file => TooLong(File.ReadAllText(file)).Select(line => $"{Path.GetRelativePath(Sources.Root(), file)}:{line}"))];

        Assert.True(tooLong.Length == 0, $"These lines have more than {Limit} characters; wrap them:\n{string.Join("\n", tooLong)}");
    }

    [Fact]
    public void LongCodeAndComments_AreTold_ButNotTextsOfSeveralLines()
    {
        string words = string.Concat(Enumerable.Repeat("word ", Limit));
        Assert.Equal([1, 4], TooLong($"// {words}\nclass A\n{{\n    string a = \"{words}\";\n    string b = \"\"\"\n        {words}\n        \"\"\";\n}}\n"));
    }

    private static IEnumerable<string> Files() => Folders.Select(folder => Path.Combine(Sources.Root(), folder)).Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.EndsWith(".verified.cs", StringComparison.Ordinal)
            && !Path.GetRelativePath(Sources.Root(), file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    // Numbers of lines, from 1.
    private static IEnumerable<int> TooLong(string code)
    {
        if (!code.Split('\n').Any(line => line.Length > Limit))
            return [];
        SyntaxTree tree = CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.Preview));
        SourceText text = tree.GetText();
        SyntaxNode root = tree.GetRoot();
        return text.Lines.Where(line => line.End - line.Start > Limit && !IsWithinText(root.FindToken(line.Start), line.Start)).Select(line => line.LineNumber + 1);
    }

    private static bool IsWithinText(SyntaxToken token, int start) => token.IsKind(SyntaxKind.InterpolatedStringTextToken)
        || (token.SpanStart < start && token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken);
}

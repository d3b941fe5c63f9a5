using System.Runtime.CompilerServices;
using DeepTrainer.Onnx.Operators;

namespace DeepTrainer.Onnx.Tests;

/// <summary>The table of operators in the documentation is that of the code; DEEPTRAINER_ACCEPT=1 rewrites it.</summary>
public sealed class OperatorPageTests
{
    private const string Start = "<!-- operators -->\n", End = "<!-- /operators -->";

    [Theory]
    [InlineData("docs/onnx.md")]
    [InlineData("src/DeepTrainer.Onnx/PACKAGE.md")]
    public void TheTable_IsThatOfTheCode(string page)
    {
        string path = At(page), text = File.ReadAllText(path).ReplaceLineEndings("\n");
        int start = text.IndexOf(Start, StringComparison.Ordinal) + Start.Length, end = text.IndexOf(End, StringComparison.Ordinal);
        string wanted = text[..start] + Table() + text[end..];
        if (wanted != text && Environment.GetEnvironmentVariable("DEEPTRAINER_ACCEPT") == "1")
            File.WriteAllText(path, wanted);
        else
            Assert.Equal(wanted, text);
    }

    [Fact]
    public void ThereAreAtLeast150Operators() => Assert.True(OperatorTable.Families.Sum(f => f.Operators.Count) >= 150);

    private static string Table() => "| | |\n|---|---|\n" + string.Concat(OperatorTable.Families.Select(f =>
        $"| {f.Family} | {string.Join(", ", f.Operators.OrderBy(o => o.Name, StringComparer.Ordinal).Select(Name))} |\n"));

    private static string Name(Operator known) => known.Name + (known.Domain.Length > 0 ? $" ({known.Domain})" : "") + (known.Limits.Length > 0 ? $" [{known.Limits}]" : "");

    /// <summary>A file of the repository.</summary>
    public static string At(string file, [CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", file));
}

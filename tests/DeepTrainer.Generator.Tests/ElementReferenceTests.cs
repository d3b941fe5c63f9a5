using System.Runtime.CompilerServices;
using DeepTrainer.Compiler.Elements;
using DeepTrainer.Generator.Tests.Driver;
using DeepTrainer.Generator.Tests.Reference;

namespace DeepTrainer.Generator.Tests;

public class ElementReferenceTests
{
    private const string Start = "<!-- layers -->\n", End = "<!-- /layers -->";

    private static readonly ElementReference Reference = new(AttributeSource.ReadAll(Path.Combine(Root(), "src", "DeepTrainer")));

    [Fact]
    public void ThePageOfLayers_IsWhatTheCatalogueHas() => Assert.True(
        Snapshot.Matches(Path.Combine(Root(), "docs", "layers.md"), Reference.Page()),
        "docs/layers.md is out of date; run the tests with DEEPTRAINER_ACCEPT=1 to rewrite it.");

    [Fact]
    public void TheReadmesTable_IsWhatTheCatalogueHas()
    {
        string file = Path.Combine(Root(), "README.md"), readme = File.ReadAllText(file).ReplaceLineEndings("\n");
        string[] parts = readme.Split([Start, End], StringSplitOptions.None);
        Assert.True(parts.Length == 3, $"README.md has no place for the table: between {Start.Trim()} and {End}.");
        Assert.True(Snapshot.Matches(file, parts[0] + Start + ElementReference.Table() + End + parts[2]),
            "README.md's table is out of date; run the tests with DEEPTRAINER_ACCEPT=1 to rewrite it.");
    }

    [Fact]
    public void EveryElement_NamesItsEquivalentInPyTorch() =>
        Assert.Empty(Lacking(e => Reference.PyTorchOf(e) is null, "\"PyTorch: nn.X.\", or \"PyTorch: none.\""));

    [Fact]
    public void EveryLayerAndLoss_TellsItsShapes() =>
        Assert.Empty(Lacking(e => ElementReference.HasShapes(e) && Reference.ShapesOf(e) is null, "\"Shapes: x [C, H, W], y [C].\""));

    // Without a formula or an explanation only the name would be left to say what it does.
    [Fact]
    public void EveryElement_SaysWhatItDoes() =>
        Assert.Empty(Lacking(e => Reference.TextOf(e).Length < 10, "a sentence or a formula"));

    private static IEnumerable<string> Lacking(Func<Element, bool> lacks, string what) =>
        ElementReference.Elements.Where(lacks).Select(e => $"{e.Kind}Attribute's documentation lacks {what}");

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}

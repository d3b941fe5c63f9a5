using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Compiler.Tests.Architecture;

/// <summary>
/// An element is a file and a line of the catalogue. Nobody else asks for it, by type or by the text of its kind: what is common is a
/// capability of <see cref="Element"/> or <c>Layer</c>.
/// </summary>
public class ElementTests
{
    private const string Layers = "src/DeepTrainer.Compiler/Layers/", Passes = "src/DeepTrainer.Compiler/Passes/";
    private const string Language = "src/DeepTrainer.Compiler/Language/";
    private const string CatalogueFile = "src/DeepTrainer.Compiler/Catalogue.cs";

    // file → the elements it may name, and why
    private static readonly Dictionary<string, (string[] Elements, string Reason)> Exceptions = new()
    {
        ["generators/DeepTrainer.Generator/Functions/FunctionForm.cs"] =
            (["Activation", "Layer", "Loss", "Recurrent", "UpdateRule"], "the C# form of the user's methods, which the compiler doesn't know"),
        ["src/DeepTrainer.Engine/NetworkDefinitionException.cs"] = (["Layer", "Loss", "UpdateRule"], "the same forms, for its message"),
        ["generators/DeepTrainer.Generator/Functions/MathFunctions.cs"] = (["Max", "Min", "Tanh"], ".NET's Math"),
        ["generators/DeepTrainer.Generator/Functions/ProgramReader.Calls.cs"] = (["Layer"], "the library's function for all layers"),
        ["generators/DeepTrainer.Generator/Functions/ProgramReader.Values.cs"] = (["Slice"], "the library's function for indexers"),
        [Language + "Library/Elementwise.cs"] = (["Maximum", "Minimum", "Sigmoid", "Softplus", "Tanh"], "functions of the library"),
        [Language + "Products.cs"] = (["MatMul"], "a function's name in its message"),
        [Language + "Library/Reductions.cs"] = (["Softmax"], "the same along any axis"),
        [Language + "Programs/HostMath.cs"] = (["Max", "Min", "Sum", "Tanh"], ".NET's Math and LINQ"),
        [Language + "Programs/ProgramInterpreter.Values.cs"] = (["Add", "Concat", "Max", "Min", "Repeat", "Sum"], ".NET's lists and LINQ"),
        [Language + "Library/TensorLibrary.cs"] =
            (["Concat", "Flatten", "Layer", "LogSoftmax", "MatMul", "Max", "Mean", "Min", "Pad", "Permute", "Repeat", "Reshape", "Slice", "Softmax",
                "Squeeze", "Sum", "Transpose", "Unsqueeze", "Weight"], "functions of the library"),
        ["src/DeepTrainer.Compiler/Spec/Format.cs"] = (["Layer"], "what comes before a member's name that would start with a digit"),
        [Layers + "Activation.cs"] = (["Max", "Min"], "options of an activation"),
        [Layers + "FeedForward.cs"] = (["Dense", "Dropout"], "composite: its parts"),
        [Layers + "MultiHeadAttention.cs"] = (["Softmax", "Dropout"], "composite: its parts"),
        [Layers + "TransformerLayer.cs"] = (["FeedForward", "LayerNorm", "MultiHeadAttention", "Dropout"], "composite: its parts"),
        [Layers + "GatedRecurrent.cs"] = (["Activation", "Tanh"], "its options name activations"),
        [Layers + "Recurrent.cs"] = (["Dropout"], "composite: drops values between its layers"),
        [Layers + "Rnn.cs"] = (["Tanh"], "a value of its option"),
        [Layers + "Upsample.cs"] = (["AdaptiveAvgPool"], "both are a product with a matrix along an axis"),
        ["src/DeepTrainer.Compiler/Losses/CrossEntropy.cs"] = (["Softmax"], "the softmax's logarithm is part of it"),
        ["src/DeepTrainer.Compiler/Rendering/KernelMethods.cs"] = (["Sum"], "a method of .NET's vectors"),
        [Passes + "Expand.cs"] = (["Input", "Output", "Repeat"], "what a declaration is made of: the structure"),
        [Passes + "Forward.Streaming.cs"] = (["Input"], "structure"),
        [Passes + "Names.cs"] = (["Input", "Output"], "structure"),
        [Passes + "RepeatedBlocks.cs"] = (["EndRepeat", "Repeat"], "structure"),
        ["generators/DeepTrainer.Generator/Parsing/RepeatBrackets.cs"] = (["EndRepeat", "Repeat"], "structure, as it is written"),
        [Passes + "StructureCheck.cs"] = (["Input", "Output"], "structure"),
    };

    private static readonly Dictionary<string, INamedTypeSymbol> Classes = Catalogue.All.Values.Select(e => e.GetType()).Distinct()
        .ToDictionary(t => t.Name, t => Sources.Compilation.GetTypeByMetadataName(t.FullName!)!);

    [Fact]
    public void EveryElement_IsOneFile() =>
        Assert.Empty(Classes.Values.Where(c => c.DeclaringSyntaxReferences.Length != 1).Select(c => c.Name));

    [Fact]
    public void EveryElement_IsOneLineOfTheCatalogue()
    {
        string[] lines = Sources.Compilation.SyntaxTrees.Single(t => Sources.NameOf(t) == CatalogueFile).GetText(TestContext.Current.CancellationToken).Lines
            .Select(l => l.ToString().Trim()).ToArray();
        string[] listedByFormula = ["Activation", "ElementwiseLoss", "Reducing"];
        Assert.All(Classes.Keys, c => Assert.Single(lines, l => l == $"new {c}()," || l == $"new Layers.{c}(),"
            || (listedByFormula.Contains(c) && l == $".Concat({c}.All)")));
    }

    [Fact]
    public void NobodyElse_AsksForAnElementByItsType() => AssertOnlyExceptions(TypesNamed);

    [Fact]
    public void NobodyElse_AsksForAnElementByItsKind() => AssertOnlyExceptions(KindsNamed);

    // A list that outlives its reasons would let new code in.
    [Fact]
    public void EveryException_IsNeeded()
    {
        HashSet<(string, string)> named = [.. Sources.Compilation.SyntaxTrees.SelectMany(t => TypesNamed(t).Concat(KindsNamed(t)))];

        Assert.All(Exceptions.Values, e => Assert.NotEmpty(e.Reason));
        Assert.All(Exceptions.SelectMany(e => e.Value.Elements.Select(element => (e.Key, element))), e => Assert.Contains(e, named));
    }

    private static void AssertOnlyExceptions(Func<SyntaxTree, IEnumerable<(string File, string Element)>> namedIn)
    {
        string[] others = [.. Sources.Compilation.SyntaxTrees.SelectMany(namedIn)
            .Where(n => !Exceptions.TryGetValue(n.File, out var allowed) || !allowed.Elements.Contains(n.Element)).Select(n => $"{n.File} names {n.Element}")];
        Assert.True(others.Length == 0, string.Join("\n", others));
    }

    private static IEnumerable<(string File, string Element)> TypesNamed(SyntaxTree tree)
    {
        string file = Sources.NameOf(tree);
        SemanticModel model = Sources.Compilation.GetSemanticModel(tree);
        return file == CatalogueFile ? []
            : tree.GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>()
                .Where(n => Classes.TryGetValue(n.Identifier.Text, out INamedTypeSymbol? element)
                    && element.DeclaringSyntaxReferences.All(d => d.SyntaxTree != tree)
                    && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n).Symbol, element))
                .Select(n => (file, n.Identifier.Text)).Distinct();
    }

    private static IEnumerable<(string File, string Element)> KindsNamed(SyntaxTree tree)
    {
        string file = Sources.NameOf(tree);
        return tree.GetRoot().DescendantTokens().Where(t => t.IsKind(SyntaxKind.StringLiteralToken) && !IsOfAnOption(t)).Select(t => t.ValueText).Except(Initializers)
            .Where(text => Catalogue.All.TryGetValue(text, out Element? element)
                && Classes[element.GetType().Name].DeclaringSyntaxReferences.All(d => d.SyntaxTree != tree))
            .Distinct().Select(text => (file, text));
    }

    // A way to fill weights, of which one is called as a layer is.
    private static readonly string[] Initializers = Enum.GetNames<Init>();

    // new Option("Dropout", 0) is the name of an option.
    private static bool IsOfAnOption(SyntaxToken literal) => literal.Parent!.Ancestors().Any(a => a is
        VariableDeclarationSyntax { Type: IdentifierNameSyntax { Identifier.Text: "Option" } }
            or ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.Text: "Option" } });
}

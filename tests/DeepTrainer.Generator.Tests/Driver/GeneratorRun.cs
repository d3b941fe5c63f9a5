using System.Collections.Immutable;
using DeepTrainer.Compiler.Spec;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DeepTrainer.Generator.Tests.Driver;

/// <summary>The generator, run on source text; further runs on changed text go on from what it remembers.</summary>
internal sealed class GeneratorRun
{
    private const string Usings = "global using System; global using DeepTrainer;";

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Append(typeof(NetworkAttribute).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly CSharpCompilation input;
    private readonly GeneratorDriver driver;

    private GeneratorRun(CSharpCompilation input, GeneratorDriver driver)
    {
        this.input = input;
        this.driver = driver.RunGeneratorsAndUpdateCompilation(input, out Compilation output, out ImmutableArray<Diagnostic> diagnostics, TestContext.Current.CancellationToken);
        Output = (CSharpCompilation)output;
        Diagnostics = diagnostics;
        driver = this.driver;
        Result = driver.GetRunResult().Results[0];
        Assert.Null(Result.Exception);
    }

    /// <summary>The user's code and the generated one.</summary>
    public CSharpCompilation Output { get; }

    /// <summary>What the generator told.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    public GeneratorRunResult Result { get; }

    public ImmutableArray<GeneratedSourceResult> Files => Result.GeneratedSources;

    /// <summary>What was read of the only network.</summary>
    public NetworkSpec Spec => (NetworkSpec)Assert.Single(Outputs(NetworkGenerator.SpecStep)).Value;

    public static GeneratorRun Of(params string[] sources) => Of(allowUnsafe: true, sources);

    public static GeneratorRun Of(bool allowUnsafe, params string[] sources)
    {
        GeneratorDriverOptions options = new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true);
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: ParseOptions, driverOptions: options);
        return new(Compile(allowUnsafe, sources), driver);
    }

    public static CSharpCompilation Compile(bool allowUnsafe, params string[] sources) => CSharpCompilation.Create(
        "Tests",
        sources.Select((source, i) => Tree(source, $"File{i + 1}.cs")).Append(Tree(Usings, "Usings.cs")),
        References,
        new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: allowUnsafe, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The same files in another order.</summary>
    public GeneratorRun Reordered() =>
        new(input.RemoveAllSyntaxTrees().AddSyntaxTrees(input.SyntaxTrees.Reverse()), CSharpGeneratorDriver.Create(
            [new NetworkGenerator().AsSourceGenerator()], parseOptions: ParseOptions,
            driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)));

    /// <summary>The next run, after a file has been edited; a file that is new is added.</summary>
    public GeneratorRun Edit(string file, string text)
    {
        SyntaxTree? old = input.SyntaxTrees.FirstOrDefault(t => t.FilePath == file);
        SyntaxTree tree = Tree(text, file);
        return new(old is null ? input.AddSyntaxTrees(tree) : input.ReplaceSyntaxTree(old, tree), driver);
    }

    /// <summary>What a step gave in this run, and whether it had to work for it.</summary>
    public ImmutableArray<(object Value, IncrementalStepRunReason Reason)> Outputs(string step) =>
        Result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> runs) ? [.. runs.SelectMany(r => r.Outputs)] : [];

    /// <summary>How the files' way into the compilation ended.</summary>
    public ImmutableArray<IncrementalStepRunReason> Emissions() =>
        [.. Result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(r => r.Outputs).Select(o => o.Reason)];

    /// <summary>The code that a diagnostic is about.</summary>
    public static string Squiggle(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan);

    private static SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText(text, ParseOptions, path, System.Text.Encoding.UTF8);
}

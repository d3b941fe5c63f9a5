using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using DeepTrainer.Compiler.Spec;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace DeepTrainer.Generator.Tests.Driver;

/// <summary>The generator, run on source text; further runs on changed text go on from what it remembers.</summary>
internal sealed class GeneratorRun
{
    private const string Usings = "global using System; global using DeepTrainer;";

    private static readonly ProjectOptions Usual = new();

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Append(typeof(NetworkAttribute).Assembly.Location).Append(typeof(Images.ImageFolder).Assembly.Location).Append(typeof(Mpi.MpiGroup).Assembly.Location)
            .Append(typeof(Text.TextTokenizer).Assembly.Location).Append(typeof(Lab.Experiment).Assembly.Location).Append(typeof(Engine.NetworkBuilder).Assembly.Location)
            .Append(typeof(Spectre.Console.IAnsiConsole).Assembly.Location)
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

    public static GeneratorRun Of(params string[] sources) => Of(Usual, sources);

    public static GeneratorRun Of(ProjectOptions project, params string[] sources) => Of(new NetworkGenerator(), project, sources);

    /// <summary>A run of another generator than the usual one.</summary>
    public static GeneratorRun Of(NetworkGenerator generator, params string[] sources) => Of(generator, Usual, sources);

    private static GeneratorRun Of(NetworkGenerator generator, ProjectOptions project, string[] sources)
    {
        GeneratorDriverOptions options = new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [generator.AsSourceGenerator()], project.Weights.Select(w => new WeightsText(w.Path)), parseOptions: project.Parse,
            optionsProvider: new ProjectProperties(project), driverOptions: options);
        return new(Compile(project, sources), driver);
    }

    public static CSharpCompilation Compile(params string[] sources) => Compile(Usual, sources);

    // global usings are C# 10
    private static CSharpCompilation Compile(ProjectOptions project, params string[] sources) => CSharpCompilation.Create(
        "Tests",
        project.Language < LanguageVersion.CSharp10
            ? sources.Select((source, i) => CSharpSyntaxTree.ParseText(Usings.Replace("global ", "", StringComparison.Ordinal) + source,
                project.Parse, $"File{i + 1}.cs", System.Text.Encoding.UTF8))
            : sources.Select((source, i) => Tree(source, $"File{i + 1}.cs", project)).Append(Tree(Usings, "Usings.cs", project)),
        References.AddRange(project.References),
        new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: project.AllowUnsafe, nullableContextOptions: NullableContextOptions.Enable,
            optimizationLevel: project.IsOptimized ? OptimizationLevel.Release : OptimizationLevel.Debug));

    /// <summary>The same files in another order.</summary>
    public GeneratorRun Reordered() =>
        new(input.RemoveAllSyntaxTrees().AddSyntaxTrees(input.SyntaxTrees.Reverse()), CSharpGeneratorDriver.Create(
            [new NetworkGenerator().AsSourceGenerator()], parseOptions: Usual.Parse,
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

    private static SyntaxTree Tree(string text, string path, ProjectOptions? project = null) =>
        CSharpSyntaxTree.ParseText(text, (project ?? Usual).Parse, path, System.Text.Encoding.UTF8);
}

/// <summary>What a project file says.</summary>
public sealed record ProjectOptions(bool AllowUnsafe = true, bool IsOptimized = true, LanguageVersion Language = LanguageVersion.Latest, string Targets = "")
{
    public CSharpParseOptions Parse => new(Language);

    /// <summary>Its items NetworkWeights: where the files are, and what attributes call them.</summary>
    public ImmutableArray<(string Path, string Name)> Weights { get; init; } = [];

    /// <summary>The projects and assemblies that it references besides the package.</summary>
    public ImmutableArray<MetadataReference> References { get; init; } = [];
}

/// <summary>The properties of a project that the generator sees.</summary>
internal sealed class ProjectProperties(ProjectOptions project) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Properties(project);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new WeightsItem(project.Weights.First(w => w.Path == textFile.Path).Name);

    private sealed class WeightsItem(string name) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = key == "build_metadata.AdditionalFiles.NetworkWeights" ? name : null;
            return value is not null;
        }
    }

    private sealed class Properties(ProjectOptions project) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = key == "build_property.DeepTrainerTargets" && project.Targets.Length > 0 ? project.Targets : null;
            return value is not null;
        }
    }
}

/// <summary>A file that nobody reads as text.</summary>
internal sealed class WeightsText(string path) : AdditionalText
{
    public override string Path => path;

    public override Microsoft.CodeAnalysis.Text.SourceText? GetText(CancellationToken cancellationToken = default) => throw new InvalidOperationException("Weights are no text.");
}

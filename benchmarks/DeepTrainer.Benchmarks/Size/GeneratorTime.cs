using System.Diagnostics;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Benchmarks.Size;

/// <summary>What the generator takes for one network, in a compiler that runs already, as an IDE's does.</summary>
/// <param name="Cold">Milliseconds for the first run, which remembers nothing of the network.</param>
/// <param name="AfterEdit">Milliseconds for a run after an edit elsewhere in the project.</param>
/// <param name="Reemitted">How many files that run emitted again.</param>
/// <param name="Characters">Those of each file: the class, then the kernels of each width.</param>
internal sealed record GeneratorTime(double Cold, double AfterEdit, int Reemitted, IReadOnlyList<int> Characters)
{
    private const int ColdRuns = 3, Edits = 7;

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Append(typeof(NetworkAttribute).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly Type Generator = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "DeepTrainer.Generator.dll"))
        .GetType("DeepTrainer.Generator.NetworkGenerator", throwOnError: true)!;

    public static GeneratorTime Of(Type network)
    {
        SyntaxTree elsewhere = Tree("class Elsewhere;");
        CSharpCompilation project = CSharpCompilation.Create(
            "Project", [Tree(SourceOf(network.Name)), elsewhere], References,
            new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        var cold = new List<double>();
        GeneratorDriver driver = null!;
        for (int i = 0; i < ColdRuns; i++)
        {
            driver = CSharpGeneratorDriver.Create(
                [((IIncrementalGenerator)Activator.CreateInstance(Generator)!).AsSourceGenerator()], parseOptions: ParseOptions,
                driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
            cold.Add(Run(ref driver, project.Clone()));
        }
        GeneratorRunResult result = driver.GetRunResult().Results[0];
        if (result.Exception is not null || result.GeneratedSources.IsEmpty)
            throw new InvalidOperationException($"The generator gave nothing for {network.Name}.", result.Exception);

        var edited = new List<double>();
        for (int i = 0; i < Edits; i++)
            edited.Add(Run(ref driver, project.ReplaceSyntaxTree(elsewhere, Tree($"class Elsewhere{i};"))));
        int reemitted = driver.GetRunResult().Results[0].TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs)
            .Count(output => output.Reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified);
        return new(
            cold.Order().ElementAt(ColdRuns / 2), edited.Order().ElementAt(Edits / 2), reemitted,
            [.. result.GeneratedSources.Select(source => source.SourceText.Length)]);
    }

    private static double Run(ref GeneratorDriver driver, Compilation project)
    {
        long start = Stopwatch.GetTimestamp();
        driver = driver.RunGenerators(project);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static SyntaxTree Tree(string text) => CSharpSyntaxTree.ParseText(text, ParseOptions, encoding: Encoding.UTF8);

    // The declaration alone, out of the file that it stands in with others.
    private static string SourceOf(string network)
    {
        Assembly program = typeof(GeneratorTime).Assembly;
        foreach (string file in program.GetManifestResourceNames())
        {
            using StreamReader reader = new(program.GetManifestResourceStream(file)!);
            ClassDeclarationSyntax? declaration = CSharpSyntaxTree.ParseText(reader.ReadToEnd(), ParseOptions).GetRoot()
                .DescendantNodes().OfType<ClassDeclarationSyntax>().FirstOrDefault(c => c.Identifier.Text == network);
            if (declaration is not null)
                return "namespace DeepTrainer.Benchmarks;\n" + declaration.ToFullString();
        }
        throw new InvalidOperationException($"No file of Networks/ declares {network}.");
    }
}

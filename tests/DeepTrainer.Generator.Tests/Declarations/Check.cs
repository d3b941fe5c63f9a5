using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DeepTrainer.Generator.Tests.Declarations;

/// <summary>
/// What holds for every declaration, right, wrong or half typed: the generator doesn't throw, what it emits compiles, nothing is silent, and a mistake
/// is one error.
/// </summary>
internal static class Check
{
    /// <summary>The longest that a declaration of a few layers may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    // All compilations come from this one, so that Roslyn reads the libraries once.
    private static readonly CSharpCompilation Empty = CompilationOfNothing();

    /// <summary>What is wrong with the generator's answer; none if all is right.</summary>
    /// <param name="declaration">The declaration.</param>
    /// <param name="bits">The vector width whose kernels are compiled; those of all if none.</param>
    /// <param name="longest">The longest that it may take, if not <see cref="Longest"/>.</param>
    public static string? Run(Declaration declaration, int? bits = null, TimeSpan? longest = null)
    {
        SyntaxTree own = CSharpSyntaxTree.ParseText(declaration.Source, ParseOptions, "Net.cs", System.Text.Encoding.UTF8);
        SyntaxTree use = CSharpSyntaxTree.ParseText(declaration.Use, ParseOptions, "Use.cs", System.Text.Encoding.UTF8);
        CSharpCompilation input = Empty.AddSyntaxTrees(own, use);
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: ParseOptions);
        TimeSpan start = Time();
        driver = driver.RunGeneratorsAndUpdateCompilation(input, out Compilation output, out ImmutableArray<Diagnostic> told);
        TimeSpan taken = Time() - start;
        GeneratorRunResult result = driver.GetRunResult().Results[0];
        if (result.Exception is { } exception)
            return $"threw {exception}";
        if (told.FirstOrDefault(d => d.Id == "DT0009") is { } fault)
            return fault.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        if (taken > (longest ?? Longest))
            return $"took {taken.TotalSeconds:F1} s";
        // A class that is called otherwise, or lies elsewhere, isn't there for its use.
        Diagnostic[] wrong =
        [
            .. Errors(input.GetSemanticModel(own).GetDiagnostics()),
            .. Errors(input.GetSemanticModel(use).GetDiagnostics()).Where(d => d.Id is "CS0400" or "CS0234" or "CS0246"),
        ];
        Diagnostic[] follow = [.. Of(output, bits).Where(d => !wrong.Any(w => w.Id == d.Id && w.Location == d.Location))];
        bool isTold = told.Any(d => d.Severity == DiagnosticSeverity.Error);
        // Where C# tells mistakes of attributes only, the class has members all the same, if it is a network yet.
        if (wrong.Length > 0)
        {
            return IsNetwork(own, input) && wrong.All(d => IsInAttribute(d, own))
                && follow.FirstOrDefault(d => d.Location.SourceTree == use || d.Location.SourceTree != own) is { } other
                ? $"C# tells {wrong[0]}, and of its use {other}" : null;
        }
        // Without 'partial', here or around it, a class can be given no members.
        if (told.Any(d => d.Id is "DT0001" or "DT0002"))
            return null;
        // A class with layers that is no network is warned of, and gets no members.
        if (!IsNetwork(own, input) && told.Any(d => d.Id == "DT0011"))
            return null;
        return
            follow.Length > 0 ? $"{(isTold ? $"told {told.First(d => d.Severity == DiagnosticSeverity.Error)}, and C# " : "doesn't compile: ")}{follow[0]}"
            : result.GeneratedSources.Length == 0 && !isTold ? "is silent"
            : null;
    }

    /// <summary>How long the generator takes for a declaration, how many characters it emits, and what it says if that is no network.</summary>
    public static (TimeSpan Time, long Characters, string? Find) Measure(Declaration declaration)
    {
        CSharpCompilation input = Empty.AddSyntaxTrees(CSharpSyntaxTree.ParseText(declaration.Source, ParseOptions, "Net.cs", System.Text.Encoding.UTF8));
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: ParseOptions);
        TimeSpan start = Time();
        driver = driver.RunGenerators(input);
        TimeSpan taken = Time() - start;
        GeneratorRunResult result = driver.GetRunResult().Results[0];
        string? find = result.Exception?.ToString() ?? result.Diagnostics.FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error)?.ToString();
        return (taken, result.GeneratedSources.Sum(s => (long)s.SourceText.Length), find);
    }

    private static CSharpCompilation CompilationOfNothing()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Append(typeof(NetworkAttribute).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path));
        SyntaxTree usings = CSharpSyntaxTree.ParseText("global using System; global using DeepTrainer;", ParseOptions, "Usings.cs", System.Text.Encoding.UTF8);
        CSharpCompilation empty = CSharpCompilation.Create("Declared", [usings], references,
            new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        // Once for all: reading the libraries, and the generator's own first turn, are nobody's time.
        _ = CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: ParseOptions).RunGeneratorsAndUpdateCompilation(
            empty.AddSyntaxTrees(
                CSharpSyntaxTree.ParseText(Declaration.Of("[Input(2, 8, 8)][Conv2D(4, 3)][Relu][Flatten][Dense(4)][LayerNorm][CrossEntropy][Adam]").Source, ParseOptions)),
            out Compilation warm, out _);
        _ = warm.GetDiagnostics();
        return empty;
    }

    // The thread's own, where the system tells: other work on the machine is no fault of the generator's.
    private static TimeSpan Time()
    {
        const string OfThread = "/proc/thread-self/schedstat";
        const int NanosecondsPerTick = 100;
        return File.Exists(OfThread)
            ? new(long.Parse(File.ReadAllText(OfThread).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) / NanosecondsPerTick)
            : System.Diagnostics.Stopwatch.GetElapsedTime(0);
    }

    private static bool IsNetwork(SyntaxTree own, CSharpCompilation input) => own.GetRoot().DescendantNodes().OfType<AttributeSyntax>()
        .Any(a => input.GetSemanticModel(own).GetTypeInfo(a).Type?.Name == nameof(NetworkAttribute));

    private static bool IsInAttribute(Diagnostic diagnostic, SyntaxTree own) => diagnostic.Location.SourceTree == own
        && own.GetRoot().FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<AttributeSyntax>() is not null && !own.GetDiagnostics().Any();

    private static IEnumerable<Diagnostic> Of(Compilation output, int? bits) => bits is null ? Errors(output.GetDiagnostics())
        : output.SyntaxTrees.Where(t => !t.FilePath.Contains(".Vector", StringComparison.Ordinal) || t.FilePath.Contains($".Vector{bits}.", StringComparison.Ordinal))
            .SelectMany(t => Errors(output.GetSemanticModel(t).GetDiagnostics()));

    private static IEnumerable<Diagnostic> Errors(ImmutableArray<Diagnostic> all) => all.Where(d => d.Severity == DiagnosticSeverity.Error);
}

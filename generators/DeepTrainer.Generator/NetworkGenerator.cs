using System.Text;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Generator.Diagnostics;
using DeepTrainer.Generator.Models;
using DeepTrainer.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace DeepTrainer.Generator;

/// <summary>Emits forward pass, backward pass and optimizer step of every class with <c>[Network]</c>, and the forward pass of those with <c>[InferenceOf]</c>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class NetworkGenerator : IIncrementalGenerator
{
    /// <summary>Attributed class → declaration.</summary>
    public const string ParseStep = "Parse";

    /// <summary>Declaration → specification, which knows no place.</summary>
    public const string SpecStep = "Spec";

    /// <summary>Specification → files and problems.</summary>
    public const string CompileStep = "Compile";

    /// <summary>Declaration and what was compiled from it → files, and problems with their places.</summary>
    public const string JoinStep = "Join";

    /// <summary>The single files.</summary>
    public const string FilesStep = "Files";

    /// <summary>The single problems.</summary>
    public const string ProblemsStep = "Problems";

    /// <summary>Layers of no network.</summary>
    public const string OrphansStep = "Orphans";

    internal const string NetworkAttribute = "DeepTrainer.NetworkAttribute";

    internal const string InferenceAttribute = "DeepTrainer.InferenceOfAttribute";

    private readonly NetworkCompiler.Builder build;

    /// <summary>Makes the generator.</summary>
    public NetworkGenerator()
        : this(Build.Run)
    {
    }

    /// <summary>Makes a generator that builds models by other means.</summary>
    internal NetworkGenerator(NetworkCompiler.Builder build) => this.build = build;

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Each kind for itself: in one list, a new class would make all behind it others.
        IncrementalValuesProvider<NetworkDeclaration> networks = Declared(NetworkAttribute, DeclarationParser.Parse),
            inferences = Declared(InferenceAttribute, InferenceParser.Parse);
        IncrementalValueProvider<string> targets = context.AnalyzerConfigOptionsProvider.Select((options, _) => TargetsProperty.Read(options));
        IncrementalValueProvider<ImmutableArray<WeightsFile>> weights = context.AdditionalTextsProvider.Combine(context.AnalyzerConfigOptionsProvider)
            .Where(pair => WeightsReader.NameOf(pair.Left, pair.Right) is not null)
            .Select((pair, _) => WeightsReader.Read(pair.Left.Path, WeightsReader.NameOf(pair.Left, pair.Right)!)).Collect();
        IncrementalValueProvider<(ImmutableArray<CompiledNetwork> Left, ImmutableArray<CompiledNetwork> Right)> compiled = Compiled(networks)
            .Collect().Combine(Compiled(inferences).Collect());

        IncrementalValuesProvider<LocatedProblem> orphans = context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => OrphanCheck.IsCandidate(node), OrphanCheck.Find)
            .Where(p => p is not null).Select((p, _) => p!).WithTrackingName(OrphansStep);
        // What is so for the whole project is told at its first network.
        IncrementalValueProvider<Problem?> debug = context.CompilationProvider.Select((c, _) =>
            c.Options.OptimizationLevel == OptimizationLevel.Debug ? new Problem(ProblemKinds.NotOptimized, Problem.TheClass, null, []) : null);
        IncrementalValuesProvider<LocatedProblem> ofProject = networks.Collect().Combine(inferences.Collect())
            .Combine(debug.Combine(targets.Select((t, _) => TargetsProperty.ProblemOf(t))))
            .SelectMany((pair, _) => new[] { pair.Right.Left, pair.Right.Right }.OfType<Problem>()
                .SelectMany(p => pair.Left.Left.Concat(pair.Left.Right).Take(1).Select(first => new LocatedProblem(p, first.Class))));

        Emit(networks);
        Emit(inferences);
        Report(orphans);
        Report(ofProject);

        IncrementalValuesProvider<NetworkDeclaration> Declared(string attribute,
            Func<GeneratorAttributeSyntaxContext, CancellationToken, NetworkDeclaration?> parse) => context.SyntaxProvider
            .ForAttributeWithMetadataName(attribute, static (node, _) => node is TypeDeclarationSyntax, parse).Where(d => d is not null)
            .Select((d, _) => d!).WithTrackingName(ParseStep);

        IncrementalValuesProvider<CompiledNetwork> Compiled(IncrementalValuesProvider<NetworkDeclaration> declarations) => declarations
            .Where(d => d.Spec is not null).Select((d, _) => d.Spec!).WithTrackingName(SpecStep).Combine(targets)
            .Combine(weights).Select((pair, _) => (pair.Left.Left, pair.Left.Right, Weights: pair.Right.FirstOrDefault(w => w.Name == pair.Left.Left.Weights)))
            .Select((pair, cancellation) => NetworkCompiler.Compile(pair.Left, TargetsProperty.Targets(pair.Right), pair.Weights, build,
                cancellation)).WithTrackingName(CompileStep);

        void Emit(IncrementalValuesProvider<NetworkDeclaration> declarations)
        {
            IncrementalValuesProvider<NetworkOutput> outputs = declarations.Combine(compiled)
                .Select((pair, _) => NetworkOutput.Of(pair.Left, pair.Right.Left.AddRange(pair.Right.Right))).WithTrackingName(JoinStep);
            context.RegisterSourceOutput(
                outputs.SelectMany((o, _) => o.Files).WithTrackingName(FilesStep),
                (output, file) => output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8)));

            // Only with the compilation at hand does a diagnostic get a place in a syntax tree, and only such a one obeys #pragma warning.
            Report(outputs.SelectMany((o, _) => o.Problems).WithTrackingName(ProblemsStep));
        }

        void Report(IncrementalValuesProvider<LocatedProblem> problems) => context.RegisterSourceOutput(
            problems.Combine(context.CompilationProvider), (output, pair) => output.ReportDiagnostic(Descriptors.Diagnostic(pair.Left, pair.Right)));
    }
}

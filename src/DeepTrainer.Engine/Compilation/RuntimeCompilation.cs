using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Loader;
using System.Text;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Compiler.Spec;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace DeepTrainer.Engine.Compilation;

/// <summary>Models → the code that the source generator writes for them → an assembly in memory, which is collected with its last network.</summary>
internal static class RuntimeCompilation
{
    private static readonly Lazy<MetadataReference[]> References = new(() => [.. Assemblies().Select(p => MetadataReference.CreateFromFile(p))]);

    /// <summary>What this machine is.</summary>
    private static Target Native => Vector512.IsHardwareAccelerated ? Target.Vector512 : Vector256.IsHardwareAccelerated ? Target.Vector256
        : AdvSimd.Arm64.IsSupported ? Target.Arm64 : Target.Vector128;

    /// <summary>A network's class with kernels for this machine.</summary>
    public static CompiledTopology Run(NetworkModel model) => Run([model], [Native])[0];

    /// <summary>The classes of networks, whose names must differ, with kernels for some targets; tests have them trained in chunks of so many samples.</summary>
    public static IReadOnlyList<CompiledTopology> Run(IReadOnlyList<NetworkModel> models, ImmutableArray<Target> targets, int? sumRows = null)
    {
        ImmutableArray<GeneratedFile>[] files = [.. models.Select(m => Files(m, targets, sumRows))];
        Assembly assembly = Load(files.SelectMany(f => f));
        return [.. models.Zip(files, (m, own) => Topology(m, assembly.GetType(m.Spec.FullName)!, own))];
    }

    private static CompiledTopology Topology(NetworkModel model, Type type, ImmutableArray<GeneratedFile> files)
    {
        NetworkModels.Add(type, model);
        return new(type, [.. files.Select(f => new KeyValuePair<string, string>(f.HintName, f.Text))]);
    }

    private static ImmutableArray<GeneratedFile> Files(NetworkModel model, ImmutableArray<Target> targets, int? sumRows) =>
        Renderer.TryRun(model, targets, sumRows) is ({ } files, _) ? files.Add(new($"{model.Spec.FullName}.cs", Declaration(model.Spec)))
            : throw new NotSupportedException($"'{model.Spec.Name}' is too large to be compiled; DeepTrainer.Engine's Build runs it without.");

    private static string Declaration(NetworkSpec spec) =>
        (spec.Namespace.Length == 0 ? "" : $"namespace {spec.Namespace};\n") + $"public sealed partial class {spec.Name};\n";

    private static Assembly Load(IEnumerable<GeneratedFile> files)
    {
        CSharpParseOptions parse = new(LanguageVersion.CSharp14, DocumentationMode.Parse);
        (GeneratedFile File, SourceText Text)[] sources = [.. files.Select(f => (f, SourceText.From(f.Text, Encoding.UTF8)))];
        string name = $"DeepTrainer.Compiled.{Guid.NewGuid():N}";
        CSharpCompilation compilation = CSharpCompilation.Create(
            name, sources.Select(s => CSharpSyntaxTree.ParseText(s.Text, parse, s.File.HintName)), References.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, optimizationLevel: OptimizationLevel.Release));
        // With the sources in it, a debugger shows and steps through them.
        using MemoryStream image = new(), symbols = new();
        EmitResult result = compilation.Emit(
            image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb),
            embeddedTexts: sources.Select(s => EmbeddedText.FromSource(s.File.HintName, s.Text)));
        if (!result.Success)
        {
            string errors = string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(10));
            throw new InvalidOperationException($"What was generated does not compile; please report it.\n{errors}");
        }
        image.Position = symbols.Position = 0;
        return new AssemblyLoadContext(name, isCollectible: true).LoadFromStream(image, symbols);
    }

    private static IEnumerable<string> Assemblies()
    {
        string library = typeof(INetwork).Assembly.Location;
        if (library.Length == 0)
            throw new NotSupportedException("Compiling at run time refers to assemblies as files, which an application in a single file has none of; "
                + "publish without PublishSingleFile.");
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(p) == "netstandard.dll").Append(library).Distinct();
    }
}

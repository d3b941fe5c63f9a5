using System.Reflection;
using System.Runtime.Intrinsics;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Compiles what the renderer emits, in memory, and makes networks of it.</summary>
internal static class CompiledNetwork
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(p) == "netstandard.dll")
            .Append(typeof(INetwork).Assembly.Location).Distinct().Select(p => MetadataReference.CreateFromFile(p)),
    ];

    /// <summary>The widest vectors that this machine has.</summary>
    private static ImmutableArray<int> Native => [Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128];

    /// <summary>Makes the network with the kernels for this machine's vectors.</summary>
    public static INetwork Create(NetworkModel model, int seed) => Compile([model], Native)[0](seed);

    /// <summary>Compiles networks, whose names must differ, with kernels of the given widths, accelerated or not.</summary>
    public static ImmutableArray<Func<int, INetwork>> Compile(ImmutableArray<NetworkModel> models, ImmutableArray<int> bits) =>
        Compile(models, [.. Target.Usual.Where(t => bits.Contains(t.Bits))]);

    /// <summary>Compiles networks, whose names must differ, with kernels for the given targets.</summary>
    public static ImmutableArray<Func<int, INetwork>> Compile(ImmutableArray<NetworkModel> models, ImmutableArray<Target> targets)
    {
        Assembly assembly = Emit(models.SelectMany(m => Renderer.Run(m, targets).Append(new("Declaration" + m.Spec.Name, Declaration(m.Spec)))));
        return
        [
            .. models.Select(m => assembly.GetType(m.Spec.Namespace.Length == 0 ? m.Spec.Name : $"{m.Spec.Namespace}.{m.Spec.Name}")!)
                .Select(type => (Func<int, INetwork>)(seed => (INetwork)Activator.CreateInstance(type, seed)!)),
        ];
    }

    private static string Declaration(NetworkSpec spec) =>
        (spec.Namespace.Length == 0 ? "" : $"namespace {spec.Namespace};\n") + $"public sealed partial class {spec.Name};\n";

    private static Assembly Emit(IEnumerable<GeneratedFile> files)
    {
        GeneratedFile[] all = [.. files];
        CSharpParseOptions parse = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"Generated{Guid.NewGuid():N}",
            all.Select(f => CSharpSyntaxTree.ParseText(f.Text, parse, f.HintName, System.Text.Encoding.UTF8)),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, optimizationLevel: OptimizationLevel.Release));
        using MemoryStream image = new();
        var result = compilation.Emit(image);
        if (!result.Success)
        {
            string errors = string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(10));
            throw new InvalidOperationException($"{errors}\n{string.Join("\n", all.Select(f => f.Text))}");
        }
        return Assembly.Load(image.ToArray());
    }
}

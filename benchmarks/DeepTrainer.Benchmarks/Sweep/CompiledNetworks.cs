using System.Reflection;
using System.Text;
using DeepTrainer.Benchmarks.Machine;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Rendering;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DeepTrainer.Benchmarks.Sweep;

/// <summary>Compiles what the renderer emits, in memory, with kernels for this machine's vectors alone.</summary>
internal static class CompiledNetworks
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Append(typeof(INetwork).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>For each network, whose names must differ, what makes an instance of it from a seed.</summary>
    public static IReadOnlyList<Func<int, INetwork>> Compile(IReadOnlyList<NetworkModel> models)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"Sweep{models[0].Spec.Name}",
            models.SelectMany(Sources).Select(text => CSharpSyntaxTree.ParseText(text, ParseOptions, encoding: Encoding.UTF8)),
            References,
            new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, optimizationLevel: OptimizationLevel.Release));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
            throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(10)));
        var assembly = Assembly.Load(image.ToArray());
        return
        [
            .. models.Select(model => assembly.GetType(model.Spec.Name, throwOnError: true)!)
                .Select(type => (Func<int, INetwork>)(seed => (INetwork)Activator.CreateInstance(type, seed)!)),
        ];
    }

    private static IEnumerable<string> Sources(NetworkModel model) =>
        Renderer.Run(model, [Limits.VectorBits]).Select(file => file.Text).Append($"public sealed partial class {model.Spec.Name};\n");
}

using System.Reflection;
using DeepTrainer.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DeepTrainer.Onnx.Tests.Driver;

/// <summary>Imported classes compiled together, and what the compiler has against single ones.</summary>
internal sealed class CompiledNetworks
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Append(typeof(NetworkAttribute).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq;";

    private readonly Assembly assembly;

    private CompiledNetworks(Assembly assembly, IReadOnlyDictionary<string, string> mistakes) => (this.assembly, Mistakes) = (assembly, mistakes);

    /// <summary>What is wrong with the text of a class.</summary>
    public IReadOnlyDictionary<string, string> Mistakes { get; }

    /// <summary>The classes by name and text; those with mistakes are left out.</summary>
    public static CompiledNetworks Of(IReadOnlyDictionary<string, string> sources)
    {
        CSharpCompilation compilation = Compilation(sources);
        Dictionary<string, string> mistakes = [];
        foreach (Diagnostic diagnostic in compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error))
        {
            string line = diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString() ?? "";
            mistakes.TryAdd(diagnostic.Location.SourceTree?.FilePath ?? "", $"{diagnostic.GetMessage()}: {line.Trim()}");
        }
        if (mistakes.Count > 0)
            compilation = compilation.RemoveSyntaxTrees(compilation.SyntaxTrees.Where(t => mistakes.ContainsKey(t.FilePath)));
        return new(Load(compilation), mistakes);
    }

    public static CSharpCompilation Compilation(IReadOnlyDictionary<string, string> sources) => CSharpCompilation.Create(
        "Imported",
        sources.Select(s => CSharpSyntaxTree.ParseText(s.Value, path: s.Key, encoding: System.Text.Encoding.UTF8))
            .Append(CSharpSyntaxTree.ParseText(Usings, path: "Usings.cs", encoding: System.Text.Encoding.UTF8)),
        References,
        new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));

    public static Assembly Load(Compilation compilation)
    {
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5)));
        return Assembly.Load(image.ToArray());
    }

    /// <summary>A class by its name.</summary>
    public Type TypeOf(string className) => assembly.GetType(className)!;

    /// <summary>The network on the engine, with the imported weights.</summary>
    public EngineNetwork Engine(ImportedNetwork imported) => WithWeights(EngineNetwork.FromDeclaration(assembly.GetType(imported.ClassName)!, 1), imported);

    /// <summary>A network with the imported weights.</summary>
    public static T WithWeights<T>(T network, ImportedNetwork imported)
        where T : INetwork
    {
        using MemoryStream weights = new();
        imported.Weights.Write(weights);
        weights.Position = 0;
        network.Load(weights);
        return network;
    }
}

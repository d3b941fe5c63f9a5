using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DeepTrainer.Onnx.Tests.Driver;

/// <summary>Imported classes through the source generator, as a project that has them compiles them.</summary>
internal static class GeneratedNetworks
{
    private static readonly ISourceGenerator Generator = Load();

    /// <summary>The class as generated code, with the imported weights.</summary>
    public static INetwork Of(ImportedNetwork imported)
    {
        CSharpCompilation compilation = CompiledNetworks.Compilation(new Dictionary<string, string> { [imported.SourceFile] = imported.Source });
        CSharpGeneratorDriver.Create(Generator).RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out var told);
        Assert.DoesNotContain(told, d => d.Severity == DiagnosticSeverity.Error);
        Type type = CompiledNetworks.Load(output).GetType(imported.ClassName)!;
        var network = (INetwork)Activator.CreateInstance(type,
            BindingFlags.CreateInstance | BindingFlags.OptionalParamBinding | BindingFlags.Public | BindingFlags.Instance, null, [1], null)!;
        return CompiledNetworks.WithWeights(network, imported);
    }

    // Beside the tests, not referenced: it has the compiler's types a second time.
    private static ISourceGenerator Load()
    {
        var assembly = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "DeepTrainer.Generator.dll"));
        Type type = assembly.GetTypes().Single(t => t.Name == "NetworkGenerator");
        return ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator();
    }
}

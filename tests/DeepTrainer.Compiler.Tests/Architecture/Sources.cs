using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DeepTrainer.Compiler.Tests.Architecture;

/// <summary>The sources of compiler, engine and generator, bound as one compilation.</summary>
internal static class Sources
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using "
            + "System.Threading; global using System.Threading.Tasks;";

    private static readonly string[] Folders = ["src/DeepTrainer.Compiler", "src/DeepTrainer.Engine", "generators/DeepTrainer.Generator"];

    public static CSharpCompilation Compilation { get; } = Bind();

    /// <summary>A file by its path within the repository, with slashes.</summary>
    public static string NameOf(SyntaxTree tree) => Path.GetRelativePath(Root(), tree.FilePath).Replace('\\', '/');

    private static CSharpCompilation Bind()
    {
        CSharpParseOptions options = new(LanguageVersion.Preview);
        IEnumerable<string> files = Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !Path.GetRelativePath(Root(), file).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));
        return CSharpCompilation.Create(
            "Sources",
            files.Order(StringComparer.Ordinal).Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file))
                .Append(CSharpSyntaxTree.ParseText(ImplicitUsings, options, Path.Combine(Root(), "ImplicitUsings.cs"))),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(p => Path.GetFileName(p) is not ("DeepTrainer.Compiler.dll" or "DeepTrainer.Engine.dll")).Select(p => MetadataReference.CreateFromFile(p)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    public static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}

using System.Reflection;
using System.Runtime.CompilerServices;

namespace DeepTrainer.Package.Tests;

/// <summary>
/// All packages, packed once for all tests into a folder that is deleted afterwards. It is the only source of packages for projects in folders below it, and none of ours is in
/// their cache: what somebody has who comes with nothing but the packages.
/// </summary>
public sealed class PackedFeed : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("deeptrainer-package-");
    private readonly Lazy<string> packOutput;

    // Made when first asked for: a fixture whose constructor throws is not disposed of, and the folder would stay.
    public PackedFeed() => packOutput = new(Pack);

    /// <summary>A version of its own, so that no cache can answer with an older package.</summary>
    public string Version { get; } = $"0.0.1-test.{DateTime.UtcNow:yyyyMMddHHmmss}.p{Environment.ProcessId}";

    /// <summary>The folder, below which projects are made.</summary>
    public string Folder => folder.FullName;

    /// <summary>What packing wrote.</summary>
    public string PackOutput => packOutput.Value;

    /// <summary>The file of one of the packages, which has been packed.</summary>
    public string FileOf(string package)
    {
        _ = PackOutput;
        return Path.Combine(Source, $"{package}.{Version}.nupkg");
    }

    /// <summary>The names of all packages, and of those with symbols.</summary>
    public (string[] Packages, string[] Symbols) All()
    {
        _ = PackOutput;
        string[] Named(string extension) =>
            [.. Directory.GetFiles(Source, "*" + extension)
                .Select(f => Path.GetFileName(f).Replace($".{Version}{extension}", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        return (Named(".nupkg"), Named(".snupkg"));
    }

    /// <summary>A new folder for a project.</summary>
    public string NewFolder(string name)
    {
        _ = PackOutput;
        return Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string Source => Path.Combine(Folder, "source");

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));

    private string Pack()
    {
        // What the packages depend on has been restored for this build: it is taken from there.
        File.WriteAllText(Path.Combine(Folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(Folder, "packages")}" /></config>
              <packageSources><clear /><add key="packed" value="{Source}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="restored" value="{Restored}" /></fallbackPackageFolders>
              <disabledPackageSources><clear /></disabledPackageSources>
              <packageSourceMapping><clear /></packageSourceMapping>
            </configuration>
            """);
        // MSBuild looks for these in all folders above: here it ends.
        foreach (string file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            File.WriteAllText(Path.Combine(Folder, file), "<Project />");
        string configuration = typeof(PackedFeed).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        return ChildProcess.Dotnet(
            Root(), "pack", "DeepTrainer.sln", "-c", configuration, "--no-build", "-o", Source, $"-p:PackageVersion={Version}",
            $"-p:NuspecOutputPath={Path.Combine(Folder, "nuspec")}/", "-nodeReuse:false");
    }

    // The packages folder of the build that made this assembly.
    private static string Restored => typeof(PackedFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "PackagesFolder").Value!;
}

/// <summary>The tests that share one feed, one after another: two builds at once would be no faster.</summary>
[CollectionDefinition(Name)]
public sealed class PackedTests : ICollectionFixture<PackedFeed>
{
    public const string Name = "packed";
}

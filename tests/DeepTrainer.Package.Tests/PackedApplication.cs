using System.Reflection;
using System.Runtime.CompilerServices;

namespace DeepTrainer.Package.Tests;

/// <summary>The packages, and applications that use them, in a folder that is deleted afterwards.</summary>
public sealed class PackedApplication : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("deeptrainer-package-");
    private readonly Lazy<string> packOutput, output, engineOutput;

    // Made when first asked for: a fixture whose constructor throws is not disposed of, and the folder would stay.
    public PackedApplication()
    {
        packOutput = new(Pack);
        output = new(() => BuildAndRun(App, "Program.cs", "DeepTrainer"));
        engineOutput = new(() => BuildAndRun(EngineApp, "Engine.cs", "DeepTrainer.Engine"));
    }

    /// <summary>A version of its own, so that no cache can answer with an older package.</summary>
    public string Version { get; } = $"0.0.1-test.{DateTime.UtcNow:yyyyMMddHHmmss}.p{Environment.ProcessId}";

    /// <summary>The package's file; there once it has been packed.</summary>
    public string Package => FileOf("DeepTrainer");

    /// <summary>The file of one of the packages.</summary>
    public string FileOf(string package) => Path.Combine(Source, $"{package}.{Version}.nupkg");

    /// <summary>What packing wrote.</summary>
    public string PackOutput => packOutput.Value;

    /// <summary>What the application wrote, after it was built with the package.</summary>
    public string Output => output.Value;

    /// <summary>The same of an application that compiles a network at run time.</summary>
    public string EngineOutput => engineOutput.Value;

    private string Source => Path.Combine(folder.FullName, "source");

    private string App => Path.Combine(folder.FullName, "App");

    private string EngineApp => Path.Combine(folder.FullName, "EngineApp");

    /// <summary>What MSBuild says of the application's project, which has been built.</summary>
    public string Msbuild(params string[] arguments)
    {
        _ = Output;
        return ChildProcess.Dotnet(App, ["msbuild", "App.csproj", "-nologo", "-nodeReuse:false", .. arguments]);
    }

    /// <summary>The names of what was generated for the application.</summary>
    public IEnumerable<string> Generated()
    {
        _ = Output;
        return Directory.EnumerateFiles(Path.Combine(App, "obj"), "*.g.cs", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)!);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));

    private string Pack()
    {
        string configuration = typeof(PackedApplication).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        return string.Concat(new[] { "src/DeepTrainer", "src/DeepTrainer.Engine" }.Select(project => ChildProcess.Dotnet(
            Root(), "pack", project, "-c", configuration, "--no-build", "-o", Source, $"-p:PackageVersion={Version}",
            $"-p:NuspecOutputPath={Path.Combine(folder.FullName, "nuspec")}/", "-nodeReuse:false")));
    }

    private string BuildAndRun(string app, string program, string package)
    {
        _ = PackOutput;
        Directory.CreateDirectory(app);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "App", program), Path.Combine(app, "Program.cs"));
        Write("App.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>
                <DeepTrainerTargets Condition="'$(RuntimeIdentifier)' == ''">Vector256;Vector128</DeepTrainerTargets>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="[{Version}]" />
                <NetworkWeights Include="models/*.safetensors" />
              </ItemGroup>
            </Project>
            """);
        Directory.CreateDirectory(Path.Combine(app, "models"));
        File.WriteAllBytes(Path.Combine(app, "models", "sides.safetensors"), Weights);
        // What the packages depend on has been restored for this build: it is taken from there.
        Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(folder.FullName, "packages")}" /></config>
              <packageSources><clear /><add key="packed" value="{Source}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="restored" value="{Restored}" /></fallbackPackageFolders>
              <disabledPackageSources><clear /></disabledPackageSources>
              <packageSourceMapping><clear /></packageSourceMapping>
            </configuration>
            """);
        // MSBuild looks for these in all folders above: here it ends.
        foreach (string file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            Write(file, "<Project />");

        ChildProcess.Dotnet(app, "build", "-c", "Release", "-nodeReuse:false", "-p:UseSharedCompilation=false");
        return ChildProcess.Dotnet(app, "run", "-c", "Release", "--no-build");

        void Write(string file, string text) => File.WriteAllText(Path.Combine(app, file), text);
    }

    // Dense(2) of 2 inputs that gives them as they are.
    private static byte[] Weights
    {
        get
        {
            const string Header = """
                {"__metadata__":{"deeptrainer.classes":"[\"left\",\"right\"]","deeptrainer.input.means":"1 1","deeptrainer.input.deviations":"3 2"},"dense1.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"dense1.bias":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}}
                """;
            float[] numbers = [1, 0, 0, 1, 0, 0];
            return [.. BitConverter.GetBytes((long)Header.Length), .. System.Text.Encoding.ASCII.GetBytes(Header), .. numbers.SelectMany(BitConverter.GetBytes)];
        }
    }

    // The packages folder of the build that made this assembly.
    private static string Restored => typeof(PackedApplication).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "PackagesFolder").Value!;
}

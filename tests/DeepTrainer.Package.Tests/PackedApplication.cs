namespace DeepTrainer.Package.Tests;

/// <summary>Applications that use the packages, each built and run once.</summary>
public sealed class PackedApplication
{
    private readonly PackedFeed feed;
    private readonly Lazy<string> output, engineOutput;

    public PackedApplication(PackedFeed feed)
    {
        this.feed = feed;
        output = new(() => BuildAndRun("App", "Program.cs", "DeepTrainer"));
        engineOutput = new(() => BuildAndRun("EngineApp", "Engine.cs", "DeepTrainer.Engine"));
    }

    /// <summary>What the application wrote, after it was built with the package.</summary>
    public string Output => output.Value;

    /// <summary>The same of an application that compiles a network at run time.</summary>
    public string EngineOutput => engineOutput.Value;

    private string App => Path.Combine(feed.Folder, "App");

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

    private string BuildAndRun(string name, string program, string package)
    {
        string app = feed.NewFolder(name);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "App", program), Path.Combine(app, "Program.cs"));
        File.WriteAllText(Path.Combine(app, $"{name}.csproj"), $"""
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
                <PackageReference Include="{package}" Version="[{feed.Version}]" />
                <NetworkWeights Include="models/*.safetensors" />
              </ItemGroup>
            </Project>
            """);
        Directory.CreateDirectory(Path.Combine(app, "models"));
        File.WriteAllBytes(Path.Combine(app, "models", "sides.safetensors"), TestFiles.Sides);
        ChildProcess.Dotnet(app, "build", "-c", "Release", "-nodeReuse:false");
        return ChildProcess.Dotnet(app, Path.Combine("bin", "Release", "net10.0", $"{name}.dll"));
    }
}

using System.Diagnostics;
using System.Reflection;

namespace DeepTrainer.Package.Tests;

/// <summary>
/// An application that is shipped: an inference class with weights in the assembly, and an ONNX model of the project, published as native code once for all tests. Names of files
/// have apostrophes, and a target adds the weights.
/// </summary>
public sealed class ShippedApplication
{
    private readonly PackedFeed feed;
    private readonly Lazy<string> publishing;

    public ShippedApplication(PackedFeed feed)
    {
        this.feed = feed;
        publishing = new(Publish);
    }

    /// <summary>What building and publishing wrote.</summary>
    public string Publishing => publishing.Value;

    /// <summary>The folder of the project.</summary>
    public string Project => Path.Combine(feed.Folder, "Shipped");

    /// <summary>The executable.</summary>
    public string Program => Path.Combine(Project, "out", "Shipped" + (OperatingSystem.IsWindows() ? ".exe" : ""));

    /// <summary>What it writes, and the time from its start until the first line is there: the best of some runs.</summary>
    public (string[] Lines, double Milliseconds) Run(int times)
    {
        _ = Publishing;
        double best = double.PositiveInfinity;
        string[] lines = [];
        for (int i = 0; i < times; i++)
        {
            ProcessStartInfo start = new(Program) { RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() };
            Stopwatch watch = Stopwatch.StartNew();
            using Process process = Process.Start(start)!;
            string? first = process.StandardOutput.ReadLine();
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
            lines = [first ?? "", .. process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }
        return (lines, best);
    }

    /// <summary>What the target that imports models says.</summary>
    public string Import(bool succeeds, params string[] arguments)
    {
        _ = Publishing;
        return ChildProcess.Run("dotnet", Project, succeeds, ["msbuild", "Shipped.csproj", "-nologo", "-nodeReuse:false", "-t:ImportOnnxNetworks",
            "-p:Configuration=Release", .. Native, .. arguments]);
    }

    private static string[] Native =>
        [$"-p:RuntimeIdentifier={typeof(ShippedApplication).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Runtime").Value}"];

    private string Publish()
    {
        string project = feed.NewFolder("Shipped");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "App", "Shipped.cs"), Path.Combine(project, "Program.cs"));
        File.WriteAllText(Path.Combine(project, "Shipped.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <InvariantGlobalization>true</InvariantGlobalization>
                <PublishAot>true</PublishAot>
                <IlcInstructionSet Condition="$(RuntimeIdentifier.EndsWith('x64'))">x86-64-v3</IlcInstructionSet>
                <DeepTrainerTargets>Vector256;Vector128</DeepTrainerTargets>
                <ModelInputs Condition="'$(ModelInputs)' == ''">x:1x3</ModelInputs>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="DeepTrainer" Version="[{feed.Version}]" />
                <PackageReference Include="DeepTrainer.Onnx.Build" Version="[{feed.Version}]" PrivateAssets="all" />
                <OnnxNetwork Include="models/it's small.onnx" Class="Small" Namespace="Shipped" Inputs="$(ModelInputs)" Constants="factor=2" />
              </ItemGroup>
              <Target Name="AddWeights" BeforeTargets="DeepTrainerEmbedWeights">
                <ItemGroup>
                  <NetworkWeights Include="models/it's sides.safetensors" />
                </ItemGroup>
              </Target>
            </Project>
            """);
        Directory.CreateDirectory(Path.Combine(project, "models"));
        File.WriteAllBytes(Path.Combine(project, "models", "it's sides.safetensors"), TestFiles.Sides);
        File.WriteAllBytes(Path.Combine(project, "models", "it's small.onnx"), TestFiles.Model);
        return ChildProcess.Dotnet(project, ["publish", "-c", "Release", "-o", "out", "-nodeReuse:false", .. Native, .. HasClang()
            ? Array.Empty<string>() : ["-p:CppCompilerAndLinker=gcc"]]);
    }

    private static bool HasClang() => OperatingSystem.IsWindows()
        || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "clang")));
}

namespace DeepTrainer.Package.Tests;

/// <summary>The .NET tool and the templates, as they are installed.</summary>
[Collection(PackedTests.Name)]
public sealed class ToolTests(PackedFeed feed)
{
    [Fact]
    public void TheTool_IsInstalled_AndImportsAModel()
    {
        string project = feed.NewFolder("Tool"), tools = Path.Combine(project, "tools"), model = Path.Combine(project, "small.onnx");
        File.WriteAllBytes(model, TestFiles.Model);
        ChildProcess.Dotnet(project, "tool", "install", "DeepTrainer.Tool", "--version", feed.Version, "--tool-path", tools);
        string told = ChildProcess.Run(Path.Combine(tools, OperatingSystem.IsWindows() ? "deeptrainer.exe" : "deeptrainer"), project, succeeds: true,
            "import", "small.onnx", "--input", "x:1x3", "--constant", "factor=2", "--output", "Models");
        Assert.Contains("class Small", told, StringComparison.Ordinal);
        Assert.Contains("= x * 2;", File.ReadAllText(Path.Combine(project, "Models", "Small.cs")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(project, "Models", "small.safetensors")));
    }

    /// <summary>Short name, project to run and its last line; the first of them only, unless <c>DEEPTRAINER_PACKAGES_ALL</c> is 1.</summary>
    public static TheoryData<string, string, string> Templates
    {
        get
        {
            (string, string, string)[] all =
            [
                ("deeptrainer", ".", "(-0.2, -0.4): "),
                ("deeptrainer-audio", ".", "of the signal's energy is wrong"),
                ("deeptrainer-library", "My-deeptrainer-library.App", "of 300 drawings are right"),
                ("deeptrainer-research", ".", "WithLogCosh"),
            ];
            return [.. all.Take(Environment.GetEnvironmentVariable("DEEPTRAINER_PACKAGES_ALL") == "1" ? all.Length : 1)];
        }
    }

    // Each says by its exit code whether what it has learned is good.
    [Theory, MemberData(nameof(Templates))]
    public void ATemplate_BuildsWithoutWarnings_AndLearns(string template, string project, string last)
    {
        // A name that is none in C#.
        string name = $"My-{template}", folder = Path.Combine(feed.NewFolder("Templates"), name), hive = Path.Combine(feed.Folder, "hive");
        if (!Directory.Exists(hive))
            ChildProcess.Dotnet(feed.Folder, "new", "install", feed.FileOf("DeepTrainer.Templates"), "--debug:custom-hive", hive);
        ChildProcess.Dotnet(feed.Folder, "new", template, "-o", folder, "--debug:custom-hive", hive);
        string run = Path.Combine(folder, project);
        ChildProcess.Dotnet(run, "build", "-c", "Release", "-nodeReuse:false", "-p:TreatWarningsAsErrors=true", "-p:NuGetAudit=false");
        string[] lines = ChildProcess.Dotnet(run, Path.Combine("bin", "Release", "net10.0", (project == "." ? name : project) + ".dll"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(last, lines[^1], StringComparison.Ordinal);
    }
}

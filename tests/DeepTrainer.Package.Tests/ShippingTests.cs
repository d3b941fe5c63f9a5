namespace DeepTrainer.Package.Tests;

/// <summary>What is shipped: a native executable with everything in it.</summary>
[Collection(PackedTests.Name)]
public sealed class ShippingTests(ShippedApplication shipped, ITestOutputHelper output) : IClassFixture<ShippedApplication>
{
    [Fact]
    public void AnInferenceClassWithItsWeights_IsPublishedWithoutWarnings_AndPredicts()
    {
        Assert.DoesNotContain("warning", shipped.Publishing, StringComparison.OrdinalIgnoreCase);
        (string[] lines, double milliseconds) = shipped.Run(times: 5);
        double size = new FileInfo(shipped.Program).Length / 1e6;
        output.WriteLine($"{size:F2} MB, first prediction {milliseconds:F1} ms after process start");
        // Scaled to [2, 0], of which the identity makes the scores 2 and 0.
        Assert.Equal("left 88.1 %", lines[0]);
        // x · 2 + [1, 2, 3]
        Assert.Equal("3 6 9", lines[1]);
        Assert.Equal("allocated 0", lines[2]);
        Assert.InRange(size, 0.5, 4);
        // Less than 10 where nothing else runs.
        Assert.InRange(milliseconds, 0, 1000);
    }

    // Beside the program there are symbols at most.
    [Fact]
    public void NothingOfTheImport_IsShipped()
    {
        _ = shipped.Publishing;
        string[] built = [.. Directory.EnumerateFiles(Path.Combine(shipped.Project, "bin"), "*.dll", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)!).Distinct()];
        Assert.Equal(["DeepTrainer.dll", "Shipped.dll"],
            built.Where(f => !f.StartsWith("System.", StringComparison.Ordinal) && !f.StartsWith("Microsoft.", StringComparison.Ordinal)
                && f is not ("mscorlib.dll" or "netstandard.dll" or "WindowsBase.dll")).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(built, f => f.Contains("CodeAnalysis", StringComparison.Ordinal) || f is "System.CommandLine.dll" or "System.Numerics.Tensors.dll");
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(shipped.Program)!, "*.dll"));
    }

    [Fact]
    public void AModel_IsImportedAgainIfSomethingChanged_AndNotElse()
    {
        _ = shipped.Publishing;
        string made = Path.Combine(Directory.EnumerateDirectories(Path.Combine(shipped.Project, "obj", "Release"), "Shipped.Small", SearchOption.AllDirectories).Single(), "made");
        Assert.Equal(["Small.cs", "small.safetensors"], Directory.EnumerateFiles(made).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        DateTime before = File.GetLastWriteTimeUtc(Path.Combine(made, "Small.cs"));
        shipped.Import(succeeds: true);
        Assert.Equal(before, File.GetLastWriteTimeUtc(Path.Combine(made, "Small.cs")));

        // Another option is told to be wrong, at the model, once, and nothing is left that could be compiled.
        string told = shipped.Import(succeeds: false, "-p:ModelInputs=x:1xN");
        string error = Assert.Single(told.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => l.Contains("error", StringComparison.Ordinal));
        Assert.Contains("models/it's small.onnx : error DT1000: --input x:1xN: 'N' is no extent", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(made));

        // An editor is warned, and goes on with the rest of the project.
        string warned = shipped.Import(succeeds: true, "-p:ModelInputs=x:1xN", "-p:DesignTimeBuild=true");
        Assert.Contains("models/it's small.onnx : warning DT1000: --input x:1xN: 'N' is no extent", warned, StringComparison.Ordinal);

        shipped.Import(succeeds: true);
        Assert.True(File.GetLastWriteTimeUtc(Path.Combine(made, "Small.cs")) > before);
    }
}

namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>No reference file lies there without being compared with.</summary>
public class GoldenCoverageTests
{
    [Fact]
    public void EveryFile_HasACase()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Golden", "data");
        IEnumerable<string> files = Directory.EnumerateFiles(folder, "*.safetensors", SearchOption.AllDirectories)
            .Select(path => Path.ChangeExtension(Path.GetRelativePath(folder, path), null).Replace('\\', '/'));
        IEnumerable<string> cases =
        [
            .. new[] { GoldenCases.Activations, GoldenCases.Softmaxes, GoldenCases.Losses, GoldenCases.Comparisons, GoldenCases.Layers, GoldenCases.Training }
                .SelectMany(list => list).Select(c => c.Name),
            .. RecurrentCases.Files, .. BatchNormGoldenTests.Files, BilinearTests.File,
        ];

        Assert.Equal(files.Order(StringComparer.Ordinal), cases.Distinct().Order(StringComparer.Ordinal));
    }
}

using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Working memory that can't be had.</summary>
public class WorkingMemoryTests
{
    // What each layer gives is needed again on the way back, a million values a sample, and no fewer than 16 samples are worked on at once.
    [Fact]
    public void ANetworkWhoseSmallestChunkCantBeAddressed_IsRefusedWithItsSize()
    {
        const int Layers = 140;
        NetworkBuilder network = new NetworkBuilder("Huge").Input(1, 990, 990);
        for (int i = 1; i <= Layers; i++)
            network = network.MaxPool2D([3], stride: 1, padding: 1, name: $"p{i}");
        for (int i = Layers - 1; i > 0; i--)
            network = network.Add(from: $"{(i == Layers - 1 ? "p" : "r")}{i + 1}, p{i}").MaxPool2D([3], stride: 1, padding: 1, name: $"r{i}");
        NetworkModel model = network.ToModel();

        (var files, Problem? problem) = Renderer.TryRun(model, Target.X86);

        Assert.Null(files);
        Assert.StartsWith("DT0206: 'Huge' would need 2,", problem!.ToString(), StringComparison.Ordinal);
        Assert.Contains(" floats of working memory for a few samples, and the budget is 2,147,483,647", problem.ToString(), StringComparison.Ordinal);
    }
}

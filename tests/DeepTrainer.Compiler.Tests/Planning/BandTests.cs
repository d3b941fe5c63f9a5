using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Planning;

/// <summary>Kernels that run one behind another over bands of rows.</summary>
public class BandTests
{
    // 16 products of a tile's row are 2 × 64 × 16 × 16 floats: half of the second-level cache.
    [Fact]
    public void LargeMaps_AreHandedOnInBands()
    {
        KernelPlan[] banded = [.. Plan(64, 32).Kernels.Where(k => k.Kernel.Loop?.Variable == StepLoop.Band)];
        Assert.Equal(["Conv2D1Tiles", "Conv2D1Products", "Conv2D1Relu1"], banded.Select(k => k.Name));
        Assert.All(banded, k => Assert.Equal(16, k.Kernel.Loop!.Steps));
        // A band's row of tiles, in the order in which they are multiplied.
        Shape[] maps = [.. banded[1].Kernel.Accesses.Where(a => a.Storage.Kind == StorageKind.Temporary && a.Storage.Shape.IsBatched).Select(a => a.Storage.Shape).Distinct()];
        Assert.Equal([Shape.Batched(16, 1, 16, 64)], maps);
    }

    // What stands between them is done before: filters, and the border that the last of them writes into.
    [Fact]
    public void KernelsOfAChain_FollowEachOther()
    {
        string[] names = [.. Plan(64, 32).Kernels.Select(k => k.Name)];
        int first = Array.IndexOf(names, "Conv2D1Tiles");
        Assert.Equal(["Conv2D1Products", "Conv2D1Relu1"], names[(first + 1)..(first + 3)]);
        Assert.Contains("Conv2D1Filter", names[..first]);
    }

    // What a later kernel reads again, such as a residual, ends a chain and doesn't hinder it.
    [Fact]
    public void Residuals_AreRunInBands()
    {
        NetworkModel model = new NetworkBuilder("Residual").Input(64, 32, 32).Conv2D(64, [3], padding: 1).Relu(name: "a").Conv2D(64, [3], padding: 1).Add("conv2D2, a").Relu()
            .MaxPool2D([2]).ToModel();
        GraphPlan plan = Planner.Run(model.Inference, new Persistent(model).Layouts, oneSample: true);
        Assert.Equal(2, plan.Kernels.Count(k => k.Kernel.Loop?.Variable == StepLoop.Band && k.Kernel.IsProduct));
    }

    // A chain goes on as long as maps are handed on.
    [Fact]
    public void LongChains_AreRunInBandsAsAWhole()
    {
        NetworkBuilder network = new NetworkBuilder("Long").Input(8, 128, 128);
        for (int layer = 0; layer < 300; layer++)
            network = network.Gelu();
        KernelPlan[] kernels = [.. Planner.Run(network.ToModel().Inference, new Persistent(network.ToModel()).Layouts, oneSample: true).Kernels];
        Assert.InRange(kernels.Length, 3, 100);
        Assert.All(kernels, k => Assert.Equal(kernels[0].Kernel.Loop, k.Kernel.Loop));
        Assert.Equal(StepLoop.Band, kernels[0].Kernel.Loop?.Variable);
    }

    [Theory]
    [InlineData(32, 16)] // which have room in the cache as they are
    [InlineData(160, 32)] // whose filters would have to be read again for each band
    public void OtherMaps_AreNot(int channels, int size) => Assert.DoesNotContain(Plan(channels, size).Kernels, k => k.Kernel.Loop is not null);

    private static GraphPlan Plan(int channels, int size)
    {
        NetworkModel model = new NetworkBuilder("Bands").Input(channels, size, size).Conv2D(channels, [3], padding: 1).Relu().MaxPool2D([2]).ToModel();
        return Planner.Run(model.Inference, new Persistent(model).Layouts, oneSample: true);
    }
}

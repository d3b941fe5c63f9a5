using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Planning;

/// <summary>What the passes over kernels make of them: before → after.</summary>
public class KernelPassTests
{
    [Fact]
    public void LoopsThatContinueEachOther_BecomeOne()
    {
        Kernel image = Assert.Single(Kernels(new NetworkBuilder("Image").Input(3, 4, 5).Tanh())).ForOneSample();
        Assert.Equal([3, 4, 5], Extents(image));
        Assert.Equal([60], Extents(Collapse.Run(image, image.Axes.Length - 1).Kernel));
    }

    // Columns lie 4 apart in what is read and 3 apart in what is written.
    [Fact]
    public void LoopsThatWalkDifferently_StayTwo()
    {
        Kernel turned = Assert.Single(Kernels(new NetworkBuilder("Turned").Input(3, 4).Transpose(0, 1).Tanh())).ForOneSample();
        Assert.Equal(2, Extents(Collapse.Run(turned, turned.Axes.Length - 1).Kernel).Length);
    }

    [Fact]
    public void SamplesOfTheCaller_AreCopiedForProducts()
    {
        ImmutableArray<Kernel> before = Kernels(new NetworkBuilder("Product").Input(4).Dense(3)), after = InputCopies.Run(before);
        Assert.Contains("input", Loaded(Assert.Single(before)));
        Assert.Equal(2, after.Length);
        Assert.Equal(["input"], Loaded(after[0]));
        Assert.Contains("inputCopied", Loaded(after[1]));
        Assert.DoesNotContain("input", Loaded(after[1]));
    }

    // Each value is read once, so that a copy would only take time.
    [Fact]
    public void SamplesThatNoProductReads_AreNotCopied() =>
        Assert.DoesNotContain("inputCopied", InputCopies.Run(Kernels(new NetworkBuilder("Image").Input(3, 4, 5).Tanh())).SelectMany(Loaded));

    private static ImmutableArray<Kernel> Kernels(NetworkBuilder network)
    {
        NetworkModel model = network.ToModel();
        return Planner.Lowered(model.Inference, new Persistent(model).Layouts).Kernels;
    }

    private static int[] Extents(Kernel kernel) => [.. kernel.Axes.Select(a => a.Extent).Where(e => e > 1)];

    private static IEnumerable<string> Loaded(Kernel kernel) => kernel.Operands.OfType<Operand.Load>().Select(l => l.Access.Storage.Name);
}

using System.Diagnostics;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>What is emitted grows with what is declared, not faster.</summary>
public class SizeTests
{
    // Each round uses the value before it four times: written out, 16 rounds would be four thousand million terms.
    [Fact]
    public void AFunctionThatUsesItsValuesOften_IsEmittedInLinearSize()
    {
        long start = Stopwatch.GetTimestamp();
        int eight = Characters(8), sixteen = Characters(16);
        Assert.InRange(sixteen, eight, 3 * eight);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 30);
    }

    // Each layer uses the one before it twice: followed to the input, 24 layers would be sixteen million ways.
    [Fact]
    public void LayersThatUseTheOneBeforeThemTwice_AreWrittenInLinearTime()
    {
        long start = Stopwatch.GetTimestamp();
        NetworkBuilder network = new NetworkBuilder("Diamonds").Input(4).Dense(5, name: "a0");
        for (int i = 0; i < 24; i++)
        {
            network.Relu(name: $"r{i}", from: $"a{i}");
            if (i % 2 == 0)
                network.Add($"a{i}, r{i}", name: $"a{i + 1}");
            else
                network.Multiply($"a{i}, r{i}", name: $"a{i + 1}");
        }
        NetworkModel model = network.LayerNorm().Dense(2).Mse().Sgd().ToModel();
        Assert.NotEmpty(Renderer.Run(model));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 30);
    }

    // A step is a product with the state and what the gates make of it, each way; and back, what the cell passes on.
    [Fact]
    public void AStepOfARecurrence_IsAsFewKernelsAsCanBe()
    {
        NetworkModel model = new NetworkBuilder("Sequence").Input([9, 3], time: 0).Lstm(20).Dense(2).Mse().Adam().ToModel();
        ILookup<bool, KernelPlan> kernels = Planner.Run(model.Training!, new Persistent(model).Layouts).Kernels.Where(k => k.Kernel.Loop is not null)
            .ToLookup(k => k.Kernel.Loop!.Reverse);
        Assert.Equal((2, 3), (kernels[false].Count(), kernels[true].Count()));
    }

    private static int Characters(int rounds)
    {
        NetworkModel model = new NetworkBuilder("Newton").Input(4).Dense(5).Activation("newton", x => Iterated(x, rounds)).Dense(2).Mse().Sgd().ToModel();
        return Renderer.Run(model).Sum(f => f.Text.Length);
    }

    private static Expr Iterated(Expr x, int rounds)
    {
        Expr y = 1;
        for (int i = 0; i < rounds; i++)
            y = (x / (1 + (y * y))) + (y * (1.5 - (0.5 * x * y * y)));
        return y;
    }
}

using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Passes;

/// <summary>Every mistake in convolutions, pooling and resampling is told at its option, with what would be right.</summary>
public class PositionProblemTests
{
    [Fact]
    public void WrongRank()
    {
        Expect("DT0230", null, b => b.Input(4).Conv1D(2, [1]), "'conv1D1'", "signals [channels, length]", "[4]", "[Input(1, 64)]");
        Expect("DT0230", null, b => b.Input(1, 2, 3).MaxPool1D([2]), "signals", "[1, 2, 3]");
        Expect("DT0230", null, b => b.Input(4, 5).ConvTranspose2D(2, [1]), "images [channels, height, width]", "[4, 5]", "[Input(1, 28, 28)]");
        Expect("DT0230", null, b => b.Input(4).GlobalAvgPool(), "samples [channels, positions…]");
    }

    [Fact]
    public void Kernels()
    {
        Expect("DT0205", "KernelSize", b => b.Input(1, 4, 5).Conv2D(2, [5, 5]), "is 5", "at most 4", "dimension 1 of 'input'");
        Expect("DT0205", "KernelSize", b => b.Input(1, 4, 5).Conv2D(2, [3], dilation: 2), "at most 2");
        Expect("DT0205", "KernelSize", b => b.Input(1, 4, 5).Conv2D(2, [1, 2, 3]), "is [1, 2, 3]", "one number, or 2");
        Expect("DT0205", "KernelSize", b => b.Input(1, 4, 5).Conv2D(2, []), "is empty");
        Expect("DT0205", "KernelSize", b => b.Input(1, 4, 5).AvgPool2D([0]), "is 0", "1 or more");
        Expect("DT0205", "Stride", b => b.Input(1, 4).Conv1D(2, [2], stride: 0), "1 or more");
        Expect("DT0205", "Strides", b => b.Input(1, 4, 5).Conv2D(2, [2], stride: 2, strides: [1, 2]), "left out where Stride is given");
        Expect("DT0205", "Dilation", b => b.Input(1, 4).MaxPool1D([2], dilation: -1), "is -1");
        Expect("DT0204", "Channels", b => b.Input(1, 4).Conv1D(0, [2]), "is 0");
        Expect("DT0205", "Groups", b => b.Input(4, 5).Conv1D(6, [2], groups: 4), "is 4", "the 4 channels of 'input'", "the 6 of 'conv1D1'");
    }

    [Fact]
    public void Borders()
    {
        Expect("DT0205", "Padding", b => b.Input(1, 4).Conv1D(2, [2], padding: -1), "0 or more");
        Expect("DT0205", "Paddings", b => b.Input(1, 4, 4).Conv2D(2, [2], paddings: [1, 2, 3]), "2 for the dimensions, or 4 for the sides: top, bottom, left, right");
        Expect("DT0205", "SamePadding", b => b.Input(1, 4).Conv1D(2, [2], stride: 2, samePadding: true), "left out where Stride or Padding is given");
        Expect("DT0205", "SamePadding", b => b.Input(1, 4).Conv1D(2, [3], padding: 1, samePadding: true), "left out");
        Expect("DT0205", "Padding", b => b.Input(1, 4).Conv1D(2, [3], padding: 4, paddingMode: PaddingMode.Reflect), "at most 3");
        Expect("DT0205", "Paddings", b => b.Input(1, 4).Conv1D(2, [3], paddings: [5, 0], paddingMode: PaddingMode.Circular), "at most 4");
        Expect("DT0205", "PaddingMode", b => b.Input(1, 4).Pad([1], (PaddingMode)7), "Constant, Reflect, Replicate, Circular");
        Expect("DT0205", "Padding", b => b.Input(1, 4).MaxPool1D([3], padding: 2), "at most 1");
        Expect("DT0205", "Padding", b => b.Input(1, 1).MaxPool1D([2], padding: 1, dilation: 2), "some window sees none of the 1 positions");
        Expect("DT0205", "Sides", b => b.Input(1, 4).Crop([2, 2]), "in all less than 4");
        Expect("DT0206", null, b => b.Input(1, 4, 4).Pad([100_000]), "values a sample");
        Expect("DT0206", null, b => b.Input(1, 4, 4).Conv2D(1, [2_000_000_000], samePadding: true), "values a sample");
    }

    [Fact]
    public void TransposedConvolutions()
    {
        Expect("DT0205", "OutputPadding", b => b.Input(1, 4).ConvTranspose1D(2, [3], stride: 2, outputPadding: 2), "is 2", "the larger is 2");
        Expect("DT0205", "Padding", b => b.Input(1, 2).ConvTranspose1D(2, [2], padding: 2), "in all less than 3");
        Expect("DT0206", null, b => b.Input(1, 60).ConvTranspose1D(2, [2], stride: 1_000_000_000), "values a sample");
    }

    [Fact]
    public void Resampling()
    {
        Expect("DT0205", "Scale", b => b.Input(1, 4).Upsample([2, 2]), "one number, or 1");
        Expect("DT0205", "AlignCorners", b => b.Input(1, 4).Upsample([2], alignCorners: true), "only Linear");
        Expect("DT0205", "Mode", b => b.Input(1, 4).Upsample([2], (UpsampleMode)5), "Nearest, Linear");
        Expect("DT0206", null, b => b.Input(1, 4, 4).Upsample([1_000_000_000]), "16,000,000,000,000,000,000", "values a sample");
        Expect("DT0205", "Scale", b => b.Input(6, 2, 2).PixelShuffle(2), "divides the 6 channels");
        Expect("DT0205", "Scale", b => b.Input(6, 4, 3).PixelUnshuffle(2), "height 4 and the width 3");
        Expect("DT0205", "OutputSize", b => b.Input(1, 4).AdaptiveAvgPool([0]), "1 or more");
    }

    [Fact]
    public void Rearranging()
    {
        Expect("DT0205", "Start", b => b.Input(4, 3).Slice(4, 1), "from -4 to 3");
        Expect("DT0205", "Length", b => b.Input(4, 3).Slice(1, 3, step: 2), "from 1 to 2");
        Expect("DT0205", "Axis", b => b.Input(4, 3).Slice(0, 1, axis: 2), "from -2 to 1", "[4, 3]");
        Expect("DT0204", "Step", b => b.Input(4, 3).Slice(0, 1, step: 0), "is 0");
        Expect("DT0205", "Axis1", b => b.Input(4, 3).Transpose(0, -3), "is -3");
        Expect("DT0205", "Order", b => b.Input(4, 3).Permute([0, 0]), "[0, 0]", "each once");
    }

    [Fact]
    public void RightDeclarationsHaveTheirShapes()
    {
        Assert.Equal("[4, 3, 3]", ShapeOf(b => b.Input(1, 7, 6).Conv2D(4, [3], stride: 2, paddings: [0, 0, 0, 1])));
        Assert.Equal("[2, 7, 6]", ShapeOf(b => b.Input(1, 7, 6).Conv2D(2, [4, 3], dilations: [1, 2], samePadding: true)));
        Assert.Equal("[1, 4]", ShapeOf(b => b.Input(1, 7).MaxPool1D([2], ceilMode: true)));
        Assert.Equal("[1, 3]", ShapeOf(b => b.Input(1, 6).MaxPool1D([1], stride: 2, ceilMode: true)));
        Assert.Equal("[3, 9, 8]", ShapeOf(b => b.Input(2, 4, 4).ConvTranspose2D(3, [3], stride: 2, paddings: [0, 1], outputPaddings: [0, 1])));
        Assert.Equal("[5]", ShapeOf(b => b.Input(5, 2, 3).GlobalMaxPool()));
        Assert.Equal("[3, 5, 2]", ShapeOf(b => b.Input(5, 2, 3).Permute([2, 0, 1])));
    }

    private static string ShapeOf(Func<NetworkBuilder, NetworkBuilder> declare) => declare(new("Net")).ToModel().OutputShape.ToString();

    private static void Expect(string id, string? argument, Func<NetworkBuilder, NetworkBuilder> declare, params string[] words)
    {
        (NetworkModel? model, ImmutableArray<Problem> problems) = Build.Run(declare(new("Net")).ToSpec());
        Problem problem = Assert.Single(problems);
        Assert.Null(model);
        Assert.Equal((id, 1, argument), (problem.Kind.Id, problem.Element, problem.Argument));
        Assert.All(words, word => Assert.Contains(word, problem.Message, StringComparison.Ordinal));
    }
}

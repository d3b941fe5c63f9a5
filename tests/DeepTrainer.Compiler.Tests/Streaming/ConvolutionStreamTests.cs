using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Streaming;

public class ConvolutionStreamTests
{
    private static readonly Dictionary<string, (int Warmup, Func<NetworkBuilder, NetworkBuilder> Layers)> Networks = new()
    {
        ["causal"] = (0, b => b.Conv1D(5, [3], paddings: [2, 0])),
        ["one step"] = (0, b => b.Conv1D(5, [1])),
        ["dilated, in groups"] = (0, b => b.Conv1D(4, [3], dilation: 2, paddings: [4, 0], groups: 2).Relu().Conv1D(6, [2], dilation: 3, paddings: [3, 0], groups: 2)),
        ["each channel by itself"] = (0, b => b.Conv1D(2, [4], paddings: [3, 0], groups: 2).Tanh()),
        ["without padding"] = (4, b => b.Conv1D(4, [3]).Relu().Conv1D(3, [2], dilation: 2)),
        ["less padding than it reaches back"] = (2, b => b.Conv1D(4, [4], paddings: [1, 0])),
        ["padding after none"] = (2, b => b.Conv1D(4, [3]).Tanh().Conv1D(3, [3], paddings: [2, 0])),
        ["around a convolution without padding"] = (4, b => b.Conv1D(2, [3], dilation: 2, name: "conv").Crop([4, 0], from: "input", name: "skip").Add("conv, skip").Tanh()),
        ["max pooling"] = (2, b => b.Conv1D(4, [2], paddings: [1, 0]).MaxPool1D([3], stride: 1)),
        ["max pooling within a border"] = (0, b => b.MaxPool1D([2], stride: 1, paddings: [1, 0])),
        ["average pooling"] = (1, b => b.AvgPool1D([2], stride: 1).AvgPool1D([2], stride: 1, paddings: [1, 0])),
        ["recurrence behind none"] = (2, b => b.Conv1D(4, [3]).Transpose(0, 1).Lstm(5)),
        ["the last step of it"] = (2, b => b.Conv1D(4, [3]).Transpose(0, 1).Gru(5, returnSequence: false).Dense(2)),
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Steps_GiveWhatTheWholeSequenceGives(string name)
    {
        (int warmup, Func<NetworkBuilder, NetworkBuilder> layers) = Networks[name];
        NetworkBuilder network = layers(new NetworkBuilder("Net").Input([2, 12], time: 1));
        Assert.Equal(warmup, network.Build(1).WarmupSteps);
        StreamCheck.EqualsPrediction(network);
    }

    [Fact]
    public void ImagesOfTimeAndFrequency_StepToo() =>
        StreamCheck.EqualsPrediction(new NetworkBuilder("Net").Input([1, 10, 6], time: 1).Conv2D(3, [3], paddings: [2, 0, 1, 1]).Relu()
            .MaxPool2D([2], strides: [1, 2]).Conv2D(2, [1]));

    [Fact]
    public void BordersAlongOtherDimensions_StepToo() =>
        StreamCheck.EqualsPrediction(new NetworkBuilder("Net").Input([1, 10, 6], time: 1).Pad([0, 0, 1, 2]).Conv2D(3, [1, 4]).Crop([1, 0, 0, 2]).Relu());

    [Fact]
    public void ImagesWithTimeBetweenTheirElements_StepToo() => StreamCheck.EqualsPrediction(
        new NetworkBuilder("Net").Input([2, 5, 11], time: 2).Conv2D(3, [3, 2], paddings: [1, 1, 3, 0], dilations: [1, 3]).Tanh().Conv2D(2, [1, 3], dilations: [1, 2]));

    // Each step's channels lie together, at the place that its number has in each of the two turns: nothing that was kept moves.
    [Fact]
    public void TheStateIsARingOfTheLastSteps()
    {
        NetworkModel model = new NetworkBuilder("Net").Input([2, 12], time: 1).Conv1D(4, [3], dilation: 2, paddings: [4, 0]).ToModel();
        foreach (IStreamingNetwork network in (IStreamingNetwork[])[new EngineNetwork(model, 1), (IStreamingNetwork)CompiledNetwork.Create(model, 1)])
        {
            float[] state = new float[network.StateSize], output = new float[4];
            for (int t = 0; t < 6; t++)
                network.Step([t, 10 * t], output, state, t);
            float[] turn = [5, 50, 1, 10, 2, 20, 3, 30, 4, 40];
            Assert.Equal([.. turn, .. turn], state);
        }
    }

    [Fact]
    public void AStepsWork_IsTheSameHoweverFarItLooksBack()
    {
        Assert.Equal(Work(dilation: 1), Work(dilation: 100));

        static string[] Work(int dilation)
        {
            NetworkModel model = new NetworkBuilder("Net").Input([2, 256], time: 1).Conv1D(4, [3], dilation: dilation, paddings: [2 * dilation, 0])
                .Relu().Conv1D(4, [2], dilation: dilation).ToModel();
            Assert.Equal(0, model.Streaming!.RenewedSize);
            return [.. Planner.Run(model.Streaming.Graph, new Persistent(model).Layouts, oneSample: true).Kernels.Select(k => string.Join(",", k.Kernel.Axes))];
        }
    }

    [Fact]
    public void AStreamOfConvolutions_MayBeginAtAnyNumber()
    {
        NetworkModel model = new NetworkBuilder("Net").Input([2, 12], time: 1).Conv1D(4, [3], dilation: 2, paddings: [4, 0]).Tanh().Conv1D(3, [3], paddings: [2, 0]).ToModel();
        float[] first = Run(new EngineNetwork(model, 1), 0);
        var generated = (IStreamingNetwork)CompiledNetwork.Create(model, 1);
        Assert.Equal(first, Run(new EngineNetwork(model, 1), (1L << 40) + 3));
        Assert.Equal(Run(generated, 0), Run(generated, (1L << 40) + 3));

        static float[] Run(IStreamingNetwork network, long position)
        {
            float[] state = new float[network.StateSize], output = new float[3];
            return
            [
                .. Enumerable.Range(0, 20).SelectMany(t =>
                {
                    network.Step([t, 1 - t], output, state, position + t);
                    return output.ToArray();
                }),
            ];
        }
    }

    [Fact]
    public void WhatCantStream_SaysWhy()
    {
        Told("steps to come", b => b.Conv1D(4, [3], padding: 1));
        Told("steps to come", b => b.Conv1D(4, [3], samePadding: true));
        Told("Stride = 1", b => b.Conv1D(4, [3], stride: 2));
        Told("Stride = 1", b => b.MaxPool1D([2]));
        Told("at most 2", b => b.Conv1D(4, [3], paddings: [3, 0]));
        Told("repeats", b => b.Conv1D(4, [3], paddings: [2, 0], paddingMode: PaddingMode.Replicate));
        Told("CountIncludePad", b => b.AvgPool1D([2], stride: 1, paddings: [1, 0], countIncludePad: false));
        Told("channels", b => b.Conv1D(4, [3]), time: 0);
        Told("depends on others", b => b.Upsample([2]));
        Told("behind it", b => b.Pad([2, 0]));
        Told("last steps", b => b.Crop([0, 2]));

        static void Told(string words, Func<NetworkBuilder, NetworkBuilder> layers, int time = 1)
        {
            NetworkDefinitionException e = Assert.Throws<NetworkDefinitionException>(layers(new NetworkBuilder("Net").Input([2, 12], time)).ToModel);
            Assert.Equal((1, "DT0401"), (Assert.Single(e.Problems).Element, e.Problems[0].Kind.Id));
            Assert.Contains(words, e.Message, StringComparison.Ordinal);
        }
    }
}

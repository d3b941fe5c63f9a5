using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Passes;

/// <summary>The classic mistakes that can be seen in a declaration are told where they stand; what looks like them but is meant is not.</summary>
public class AdviceTests
{
    private static readonly Dictionary<string, (string Id, int Element, string? Argument, Func<NetworkBuilder, NetworkBuilder> Network)> Mistakes = new()
    {
        ["softmax before cross-entropy"] = ("DT0501", 3, null, n => n.Input(4).Dense(3).Softmax().CrossEntropy()),
        ["sigmoid before cross-entropy"] = ("DT0501", 3, null, n => n.Input(4).Dense(3).Sigmoid().CrossEntropy()),
        ["softmax and a shape before cross-entropy"] = ("DT0501", 4, null, n => n.Input(4).Dense(6).Softmax().Reshape([3, 2]).CrossEntropy()),
        ["sigmoid before a loss with logits"] = ("DT0501", 3, null, n => n.Input(4).Dense(1).Sigmoid().BinaryCrossEntropyWithLogits()),
        ["log-sigmoid before a loss with logits"] = ("DT0501", 3, null, n => n.Input(4).Dense(1).LogSigmoid().BinaryCrossEntropyWithLogits()),
        ["softmax before a loss with logits"] = ("DT0501", 3, null, n => n.Input(4).Dense(2).Softmax().BinaryCrossEntropyWithLogits()),
        ["hard sigmoid before focal loss"] = ("DT0501", 3, null, n => n.Input(4).Dense(1).HardSigmoid().Focal()),
        ["sigmoid before soft margin"] = ("DT0501", 3, null, n => n.Input(4).Dense(1).Sigmoid().SoftMargin()),
        ["sigmoid before several labels"] = ("DT0501", 3, null, n => n.Input(4).Dense(3).Sigmoid().MultiLabelSoftMargin()),
        ["scores into nll"] = ("DT0502", 2, null, n => n.Input(4).Dense(3).Nll()),
        ["softmax into nll"] = ("DT0502", 3, null, n => n.Input(4).Dense(3).Softmax().Nll()),
        ["normalized scores into nll"] = ("DT0502", 3, null, n => n.Input(4).Dense(3).LayerNorm().Nll()),
        ["softmax into a divergence"] = ("DT0502", 3, null, n => n.Input(4).Dense(3).Softmax().KlDiv()),
        ["scores into ctc"] = ("DT0502", 2, null, n => n.Input(9, 4).Dense(3).Ctc(2)),
        ["scores into binary cross-entropy"] = ("DT0503", 2, null, n => n.Input(4).Dense(1).BinaryCrossEntropy()),
        ["tanh into binary cross-entropy"] = ("DT0503", 3, null, n => n.Input(4).Dense(1).Tanh().BinaryCrossEntropy()),
        ["relu into binary cross-entropy"] = ("DT0503", 3, null, n => n.Input(4).Dense(1).Relu().BinaryCrossEntropy()),
        ["scores as a variance"] = ("DT0504", 3, null, n => n.Input(4).Dense(1, name: "m").Dense(1, name: "v", from: "input").GaussianNll(from: "m, v").Output("m, v")),
        ["scores as a rate"] = ("DT0504", 2, null, n => n.Input(4).Dense(1).PoissonNll(logInput: false)),
        ["relu before cross-entropy"] = ("DT0505", 2, null, n => n.Input(4).Dense(3).Relu().CrossEntropy()),
        ["relu before squares"] = ("DT0505", 2, null, n => n.Input(4).Dense(3).Relu().Mse()),
        ["relu before huber"] = ("DT0505", 2, null, n => n.Input(4).Dense(3).Relu().Flatten().Huber()),
        ["relu6 before logits"] = ("DT0505", 2, null, n => n.Input(4).Dense(1).Relu6().BinaryCrossEntropyWithLogits()),
        ["dropout of the output"] = ("DT0506", 2, null, n => n.Input(4).Dense(3).Dropout().CrossEntropy()),
        ["dropout of scores"] = ("DT0506", 2, null, n => n.Input(4).Dense(3).Dropout(0.2).LogSoftmax().Nll()),
        ["softmax twice"] = ("DT0507", 3, null, n => n.Input(4).Dense(3).Softmax().Softmax().L1()),
        ["log-softmax of softmax"] = ("DT0507", 3, null, n => n.Input(4).Dense(3).Softmax().LogSoftmax().Nll()),
        ["sigmoid of relu"] = ("DT0507", 3, null, n => n.Input(4).Dense(1).Relu().Sigmoid().BinaryCrossEntropy()),
        ["sigmoid of softmax"] = ("DT0507", 3, null, n => n.Input(4).Dense(2).Softmax().Sigmoid().BinaryCrossEntropy()),
        ["softmax of one"] = ("DT0508", 2, null, n => n.Input(4).Dense(1).Softmax().Mse()),
        ["log-softmax of one"] = ("DT0508", 2, null, n => n.Input(4, 1).Dense(1).LogSoftmax().Mse()),
        ["two dense layers"] = ("DT0509", 2, null, n => n.Input(64).Dense(32).Dense(10).CrossEntropy()),
        ["two dense layers without a loss"] = ("DT0509", 2, null, n => n.Input(64).Dense(32).Dense(10)),
        ["two dense layers with dropout"] = ("DT0509", 3, null, n => n.Input(64).Dense(32).Dropout().Dense(10).CrossEntropy()),
        ["two dense layers with batch normalization"] = ("DT0509", 3, null, n => n.Input(64).Dense(32).BatchNorm().Dense(10).CrossEntropy()),
        ["two convolutions"] = ("DT0509", 2, null, n => n.Input(1, 9, 9).Conv2D(4, [3]).Conv2D(8, [3]).Relu().Flatten().Dense(3).CrossEntropy()),
        ["convolution and dense"] = ("DT0509", 3, null, n => n.Input(1, 9, 9).Conv2D(4, [3]).Flatten().Dense(3).CrossEntropy()),
        ["zeros below a dense layer"] = ("DT0510", 1, "Init", n => n.Input(4).Dense(8, init: Init.Zeros).Relu().Dense(3).CrossEntropy()),
        ["ones and pooling below a dense layer"] = ("DT0510", 1, "Init", n => n.Input(1, 8, 8).Conv2D(4, [3], init: Init.Constant, initValue: 1)
            .Relu().MaxPool2D([2]).Flatten().Dense(3).CrossEntropy()),
        ["a constant below a recurrent layer"] = ("DT0510", 1, "Init", n => n.Input(5, 4).Dense(8, init: Init.Constant, initValue: 0.1).Tanh()
            .Lstm(3, returnSequence: false).Mse()),
        ["convolution into dense without flatten"] = ("DT0511", 3, null, n => n.Input(1, 9, 9).Conv2D(4, [3]).Relu().Dense(3).Mse()),
        ["pooling to one position into dense"] = ("DT0511", 4, null, n => n.Input(1, 9, 9).Conv2D(4, [3]).Relu().AdaptiveAvgPool([1]).Dense(3).Mse()),
        ["convolution into lstm"] = ("DT0511", 3, null, n => n.Input(2, 20).Conv1D(4, [3]).Relu().Lstm(3, returnSequence: false).Mse()),
        ["embedding into convolution"] = ("DT0511", 2, null, n => n.Input(12).Embedding(50, 8).Conv1D(4, [3]).Relu().GlobalMaxPool().Dense(3).CrossEntropy()),
        ["lstm into global pooling"] = ("DT0511", 2, null, n => n.Input(6, 8).Lstm(5).GlobalAvgPool().Dense(3).CrossEntropy()),
        ["lstm into batch normalization"] = ("DT0511", 2, null, n => n.Input(6, 8).Lstm(4).BatchNorm().Lstm(3, returnSequence: false).Mse()),
        ["a label for a sequence"] = ("DT0512", 3, null, n => n.Input(6, 4).Lstm(8).Dense(3).CrossEntropy()),
        ["a label for embedded words"] = ("DT0512", 3, null, n => n.Input(6).Embedding(50, 8).Dense(3).CrossEntropy()),
        ["log-softmax along columns"] = ("DT0512", 3, null, n => n.Input(1, 8, 8).Conv2D(3, [3]).LogSoftmax().Nll()),
        ["channels as steps of ctc"] = ("DT0512", 3, null, n => n.Input(4, 9).Conv1D(3, [1]).LogSoftmax(axis: 0).Ctc(2)),
        ["log-sigmoid into nll"] = ("DT0502", 3, null, n => n.Input(4).Dense(3).LogSigmoid().Nll()),
        ["a convolution to fewer channels and dense"] = ("DT0509", 3, null, n => n.Input(16, 9, 9).Conv2D(8, [3]).Flatten().Dense(10).CrossEntropy()),
        ["average pooling between"] = ("DT0509", 4, null, n => n.Input(1, 9, 9).Conv2D(4, [3]).AvgPool2D([2]).Flatten().Dense(3).CrossEntropy()),
        ["global average pooling between"] = ("DT0509", 3, null, n => n.Input(1, 9, 9).Conv2D(8, [3]).GlobalAvgPool().Dense(3).CrossEntropy()),
        ["a border between"] = ("DT0509", 3, null, n => n.Input(1, 9, 9).Conv2D(4, [3]).Pad([1]).Conv2D(4, [3]).Relu().Flatten().Dense(3).CrossEntropy()),
        ["tanh before cross-entropy"] = ("DT0513", 2, null, n => n.Input(4).Dense(3).Tanh().CrossEntropy()),
        ["hard tanh before cross-entropy"] = ("DT0513", 2, null, n => n.Input(4).Dense(3).HardTanh().CrossEntropy()),
        ["softsign before logits"] = ("DT0513", 2, null, n => n.Input(4).Dense(1).Softsign().Reshape([1, 1]).BinaryCrossEntropyWithLogits()),
        ["a recurrent layer before cross-entropy"] = ("DT0513", 1, null, n => n.Input(6, 4).Lstm(3, returnSequence: false).CrossEntropy()),
    };

    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Meant = new()
    {
        ["scores"] = n => n.Input(4).Dense(8).Relu().Dense(3).CrossEntropy(),
        ["log-softmax before cross-entropy"] = n => n.Input(4).Dense(3).LogSoftmax().CrossEntropy(),
        ["log-softmax and nll"] = n => n.Input(4).Dense(3).LogSoftmax().Nll(),
        ["log-softmax in another shape"] = n => n.Input(4).Dense(6).Reshape([3, 2]).LogSoftmax(axis: 0).Nll(),
        ["probabilities shown, scores judged"] = n => n.Input(4).Dense(3, name: "scores").Softmax().CrossEntropy(from: "scores").Output("softmax1"),
        ["sigmoid and binary cross-entropy"] = n => n.Input(4).Dense(1).Sigmoid().BinaryCrossEntropy(),
        ["hard sigmoid and binary cross-entropy"] = n => n.Input(4).Dense(1).HardSigmoid().BinaryCrossEntropy(),
        ["softmax and binary cross-entropy"] = n => n.Input(4).Dense(2).Softmax().BinaryCrossEntropy(),
        ["sigmoid and squares"] = n => n.Input(4).Dense(1).Sigmoid().Mse(),
        ["softmax and squares"] = n => n.Input(4).Dense(3).Softmax().Mse(),
        ["softplus and squares"] = n => n.Input(4).Dense(1).Softplus().Mse(),
        ["leaky relu and squares"] = n => n.Input(4).Dense(1).LeakyRelu().Mse(),
        ["tanh and squares"] = n => n.Input(4).Dense(1).Tanh().Mse(),
        ["a variance above 0"] = n => n.Input(4).Dense(1, name: "m").Dense(1, from: "input").Softplus(name: "v").GaussianNll(from: "m, v").Output("m, v"),
        ["a logarithmic rate"] = n => n.Input(4).Dense(1).PoissonNll(),
        ["features judged besides"] = n => n.Input(4).Dense(8).Relu(name: "f").Dense(3, name: "y").Mse(from: "f").CrossEntropy(from: "y").Output("y"),
        ["relu under global pooling"] = n => n.Input(1, 9, 9).Conv2D(3, [3]).Relu().GlobalAvgPool().CrossEntropy(),
        ["dropout under the last layer"] = n => n.Input(4).Dense(8).Relu().Dropout().Dense(3).CrossEntropy(),
        ["dropout that drops nothing"] = n => n.Input(4).Dense(3).Dropout(0).CrossEntropy(),
        ["dropout without a loss"] = n => n.Input(4).Dense(3).Dropout(),
        ["two views of a sample"] = n => n.Input(4).Dense(3, name: "a").Dropout(name: "x").Dropout(name: "y", from: "a").CosineEmbedding(from: "x, y").Output("a"),
        ["gates"] = n => n.Input(4).Dense(8).Relu(name: "x").Dense(8).Sigmoid().Multiply(from: "x, sigmoid1").Dense(3).CrossEntropy(),
        ["attention over steps"] = n => n.Input(6, 4).Lstm(8, name: "h").Dense(1).Softmax(axis: 0).Transpose(0, 1).Flatten().Dense(3).CrossEntropy(),
        ["a bottleneck"] = n => n.Input(64).Dense(8).Dense(64).Mse(),
        ["few features before many classes"] = n => n.Input(9).Embedding(500, 8).Flatten().Dense(16).Dense(500).CrossEntropy(),
        ["features used twice"] = n => n.Input(64).Dense(32, name: "z").Dense(10, name: "y").Tanh(from: "z").Add(from: "tanh1, z").Dense(4, name: "w")
            .CrossEntropy(from: "y").CrossEntropy(from: "w"),
        ["features that are an output"] = n => n.Input(64).Dense(32, name: "z").Dense(10, name: "y").CrossEntropy().Output("y, z"),
        ["a frozen part"] = n => n.Input(64).Dense(32).Weights(frozen: true).Dense(10).CrossEntropy(),
        ["shared weights"] = n => n.Input(8).Dense(8, name: "a").Dense(8).Weights(sharedWith: "a").Relu().Dense(3).CrossEntropy(),
        ["a separable convolution"] = n => n.Input(4, 9, 9).Conv2D(4, [3], groups: 4).Conv2D(8, [1]).Relu().GlobalAvgPool().Dense(3).CrossEntropy(),
        ["rows and columns"] = n => n.Input(4, 9, 9).Conv2D(4, [3, 1]).Conv2D(8, [1, 3]).Relu().GlobalAvgPool().Dense(3).CrossEntropy(),
        ["max pooling between"] = n => n.Input(1, 9, 9).Conv2D(4, [3]).MaxPool2D([2]).Flatten().Dense(3).CrossEntropy(),
        ["layer normalization between"] = n => n.Input(64).Dense(32).LayerNorm().Dense(10).CrossEntropy(),
        ["a user's activation between"] = n => n.Input(64).Dense(32).Gelu().Dense(10).CrossEntropy(),
        ["zeros in the last layer"] = n => n.Input(4).Dense(8).Relu().Dense(3, init: Init.Zeros).CrossEntropy(),
        ["zeros at a branch's end"] = n => n.Input(8).Dense(8).Relu(name: "x").Dense(8, init: Init.Zeros).Add(from: "x, dense2").Dense(3).CrossEntropy(),
        ["zeros in one unit"] = n => n.Input(4).Dense(1, init: Init.Zeros).Tanh().Dense(3).CrossEntropy(),
        ["a blur that is kept"] = n => n.Input(1, 9, 9).Conv2D(4, [3], init: Init.Constant, initValue: 0.1).Weights(frozen: true).Relu().Flatten().Dense(3).CrossEntropy(),
        ["a blur of each channel"] = n => n.Input(4, 9, 9).Conv2D(4, [3], groups: 4, init: Init.Constant, initValue: 1).Relu().Flatten().Dense(3).CrossEntropy(),
        ["dense at each step"] = n => n.Input(6, 4).Dense(8).Relu().Lstm(3, returnSequence: false).Mse(),
        ["convolution into lstm, turned"] = n => n.Input(2, 20).Conv1D(4, [3]).Relu().Transpose(0, 1).Lstm(3, returnSequence: false).Mse(),
        ["embedding into convolution, turned"] = n => n.Input(12).Embedding(50, 8).Transpose(0, 1).Conv1D(4, [3]).Relu().GlobalMaxPool().Dense(3).CrossEntropy(),
        ["a label at each step"] = n => n.Input(6, 4).Lstm(8).Dense(3).CrossEntropy(axis: -1),
        ["a label at each pixel"] = n => n.Input(1, 8, 8).Conv2D(3, [3]).CrossEntropy(),
        ["a choice among candidates"] = n => n.Input(5, 4).Dense(8).Relu().Dense(1).CrossEntropy(),
        ["a value at each step"] = n => n.Input(6, 4).Lstm(8).Dense(1).Mse(),
        ["tanh and log-softmax"] = n => n.Input(4).Dense(3).Tanh().Dense(3).LogSoftmax().Nll(),
        ["scores between far bounds"] = n => n.Input(4).Dense(3).HardTanh(-30, 30).CrossEntropy(),
        ["a choice of channels before a convolution"] = n => n.Input(64, 9, 9).Conv2D(8, [1]).Conv2D(64, [3]).Relu().GlobalAvgPool().Dense(3).CrossEntropy(),
        ["a choice of channels before dense"] = n => n.Input(64, 9, 9).Conv2D(2, [1]).Flatten().Dense(10).CrossEntropy(),
        ["an activation before average pooling"] = n => n.Input(1, 9, 9).Conv2D(4, [3]).Tanh().AvgPool2D([2]).Flatten().Dense(3).CrossEntropy(),
        ["ctc"] = n => n.Input(9, 4).Lstm(8).Dense(3).LogSoftmax().Ctc(2),
    };

    public static TheoryData<string> AllMistakes => [.. Mistakes.Keys];

    public static TheoryData<string> AllMeant => [.. Meant.Keys];

    [Theory]
    [MemberData(nameof(AllMistakes))]
    public void AClassicMistake_IsToldAtItsPlace(string mistake)
    {
        (string id, int element, string? argument, Func<NetworkBuilder, NetworkBuilder> network) = Mistakes[mistake];

        Problem[] problems = ProblemsOf(network);

        Problem problem = Assert.Single(problems, p => p.Kind.Id == id);
        Assert.Equal(ProblemSeverity.Warning, problem.Kind.Severity);
        Assert.Equal((element, argument), (problem.Element, problem.Argument));
        Assert.True(problems.Length == 1 || mistake is "sigmoid of softmax" or "channels as steps of ctc" or "softmax of one" or "log-softmax of one",
            string.Join("\n", problems.Select(p => p.ToString())));
    }

    [Theory]
    [MemberData(nameof(AllMeant))]
    public void WhatIsMeant_IsNotTold(string meant) => Assert.Empty(ProblemsOf(Meant[meant]).Select(p => p.ToString()));

    [Fact]
    public void AMistakeInARepetition_IsToldOnce()
    {
        Problem problem = Assert.Single(ProblemsOf(n => n.Input(8).Repeat(3, 3).Dense(8).Dense(8).Relu().Dense(2).CrossEntropy()));

        Assert.Equal(("DT0509", 3), (problem.Kind.Id, problem.Element));
    }

    [Fact]
    public void EveryAdvice_IsAmongTheMistakes() => Assert.Equal(
        ProblemKinds.All.Select(k => k.Id).Where(id => id.StartsWith("DT05", StringComparison.Ordinal)), Mistakes.Values.Select(m => m.Id).Distinct()
            .Order(StringComparer.Ordinal));

    private static Problem[] ProblemsOf(Func<NetworkBuilder, NetworkBuilder> network)
    {
        NetworkSpec spec = network(new NetworkBuilder("Net")).ToSpec();
        return [.. Build.Run(Names.OfLosses(spec).IsEmpty ? spec : network(new NetworkBuilder("Net")).Sgd().ToSpec()).Problems];
    }
}

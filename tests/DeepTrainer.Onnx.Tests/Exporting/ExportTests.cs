using DeepTrainer.Engine;
using DeepTrainer.Tests.Tensors;
using static DeepTrainer.Functional;

namespace DeepTrainer.Onnx.Tests.Exporting;

/// <summary>What an exported model looks like, what options do, and what is refused.</summary>
public sealed class ExportTests
{
    private static NetworkBuilder Images => new NetworkBuilder("Images").Input(3, 9, 8)
        .Conv2D(6, [3], padding: 1).BatchNorm().Relu().MaxPool2D([2]).Dropout(0.3).Conv2D(8, [3], name: "second").Gelu().GlobalAvgPool().Dense(5).Softmax().CrossEntropy().Adam();

    private static Exported Of(NetworkBuilder network, OnnxExportOptions? options = null) => new(Exported.Trained(network.ToModel(), 3), options);

    [Fact]
    public void Layers_BecomeTheOperatorsOfTheirNames()
    {
        Exported exported = Of(Images, new() { Opset = 20 });
        Assert.Equal(["Conv", "BatchNormalization", "Relu", "MaxPool", "Conv", "Gelu", "GlobalAveragePool", "Flatten", "Gemm", "Softmax"], exported.Operators);
        Assert.Equal(["batchNorm1.bias", "batchNorm1.running_mean", "batchNorm1.running_var", "batchNorm1.weight", "conv2D1.bias", "conv2D1.weight",
            "dense1.bias", "dense1.weight", "second.bias", "second.weight"],
            exported.File.Graph.Initializer.Select(i => i.Name).Order(StringComparer.Ordinal));
        Assert.Null(exported.Difference());
    }

    [Fact]
    public void PartsOfLayers_AndFunctionsOfTensors_HaveThemToo()
    {
        static Tensor Block(Tensor x) => LayerNorm(Gru(x, 6, name: "inner")) + Softmax(Dense(x, 6));
        Exported exported = Of(new NetworkBuilder("Parts").Input(7, 6).TransformerEncoder(2, 11).Layer(Block));
        Assert.Equal(3, exported.Operators.Count(o => o == "LayerNormalization"));
        Assert.Contains("GRU", exported.Operators);
        Assert.DoesNotContain("Scan", exported.Operators);
        Assert.Contains("Softmax", exported.Operators);
        Assert.DoesNotContain("Einsum", exported.Operators);
        Assert.Null(exported.Difference());
    }

    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> ThatSeeOtherwise = new()
    {
        ["Flatten"] = n => n.Flatten(),
        ["Permute"] = n => n.Permute([1, 0]),
        ["Slice"] = n => n.Slice(1, 2),
        ["Pad"] = n => n.Pad([1, 2]),
        ["Flatten, Dense"] = n => n.Flatten().Dense(3),
    };

    private static readonly Dictionary<string, (int[] Sample, Func<NetworkBuilder, NetworkBuilder> Add, string Operator)> Kinds = new()
    {
        ["MaxPool1D"] = ([3, 9], n => n.MaxPool1D([2]), "MaxPool"),
        ["AvgPool1D"] = ([3, 9], n => n.AvgPool1D([3], stride: 2), "AveragePool"),
        ["Conv1D"] = ([3, 9], n => n.Conv1D(4, [3], padding: 1), "Conv"),
        ["Lstm"] = ([5, 3], n => n.Lstm(4, bidirectional: true), "LSTM"),
        ["Gru"] = ([5, 3], n => n.Gru(4, layers: 2), "GRU"),
        ["Attention"] = ([5, 10], n => n.MultiHeadAttention(5), "Softmax"),
        ["Softmax"] = ([5, 3], n => n.Softmax(), "Softmax"),
    };

    public static TheoryData<string, string> Neighbours => [.. from kind in Kinds.Keys from other in ThatSeeOtherwise.Keys select (kind, other)];

    [Theory, MemberData(nameof(Neighbours))]
    public void LayersAreWrittenAsSuch_WhateverSeesThemOtherwise(string kind, string other)
    {
        (int[] sample, Func<NetworkBuilder, NetworkBuilder> add, string op) = Kinds[kind];
        NetworkBuilder network = new NetworkBuilder("Seen").Input(sample).Permute([1, 0]).Permute([1, 0]);
        Exported exported = Of(ThatSeeOtherwise[other](add(network)));
        Assert.Contains(op, exported.Operators);
        Assert.DoesNotContain(exported.Operators, o => o is "ReduceMax" or "ReduceSum" or "Scan" or "Einsum" or "Gather");
        Assert.Null(exported.Difference());
    }

    [Fact]
    public void PoolingBeforeFlatten_IsPooling()
    {
        Exported exported = Of(new NetworkBuilder("LeNet").Input(1, 12, 11).Conv2D(3, [5]).Relu().AvgPool2D([2]).Flatten().Dense(5));
        Assert.Equal(["Conv", "Relu", "AveragePool", "Reshape", "Gemm"], exported.Operators);
        Assert.Null(exported.Difference());
    }

    public static TheoryData<int, bool, int, bool, int, string> Attentions =>
    [
        (5, false, 0, true, 0, "x"), (5, true, 0, true, 0, "x"), (2, true, 3, false, 7, "x"), (1, false, 4, true, 0, "x"), (2, false, 0, true, 0, "x, same"),
        (5, false, 0, true, 0, "x, other"), (2, true, 0, false, 3, "x, other, other"), (2, false, 0, true, 4, "x, same, other"),
    ];

    [Theory, MemberData(nameof(Attentions))]
    public void Attention_IsProductsAndASoftmax(int heads, bool causal, int window, bool bias, int headSize, string from)
    {
        Exported exported = Of(new NetworkBuilder("Attention").InputNamed("x", 7, 10).InputNamed("same", 6, 10).InputNamed("other", 6, 9)
            .MultiHeadAttention(heads, causal, bias, window: window, headSize: headSize, from: from, name: "a").Output("a"));
        Assert.Equal(from.Contains(',', StringComparison.Ordinal) ? 6 : 4, exported.Operators.Count(o => o == "MatMul"));
        Assert.Single(exported.Operators, o => o == "Softmax");
        Assert.DoesNotContain(exported.Operators, o => o is "Exp" or "Gather" or "Where" or "Einsum");
        Assert.Null(exported.Difference());
    }

    public static TheoryData<string, bool, int, bool> Recurrences =>
        [.. from kind in new[] { "lstm", "gru", "old gru", "rnn", "relu" } from both in new[] { false, true } from layers in new[] { 1,
            2 } from all in new[] { false, true } select (kind, both, layers, all)];

    [Theory, MemberData(nameof(Recurrences))]
    public void Recurrences_AreOneOperatorALayer(string kind, bool both, int layers, bool all)
    {
        NetworkBuilder network = new NetworkBuilder("Steps").InputNamed("x", 5, 3).InputNamed("h", layers * (both ? 2 : 1), 4).InputNamed("c", layers * (both ? 2 : 1), 4);
        string from = all ? "x" : kind == "lstm" ? "x, h, c" : "x, h";
        network = kind switch
        {
            "lstm" => network.Lstm(4, layers, both, returnSequence: all, from: from, name: "r"),
            "gru" => network.Gru(4, layers, both, bias: all, returnSequence: all, from: from, name: "r"),
            "old gru" => network.Gru(4, layers, both, returnSequence: all, resetAfter: false, from: from, name: "r"),
            "rnn" => network.Rnn(4, layers, both, returnSequence: all, from: from, name: "r"),
            _ => network.Rnn(4, layers, both, bias: false, returnSequence: all, nonlinearity: ActivationKind.Relu, from: from, name: "r"),
        };
        Exported exported = Of(network.Output(kind == "lstm" ? "r, r.h, r.c, c, h" : "r, r.h, c, h"));
        Assert.Equal(layers, exported.Operators.Count(o => o is "LSTM" or "GRU" or "RNN"));
        Assert.DoesNotContain("Scan", exported.Operators);
        Assert.Null(exported.Difference());
    }

    public static TheoryData<string, bool> OwnCells => [.. from cell in OwnCell.Keys from reverse in new[] { false, true } select (cell, reverse)];

    private static readonly Dictionary<string, (Delegate Cell, string States)> OwnCell = new()
    {
        ["minGru"] = (Cells.MinGru, ""),
        ["gru"] = (Cells.Gru, ""),
        ["peephole"] = (Cells.Peephole, ""),
        ["memory"] = (Cells.Memory, "memory = [3, 6]"),
        ["convolved"] = (Cells.Convolved, "h = [2, 6]"),
        ["spiking"] = (Cells.Spiking, ""),
    };

    [Theory, MemberData(nameof(OwnCells))]
    public void RecurrencesOfOnesOwn_AreScans(string cell, bool reverse)
    {
        Exported exported = Of(new NetworkBuilder("Own").Input(5, 4).Recurrent(OwnCell[cell].Cell, [6], OwnCell[cell].States, reverse: reverse));
        Assert.Contains("Scan", exported.Operators);
        Assert.Null(exported.Difference());
    }

    [Fact]
    public void ARecurrenceThatDoesNotLookAtItsInput_IsRefused()
    {
        static Tensor Fading(Tensor x, Tensor h) => 0.5 * Tanh(Dense(h, 6) + 1);
        OnnxException refused = Assert.Throws<OnnxException>(() => Of(new NetworkBuilder("Blind").Input(5, 4).Recurrent(Fading, [6])));
        Assert.Contains("can't be exported: its steps don't look at the input", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RandomNumbersOfPredictions_AreTheRuntimes()
    {
        static Tensor Noise(Tensor x) => Concat(0, (0 * x) + Uniform(x, inPrediction: true), Normal(x, 2, inPrediction: true));
        Exported exported = Of(new NetworkBuilder("Noise").Input(50).Layer(Noise).Dropout(0.25, inPrediction: true));
        Assert.Equal(4, exported.Operators.Count(o => o == "RandomUniformLike"));
        float[] one = exported.Run(200);
        foreach ((int part, double mean, double variance) in new[] { (0, 0.5, 1.0 / 12), (1, 0, 4) })
        {
            float[] values = [.. one.Where((_, i) => i / 50 % 2 == part)];
            Assert.Equal(0.25, values.Count(v => v == 0) / (double)values.Length, 0.03);
            double[] kept = [.. values.Where(v => v != 0).Select(v => 0.75 * v)];
            Assert.Equal(mean, kept.Average(), 5 * Math.Sqrt(variance / kept.Length));
            Assert.Equal(variance, kept.Average(v => (v - mean) * (v - mean)), 0.1 * variance);
        }
    }

    [Fact]
    public void EveryOperation_GivesTheSame()
    {
        List<string> wrong = [];
        foreach (Operation operation in Operation.All)
        {
            // arguments from -2 to 2, and from 0.5 to 2 where others are outside of the domain
            Expr Call(Expr x, bool isPositive) =>
                operation.Of([.. Enumerable.Range(0, operation.Arity).Select(i => isPositive ? 0.5 + (x * x / (1 + (x * x))) + (0.15 * i) : (x * (1 - (0.3 * i))) + (0.1 * i))]);
            bool isPartial = operation == Operation.Log || operation == Operation.Sqrt || operation == Operation.Pow || operation == Operation.Log1P;
            Exported exported = Of(new NetworkBuilder("Operation").Input(9).Activation("applied", x => Call(x, true) + (isPartial ? 0 : Call(x, false))));
            if (exported.Difference() is { } difference)
                wrong.Add($"{operation}: {difference}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void SmallArguments_KeepTheirDigits()
    {
        Exported exported = Of(new NetworkBuilder("Small").Input(4).Activation("small", x => 1e6 * (Operation.Expm1.Of(1e-6 * x) + Operation.Log1P.Of(1e-6 * x))));
        Assert.Null(exported.Difference());
    }

    [Fact]
    public void NamesExtentsAndMetadata_AreAsTold()
    {
        OnnxExportOptions options = new() { Opset = 18, BatchDimension = "samples", Documentation = "Of a test." };
        (options.InputNames["left"], options.OutputNames["dense1"], options.Metadata["author"]) = ("a", "scores", "me");
        Exported exported = Of(new NetworkBuilder("Named").InputNamed("left", 3).InputNamed("right", 2).Dense(4, from: "left").Concat("dense1, right")
            .Output("concat1, dense1"), options);
        Assert.Equal(["a", "right"], exported.File.Graph.Input.Select(i => i.Name));
        Assert.Equal(["concat1", "scores"], exported.File.Graph.Output.Select(o => o.Name));
        Assert.All(exported.File.Graph.Input.Concat(exported.File.Graph.Output), v => Assert.Equal("samples", v.Type.TensorType.Shape.Dim[0].DimParam));
        Assert.Equal((18, "DeepTrainer", "Of a test.", "me"),
            ((int)exported.File.OpsetImport[0].Version, exported.File.ProducerName, exported.File.DocString, exported.File.MetadataProps[0].Value));
        Assert.Null(exported.Difference());
        Exported fixedSize = Of(Images, new() { BatchSize = 3 });
        Assert.Equal(3, fixedSize.File.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimValue);
        Assert.Null(fixedSize.Difference(3));
    }

    // Without the loss's factor of 0, its weights would have a gradient, and no optimizer.
    [Fact]
    public void OnlyThePrediction_MustBeRight()
    {
        NetworkBuilder network = new NetworkBuilder("Auxiliary").Input(4).Dense(8, name: "body").Dense(3, name: "head").Dense(3, name: "aux", from: "body")
            .CrossEntropy(from: "head").CrossEntropy(from: "aux").Weighted(0).Add(new AdamAttribute { Only = "body*, head*" }).Output("head");
        Exported exported = Of(network);
        Assert.Equal(["Gemm", "Gemm"], exported.Operators);
        Assert.Null(exported.Difference());
    }

    [Fact]
    public void NumbersThatCanBeChanged_AreWhatTheyAreWhenItIsExported()
    {
        EngineNetwork network = new NetworkBuilder("Adjusted").Input(3).Dense(4).Mse(name: "judged").Adjustable("*").Sgd(0.1).Build(3);
        Assert.Null(new Exported(network).Difference());
    }

    [Fact]
    public void ClassesOfEveryKind_CanBeExported()
    {
        EngineNetwork engine = Images.Build(5);
        INetwork compiled = Images.Compile().Create(5);
        Assert.Equal(OnnxExporter.Export(engine), OnnxExporter.Export(compiled));
        ImportedNetwork imported = OnnxImporter.Import(OnnxExporter.Export(engine), "again.onnx", new() { ClassName = "Again" });
        Assert.Null(new Exported(GeneratedNetworks.Of(imported)).Difference());
    }

    [Fact]
    public void WrongOptions_AreTold()
    {
        Assert.Contains("from 17 to 24", Told(o => o.Opset = 16), StringComparison.Ordinal);
        Assert.Contains("no input 'y'; it has 'input'", Told(o => o.InputNames["y"] = "a"), StringComparison.Ordinal);
        Assert.Contains("no output 'y'; it has 'softmax1'", Told(o => o.OutputNames["y"] = "a"), StringComparison.Ordinal);
        Assert.Contains("both be called 'a'", Told(o => (o.InputNames["input"], o.OutputNames["softmax1"]) = ("a", "a")), StringComparison.Ordinal);
        Assert.Contains("0 samples", Told(o => o.BatchSize = 0), StringComparison.Ordinal);
        Assert.Contains("no name", Told(o => o.BatchDimension = ""), StringComparison.Ordinal);

        static string Told(Action<OnnxExportOptions> set)
        {
            OnnxExportOptions options = new();
            set(options);
            return Assert.Throws<OnnxException>(() => OnnxExporter.Export(Images.Build(1), options)).Message;
        }
    }

    [Fact]
    public void WhatHasNoOperators_IsTold_AndNothingIsWritten()
    {
        static Tensor Fading(Tensor x, Tensor h) => 0.5 * Tanh(Dense(h, 6) + 1);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("onnx");
        try
        {
            string path = Path.Combine(folder.FullName, "model.onnx");
            OnnxException refused = Assert.Throws<OnnxException>(() => OnnxExporter.Export(new NetworkBuilder("Refused").Input(5, 4).Recurrent(Fading, [6]).Build(1), path));
            Assert.Contains("can't be exported", refused.Message, StringComparison.Ordinal);
            Assert.Empty(folder.GetFiles());
            OnnxExporter.Export(Images.Build(1), path);
            Assert.Equal(path, Assert.Single(folder.GetFiles()).FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

namespace DeepTrainer.Tests;

/// <summary>Files whose names or tensors aren't quite the network's, as PyTorch's programs write them.</summary>
public class LoadOptionsTests
{
    private static readonly float[] Weight = [1, 2, 3, 4, 5, 6];
    private static readonly float[] Bias = [7, 8];

    [Fact]
    public void Prefixes_AreReplaced_TheLongestOnce()
    {
        var options = new LoadOptions { Prefixes = { ["module."] = "", ["module.fc."] = "dense1.", ["dense1."] = "never." } };
        SoftmaxRegression network = new(3, 2, seed: 1);
        LoadReport report = network.Load(Sequential("module.fc."), options);
        Assert.Equal(["dense1.weight", "dense1.bias"], report.Loaded);
        Assert.Equal([.. Weight, .. Bias], Weights(network));
    }

    [Fact]
    public void AFunction_RenamesAfterPrefixes_OrPassesOver()
    {
        var options = new LoadOptions
        {
            Prefixes = { ["module."] = "" },
            Rename = name => name.StartsWith("0.", StringComparison.Ordinal) ? "dense1" + name[1..] : null,
        };
        SoftmaxRegression network = new(3, 2, seed: 1);
        Assert.Empty(network.Load(Sequential("module.0.", new FileTensor("module.1.weight", [1], [1f])), options).Unused);
        Assert.Equal([.. Weight, .. Bias], Weights(network));
        var same = new LoadOptions { Rename = _ => "dense1.bias" };
        Assert.Contains("both become 'dense1.bias'", Error(network, Sequential("0."), same), StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutStrictness_WhatFitsIsLoaded_AndTheRestReported()
    {
        SoftmaxRegression network = new(3, 2, seed: 1);
        float[] before = Weights(network);
        MemoryStream file = File(new FileTensor("dense1.bias", [2], Bias), new FileTensor("dense1.weight", [3, 2], Weight), new FileTensor("fc.weight", [1], [1f]));
        LoadReport report = network.Load(file, new LoadOptions { Strict = false });
        Assert.Equal(["dense1.bias"], report.Loaded);
        Assert.Empty(report.Missing);
        Assert.Equal(["fc.weight"], report.Unused);
        Assert.Equal([new TensorDifference("dense1.weight", "F32 [3, 2]", "F32 [2, 3]")], report.Different.AsEnumerable());
        Assert.Equal([.. before[..6], .. Bias], Weights(network));
        Assert.Equal(
            "1 loaded, 0 missing, 1 unused, 1 different\n  'fc.weight' is unknown to the network\n  'dense1.weight' is F32 [3, 2] but should be F32 [2, 3]", report.ToString());
    }

    [Fact]
    public void AFileOfWhichNothingFits_IsAnErrorAllTheSame()
    {
        SoftmaxRegression network = new(3, 2, seed: 1);
        Assert.Contains("LoadOptions.Prefixes or Rename", Error(network, Sequential("0."), new LoadOptions { Strict = false }), StringComparison.Ordinal);
    }

    [Fact]
    public void APrefixThatAllNamesHave_IsNamedInTheMessage()
    {
        SoftmaxRegression network = new(3, 2, seed: 1);
        string message = Error(network, Sequential("module.dense1."), new LoadOptions());
        Assert.Contains("new LoadOptions { Prefixes = { [\"module.\"] = \"\" } }", message, StringComparison.Ordinal);
    }

    private static string Error(SoftmaxRegression network, MemoryStream file, LoadOptions options)
    {
        float[] before = Weights(network);
        string message = Assert.Throws<InvalidDataException>(() => network.Load(file, options)).Message;
        Assert.Equal(before, Weights(network));
        return message;
    }

    private static MemoryStream Sequential(string prefix, params FileTensor[] more) =>
        File([new FileTensor(prefix + "weight", [2, 3], Weight), new FileTensor(prefix + "bias", [2], Bias), .. more]);

    private static MemoryStream File(params FileTensor[] tensors)
    {
        var stream = new MemoryStream();
        new TensorFile(tensors).Write(stream);
        stream.Position = 0;
        return stream;
    }

    private static float[] Weights(SoftmaxRegression network) => [.. network.Parameters.SelectMany(parameter => parameter.ToArray())];
}

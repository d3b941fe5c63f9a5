using System.Text.RegularExpressions;
using DeepTrainer.Onnx.Tests.Runtime;
using DeepTrainer.Tool;

namespace DeepTrainer.Onnx.Tests;

/// <summary>The command line.</summary>
public sealed class ToolTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tool");

    public void Dispose() => folder.Delete(recursive: true);

    private string Model()
    {
        ModelBuilder model = new();
        string scaled = model.Node("Mul", [model.Input("x", [1, -1]), model.Node("Cast", [model.Input("rate", [], ElementType.Int64)], ("to", (int)ElementType.Float))]);
        model.Output(model.Node("Add", [scaled, model.Weight("shift", new(ElementType.Float, [3], [1, 2, 3]))]));
        string path = Path.Combine(folder.FullName, "small-model.onnx");
        File.WriteAllBytes(path, model.Bytes());
        return path;
    }

    [Fact]
    public void Import_WritesTheClassAndItsWeights()
    {
        string output = Path.Combine(folder.FullName, "out");
        Assert.Equal(0, Program.Run(["import", Model(), "--input", "x:1x3", "--constant", "rate=2", "--output", output, "--namespace", "App"]));
        string source = File.ReadAllText(Path.Combine(output, "SmallModel.cs"));
        Assert.Contains("namespace App;", source, StringComparison.Ordinal);
        Assert.Contains("= x * 2;", source, StringComparison.Ordinal);
        Assert.Equal([1f, 2f, 3f], TensorFile.Read(Path.Combine(output, "smallmodel.safetensors"))["model.shift"].ToFloats());
    }

    [Fact]
    public void ThePage_NamesTheCommandsOptions()
    {
        string[] named = [.. Regex.Matches(File.ReadAllText(OperatorPageTests.At("docs/onnx.md")), @"--[a-z]+").Select(m => m.Value).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(ImportCommand.Create().Options.Select(o => o.Name).Order(StringComparer.Ordinal), named);
    }

    [Theory]
    [InlineData("--constant", "rate=2")]
    [InlineData("--input", "x:1xN")]
    [InlineData("--input", "y:1x3")]
    [InlineData("--constant", "rate")]
    public void WhatIsWrong_IsToldAndNothingWritten(string option, string value)
    {
        string output = Path.Combine(folder.FullName, "out");
        Assert.Equal(1, Program.Run(["import", Model(), option, value, "--output", output]));
        Assert.False(Directory.Exists(output));
    }
}

using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Passes;

/// <summary>Every name that PyTorch writes can be declared, and its files are loaded.</summary>
public class PyTorchNameTests
{
    // nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2)), blocks = nn.ModuleList of nn.Linear(2, 2), head-1 in a ModuleDict.
    private static NetworkModel Declared => new NetworkBuilder("Net").Input(4).Dense(3, name: "0").Relu(name: "1").Dense(3, name: "2").BatchNorm(name: "encoder.bn.0")
        .Repeat(2, 1, "encoder.blocks").Dense(3).Repeat(2, 2, "tail").Dense(3, name: "").Tanh().Dense(2, name: "head-1").Mse().Sgd().ToModel();

    [Fact]
    public void NamesOfModules_AreNamesOfLayers_AndMembersOfTheClass()
    {
        Assert.Equal(
            ["0.weight", "0.bias", "2.weight", "2.bias", "encoder.bn.0.weight", "encoder.bn.0.bias", "encoder.bn.0.running_mean", "encoder.bn.0.running_var",
             "encoder.bn.0.num_batches_tracked", "encoder.blocks.0.weight", "encoder.blocks.0.bias", "encoder.blocks.1.weight", "encoder.blocks.1.bias",
             "tail.0.weight", "tail.0.bias", "tail.1.weight", "tail.1.bias", "head-1.weight", "head-1.bias"],
            Declared.Parameters.Select(p => p.Name));
        Assert.Equal(("Layer0Weight", "EncoderBlocks1Bias", "Head1Weight"),
            (ReservedMembers.OfParameter("0.weight"), ReservedMembers.OfParameter("encoder.blocks.1.bias"), ReservedMembers.OfParameter("head-1.weight")));
        AgainstEngine.Compare(Declared, CompiledNetwork.Create(Declared, 7), 5);
    }

    [Fact]
    public void AFileOfPyTorch_IsLoaded_WithoutNumBatchesTrackedToo()
    {
        EngineNetwork saved = new(Declared, 1), loaded = new(Declared, 2);
        TensorFile whole = new(saved.Parameters.Select(p => new FileTensor("module." + p.Name, p.Shape.AsSpan(), p.ToArray()))
            .Where(t => !t.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal)));
        var stream = new MemoryStream();
        whole.Write(stream);
        stream.Position = 0;
        LoadReport report = loaded.Load(stream, new LoadOptions { Prefixes = { ["module."] = "" } });
        Assert.Equal(["encoder.bn.0.num_batches_tracked"], report.Missing);
        Assert.Equal(saved.Parameters.SelectMany(p => p.ToArray()), loaded.Parameters.SelectMany(p => p.ToArray()));
    }

    [Fact]
    public void ALayerAndAPartOfAnother_CannotHaveOneName()
    {
        Problem problem = Assert.Single(Build.Run(new NetworkBuilder("Net").Input(6, 8).MultiHeadAttention(2, name: "attn")
            .Dense(8, name: "attn.out_proj").Mse().Sgd().ToSpec()).Problems);
        Assert.Equal(("DT0105", 2, "Name"), (problem.Kind.Id, problem.Element, problem.Argument));
    }
}

using DeepTrainer.Benchmarks.Size;
using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>No method is so long that the JIT would give up on it, whatever the network and the vectors.</summary>
public class MethodBudgetTests
{
    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Networks = new()
    {
        ["SmallDense"] = n => n.Input(4).Dense(16).Relu().Dense(3).CrossEntropy().Adam(),
        ["LargeDense"] = n => n.Input(784).Dense(512).Relu().Dense(512).Relu().Dense(10).CrossEntropy().Adam(),
        ["DeepDense"] = n => n.Input(100).Repeat(40, 2).Dense(100).Gelu().Dense(10).CrossEntropy().ClipGradientNorm(1).AdamW(),
        ["LeNet"] = n => n.Input(1, 28, 28).Conv2D(6, [5], padding: 2).Relu().MaxPool2D([2]).Conv2D(16, [5]).Relu().MaxPool2D([2])
            .Flatten().Dense(120).Relu().Dense(84).Relu().Dense(10).CrossEntropy().Adam(),
        ["ResNetBlock"] = n => n.Input(3, 32, 32).Conv2D(64, [3], padding: 1, bias: false).BatchNorm().Relu(name: "stem")
            .Conv2D(64, [3], padding: 1, bias: false).BatchNorm().Relu().Conv2D(64, [3], padding: 1, bias: false).BatchNorm(name: "body")
            .Add(from: "stem, body").Relu().GlobalAvgPool().Dense(10).CrossEntropy().Sgd(momentum: 0.9),
        ["Lstm"] = n => n.Input(64, 1).Lstm(24, layers: 2, bidirectional: true).Dense(1).Mse().Adam(),
        ["Transformer"] = n => n.Input(32).Embedding(65, 64).PositionalEmbedding().Repeat(2, 1).TransformerEncoder(4, 256, causal: true)
            .LayerNorm().Dense(65).CrossEntropy(axis: -1).Adam(),
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryMethod_StaysWithinTheBudgets_AtAllWidths(string name)
    {
        NetworkModel model = Networks[name](new NetworkBuilder(name)).ToModel();
        INetwork network = CompiledNetwork.Compile([model], Target.X86)[0](1);
        IReadOnlyList<MethodSize> methods = MethodSize.Of(network.GetType());
        Assert.All(Target.X86, w => Assert.Contains(methods, m => m.Name.Contains($"{w.Bits}", StringComparison.Ordinal)));
        Assert.All(methods, m => Assert.True(m.IlBytes <= Costs.MaxMethodIl && m.Locals <= Costs.MaxMethodLocals, m.ToString()));
    }
}
